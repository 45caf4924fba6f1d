package dev.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.journal.JournalUnavailable;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A coordinator with gateways, log, clock and power in the test's hand; its work is {@code t1}. */
final class Rig {
  static final Vote REFUSAL =
      new Vote.No(List.of(Objection.of("REQUIREMENT_BROKEN", "the guard is open")));

  final ByHand hand = new ByHand();
  final MemoryLog log = new MemoryLog();
  final Plant plant = new Plant();
  private Coordinator coordinator = started(CoordinatorSettings.Limits.DEFAULT);

  Coordinator coordinator() {
    return coordinator;
  }

  /** Another one in its place. */
  void start(CoordinatorSettings.Limits limits) {
    coordinator = started(limits);
  }

  private Coordinator started(CoordinatorSettings.Limits limits) {
    Coordinator next = coordinator(limits, hand.surroundings());
    next.start();
    return next;
  }

  /** Another one on the same log, not started. */
  Coordinator another(Surroundings surroundings) {
    return coordinator(CoordinatorSettings.Limits.DEFAULT, surroundings);
  }

  private Coordinator coordinator(CoordinatorSettings.Limits limits, Surroundings surroundings) {
    CoordinatorSettings settings =
        new CoordinatorSettings(
            URI.create("http://127.0.0.1:8080"),
            List.of(),
            CoordinatorSettings.Times.DEFAULT,
            limits);
    return new Coordinator(log, plant, settings, surroundings);
  }

  /** The power goes, and comes back. */
  void restart() {
    hand.lose();
    start(CoordinatorSettings.Limits.DEFAULT);
  }

  static Plan plan(String id, String recipe) {
    return new Plan(
        new TransactionId(id),
        List.of(share(Plant.A, recipe), share(Plant.B, recipe)),
        new Plan.Terms(Duration.ofSeconds(10), 3, 4),
        CoordinationTable.AT);
  }

  private static Plan.Share share(URI gateway, String recipe) {
    Map<String, Object> arguments =
        Map.of("Recipe", recipe, "Force", new BigDecimal("100.0"), "Zones", List.of(true, "x"));
    return new Plan.Share(gateway, List.of(new Plan.Wish("press", "SetRecipe", arguments, 1)));
  }

  CompletableFuture<Submission> submit() {
    return coordinator.submit(plan("t1", "A"));
  }

  /** Where what counts is seen elsewhere than in the answer. */
  void begin() {
    var unused = submit();
  }

  Coordination standing() {
    try {
      return coordinator
          .find(new TransactionId("t1"))
          .map(Dossier::coordination)
          .orElse(new Coordination.Absent());
    } catch (JournalUnavailable fault) {
      throw new AssertionError(fault);
    }
  }

  Coordination.Ended ended() {
    assertThat(standing()).isInstanceOf(Coordination.Ended.class);
    return (Coordination.Ended) standing();
  }

  static Outcome outcome(CompletableFuture<Submission> answer) {
    assertThat(answer).isCompletedWithValueMatching(Submission.Ended.class::isInstance);
    Dossier dossier = ((Submission.Ended) answer.join()).dossier();
    return ((Coordination.Ended) dossier.coordination()).outcome();
  }
}

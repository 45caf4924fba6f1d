package dev.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.UsualSettings;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A coordinator with gateways, log, clock and power in the test's hand; its work is {@code t1}. */
final class CoordinatorRig {
  static final Vote REFUSAL =
      new Vote.No(List.of(Objection.of("REQUIREMENT_BROKEN", "the guard is open")));

  final ByHand hand = new ByHand();
  final MemoryLog log = new MemoryLog();
  final CoordinatedPlant plant = new CoordinatedPlant();
  private Coordinator coordinator = started();

  Coordinator coordinator() {
    return coordinator;
  }

  /** Another one in its place. */
  void start(String... keys) {
    coordinator = started(keys);
  }

  private Coordinator started(String... keys) {
    Coordinator next = another(hand.surroundings(), keys);
    next.start();
    return next;
  }

  /** Another one on the same log, not started. */
  Coordinator another(CoordinatorPorts ports, String... keys) {
    return new Coordinator(log, plant, UsualSettings.of(CoordinatorSettings.class, keys), ports);
  }

  /** The power goes, and comes back. */
  void restart() {
    hand.lose();
    log.losePower();
    start();
  }

  static CoordinationPlan plan(String id, String recipe) {
    return new CoordinationPlan(
        new TransactionId(id),
        List.of(share(CoordinatedPlant.A, recipe), share(CoordinatedPlant.B, recipe)),
        new CoordinationPlan.Terms(Duration.ofSeconds(10), 3, 4),
        CoordinationTable.AT);
  }

  /** The same to learn the votes. */
  static CoordinationPlan dryRun(String id, String recipe) {
    CoordinationPlan plan = plan(id, recipe);
    return new CoordinationPlan(
        plan.id(),
        plan.shares(),
        plan.terms(),
        plan.at(),
        CoordinationPlan.Intent.DRY_RUN,
        Optional.of(new PlanOrigin("changeover", "9f86d081884c7d65")),
        Optional.empty());
  }

  private static CoordinationPlan.Share share(URI gateway, String recipe) {
    Map<String, Object> arguments =
        Map.of("Recipe", recipe, "Force", new BigDecimal("100.0"), "Zones", List.of(true, "x"));
    return new CoordinationPlan.Share(
        gateway, List.of(new CoordinationPlan.Wish("press", "SetRecipe", arguments, 1)));
  }

  CompletableFuture<SubmissionResult> submit() {
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
          .map(CoordinationRecord::coordination)
          .orElse(new Coordination.Absent());
    } catch (JournalUnavailableException fault) {
      throw new AssertionError(fault);
    }
  }

  Coordination.Ended ended() {
    assertThat(standing()).isInstanceOf(Coordination.Ended.class);
    return (Coordination.Ended) standing();
  }

  static Outcome outcome(CompletableFuture<SubmissionResult> answer) {
    assertThat(answer).isCompletedWithValueMatching(SubmissionResult.Ended.class::isInstance);
    CoordinationRecord record = ((SubmissionResult.Ended) answer.join()).record();
    return ((Coordination.Ended) record.coordination()).outcome();
  }
}

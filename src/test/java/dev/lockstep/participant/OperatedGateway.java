package dev.lockstep.participant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.LogLines;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.Intervention.Kind;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * A gateway with three machines and one transaction that an operator watches; its log lines are
 * kept.
 */
final class OperatedGateway implements AutoCloseable {
  /** The answers of requests that were sent without waiting. */
  final List<CompletableFuture<Answer>> unanswered = new ArrayList<>();

  private static final Path OPERATING = Path.of("src/site/markdown/operating.md");

  final ManualScheduler clock = new ManualScheduler();
  private final PlayJournal journal = new PlayJournal(line -> {}, new Undisturbed());
  private final LogLines log = new LogLines("dev.lockstep.waiting");
  private final Map<String, PlayMachine> machines = PlayMachine.three();
  final ParticipantRig rig = rig();

  private ParticipantRig rig() {
    ParticipantRig.World world =
        new ParticipantRig.World(
            clock,
            machines,
            (address, id) -> new CoordinatorClient.Word.Silence("connection refused"),
            (address, id, votedFor) -> new CoordinatorClient.Word.Silence("no answer"),
            (before, event, decision) -> {});
    return new ParticipantRig("line-a", world, journal, new Undisturbed(), new Random(1));
  }

  void start() {
    rig.start();
  }

  @Override
  public void close() {
    log.close();
  }

  /** Counted, logged once however long it lasts, and described for operators. */
  void waitsOnce(Kind kind, String cause) throws IOException {
    assertThat(waiting()).containsExactly(Map.entry(kind, 1L));
    pass(Duration.ofMinutes(1));
    String start = "transaction=t1 state=%s waits for a person: %s".formatted(state().name(), kind);
    assertThat(log.lines()).filteredOn(line -> line.contains(start)).hasSize(1);
    Intervention waits = rig.participant().intervention(state()).orElseThrow();
    assertThat(waits.cause()).contains(cause);
    assertThat(waits.remedy()).isNotBlank();
    assertThat(log.warnings()).anyMatch(line -> line.contains("Remedy: "));
    isDescribed(kind);
  }

  /** Asserts that operating.md describes this kind. */
  static void isDescribed(Kind kind) throws IOException {
    assertThat(Files.readAllLines(OPERATING))
        .anyMatch(line -> line.startsWith("|") && line.contains("`" + kind + "`"));
  }

  void ends(Outcome said, Outcome shown) {
    CompletableFuture<Answer> asked = resolve(said);
    rig.drain();
    assertThat(asked).isCompleted();
    assertThat(outcome()).contains(shown);
    assertThat(waiting()).as("a person decided").containsExactly(Map.entry(Kind.HEURISTIC, 1L));
    var unused = tell(new Event.Forgotten(clock.now("")));
    rig.drain();
    assertThat(waiting()).isEmpty();
  }

  /** Advances to the moment at which a look has begun and has no result yet. */
  void lookBegins() {
    while (!rig.busy()) {
      assertThat(clock.advanceToNext()).isTrue();
    }
    rig.step(size -> 0);
    assertThat(rig.busy()).as("the look is under way").isTrue();
  }

  Map<Kind, Long> waiting() {
    return rig.participant().waiting();
  }

  CompletableFuture<Answer> resolve(Outcome outcome) {
    return tell(new Event.Resolved(outcome, List.of(), anna()));
  }

  Answer released() {
    CompletableFuture<Answer> asked = tell(new Event.Released(anna()));
    rig.drain();
    return asked.join();
  }

  Decided anna() {
    return new Decided(Decided.Authority.OPERATOR, "anna", "I looked", clock.now("anna"));
  }

  CompletableFuture<Answer> tell(Event event) {
    return rig.participant().tell(ParticipantRig.id("t1"), event);
  }

  void vote(String device, String command, String argument) {
    PrepareRequest.Wish wish =
        new PrepareRequest.Wish(device, command, Map.of(argument, BigDecimal.valueOf(7)), 0);
    var unused =
        rig.participant()
            .ask(Wishes.request(ParticipantRig.id("t1"), List.of(), List.of(wish)), Requester.NONE);
    rig.drain();
    assertThat(state()).isInstanceOf(State.Prepared.class);
  }

  /** The decision is durable, and the actuation is about to begin. */
  void decideToCommit() {
    unanswered.add(tell(new Event.CommitDecided(Decided.byCoordinator(clock.now("coordinator")))));
    rig.step(size -> 0);
  }

  void commit() {
    unanswered.add(tell(new Event.CommitDecided(Decided.byCoordinator(clock.now("coordinator")))));
    rig.drain();
  }

  void pass(Duration time) {
    for (long left = time.toSeconds(); left > 0; left -= 5) {
      clock.advance(Duration.ofSeconds(Math.min(left, 5)));
      rig.drain();
    }
  }

  PlayMachine press() {
    return machine("press");
  }

  PlayMachine machine(String name) {
    return rig.machine(name);
  }

  State state() {
    try {
      return rig.participant().state(ParticipantRig.id("t1"));
    } catch (dev.lockstep.journal.JournalUnavailableException full) {
      throw new AssertionError(full);
    }
  }

  State.Committing.Standing standing() {
    return ((State.Committing) state()).standing();
  }

  Optional<Outcome> outcome() {
    return state() instanceof State.Ended ended ? ended.outcome() : Optional.empty();
  }
}

package dev.lockstep.participant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.journal.Entry;
import dev.lockstep.participant.PlayMachine.Mood;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.Intervention.Kind;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Drives a transaction into each state in which it waits for a person, and asks of each: is it
 * counted, said once in the log with its remedy, described for operators, and does the remedy work
 * at once?
 */
class InterventionsTest {
  /** What is told without waiting for the answer. */
  private final List<CompletableFuture<Answer>> unanswered = new ArrayList<>();

  private static final Path OPERATING = Path.of("src/site/markdown/operating.md");
  private static final Duration SHIFT = Duration.ofHours(8);

  private final HandClock clock = new HandClock();
  private final PlayJournal journal = new PlayJournal(line -> {}, new Undisturbed());
  private final List<String> lines = new ArrayList<>();
  private final Logger log = Logger.getLogger("dev.lockstep.waiting");
  private final Map<String, PlayMachine> machines = new LinkedHashMap<>();
  private final Rig rig = rig();
  private final Handler lineKeeper =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getLevel() + " " + text(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private static final class Undisturbed implements PlayJournal.Tap, PlayLink.Tap {
    @Override
    public void before(Entry entry) {}

    @Override
    public void after(Entry entry) {}

    @Override
    public void before(String machine, String sending) {}

    @Override
    public void after(String machine, String sending) {}
  }

  private Rig rig() {
    for (String name : List.of("press", "oven", "belt")) {
      machines.put(name, new PlayMachine(name, line -> {}));
    }
    Rig.World world =
        new Rig.World(
            clock,
            machines,
            (address, id) -> new CoordinatorLine.Word.Silence("connection refused"),
            (address, id, votedFor) -> new CoordinatorLine.Word.Silence("no answer"),
            (before, event, decision) -> {});
    return new Rig("line-a", world, journal, new Undisturbed(), new Random(1));
  }

  private static String text(LogRecord line) {
    return new PatternFormatter("%s").format(line);
  }

  @BeforeEach
  void start() {
    log.addHandler(lineKeeper);
    rig.start();
  }

  @AfterEach
  void stop() {
    log.removeHandler(lineKeeper);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyKindHasItsRowForOperators(Kind kind) throws IOException {
    assertThat(Files.readAllLines(OPERATING))
        .anyMatch(line -> line.startsWith("|") && line.contains("`" + kind + "`"));
  }

  @Test
  void voteWithoutADecisionIsInDoubt() throws IOException {
    vote("press", "SetSpeed", "Speed");
    pass(Duration.ofMinutes(2));
    waitsOnce(Kind.IN_DOUBT, "connection refused");
    ends(Outcome.ROLLED_BACK, Outcome.HEURISTIC_ROLLBACK);
  }

  @Test
  void promiseThatLapsedBeforeTheDecisionIsTold() throws IOException {
    press().leasedUntil = Optional.of(clock.now("").wall().plusSeconds(10));
    vote("press", "Load", "Staged");
    pass(Duration.ofMinutes(1));
    waitsOnce(Kind.PROMISE_LAPSED, "the devices held it until");
    ends(Outcome.ROLLED_BACK, Outcome.HEURISTIC_ROLLBACK);
  }

  @Test
  void openGuardHoldsBackAndIsAnnouncedAtOnce() throws IOException {
    vote("press", "SetSpeed", "Speed");
    press().values.put(new ResourceName("GuardClosed"), new Value.Flag(false));
    commit();
    waitsOnce(Kind.HELD_BACK, "GuardClosed");
    ends(Outcome.ROLLED_BACK, Outcome.HEURISTIC_ROLLBACK);
  }

  @Test
  void staleDecisionIsWithheld() throws IOException {
    vote("press", "SetSpeed", "Speed");
    pass(SHIFT);
    commit();
    waitsOnce(Kind.WITHHELD, "STALE");
    assertThat(released().reply()).isEqualTo(new Reply.Taken());
    assertThat(state()).isInstanceOf(State.Ended.class);
  }

  @Test
  void onceCommandOfUnknownResultIsNotSentAgain() throws IOException {
    vote("belt", "Strike", "Recipe");
    machine("belt").mood = Mood.MUMBLES;
    commit();
    waitsOnce(Kind.SENT_ONCE, "no answer in time");
    ends(Outcome.HEURISTIC_HAZARD, Outcome.HEURISTIC_HAZARD);
    assertThat(machine("belt").moves).hasSize(1);
  }

  @Test
  void acceptedAndNotSeenWaitsForAPersonWhoMayHaveItSentAgain() throws IOException {
    vote("press", "SetSpeed", "Speed");
    press().mood = Mood.IGNORES;
    commit();
    waitsOnce(Kind.NOT_VERIFIED, "asked for 7, reads 0");
    press().mood = Mood.SPEAKS;
    released();
    assertThat(outcome()).contains(Outcome.COMMITTED);
    assertThat(press().moves).hasSize(1);
  }

  @Test
  void acceptedAndNotSeenEndsByItselfWhenTheMachineShowsItLater() {
    vote("press", "SetSpeed", "Speed");
    press().mood = Mood.IGNORES;
    commit();
    assertThat(standing()).isEqualTo(State.Committing.Standing.STUCK);
    press().values.put(new ResourceName("Speed"), Value.Numeric.of(7));
    pass(Duration.ofMinutes(2));
    assertThat(outcome()).contains(Outcome.COMMITTED);
    assertThat(press().moves).as("it was not sent again").isEmpty();
  }

  @Test
  void acceptedAndNotSeenIsNotSentAgainBecauseTheConnectionBrokeMeanwhile() {
    vote("press", "SetSpeed", "Speed");
    press().mood = Mood.IGNORES;
    commit();
    press().mood = Mood.OFFLINE;
    pass(Duration.ofMinutes(5));
    press().mood = Mood.SPEAKS;
    pass(SHIFT);
    assertThat(standing()).isEqualTo(State.Committing.Standing.STUCK);
    assertThat(press().moves).isEmpty();
    assertThat(waiting()).containsOnlyKeys(Kind.NOT_VERIFIED);
  }

  @Test
  void personIsHeardAlsoWhileTheMachineIsLookedAt() {
    vote("press", "SetSpeed", "Speed");
    press().mood = Mood.IGNORES;
    commit();
    lookBegins();
    CompletableFuture<Answer> asked = resolve(Outcome.ROLLED_BACK);
    rig.drain();
    assertThat(asked).isCompleted();
    assertThat(asked.join().reply()).isEqualTo(new Reply.Taken());
    assertThat(outcome()).contains(Outcome.HEURISTIC_ROLLBACK);
  }

  @Test
  void lookThatComesBackAfterAReleaseSaysNothingOfWhatIsSentSince() {
    vote("press", "SetSpeed", "Speed");
    press().mood = Mood.IGNORES;
    commit();
    lookBegins();
    CompletableFuture<Answer> released = tell(new Event.Released(anna()));
    rig.drain();
    assertThat(released).isCompleted();
    assertThat(standing()).isEqualTo(State.Committing.Standing.STUCK);
    pass(Duration.ofMinutes(1));
    assertThat(rig.participant().bugs()).isEmpty();
  }

  @Test
  void personIsHeardAfterAnActuationThatIsUnderWay() {
    vote("press", "SetSpeed", "Speed");
    press().mood = Mood.REFUSES;
    unanswered.add(tell(new Event.CommitDecided(Decided.byCoordinator(clock.now("coordinator")))));
    rig.step(size -> 0); // decided, and the actuation is about to begin
    assertThat(standing()).isEqualTo(State.Committing.Standing.MOVING);
    CompletableFuture<Answer> asked = resolve(Outcome.ROLLED_BACK);
    rig.drain();
    assertThat(asked).isCompleted();
    assertThat(outcome()).contains(Outcome.HEURISTIC_ROLLBACK);
  }

  @Test
  void whatIsRefusedEachTimeIsCountedAndGoesOn() throws IOException {
    vote("press", "SetSpeed", "Speed");
    press().mood = Mood.REFUSES;
    commit();
    assertThat(waiting()).as("it may be over in a moment").isEmpty();
    pass(Duration.ofMinutes(2));
    waitsOnce(Kind.REFUSED, "refused");
    press().mood = Mood.SPEAKS;
    pass(Duration.ofMinutes(2));
    assertThat(outcome()).contains(Outcome.COMMITTED);
  }

  @Test
  void whatIsRefusedEachTimeIsEndedByAPersonAtAnyMoment() {
    vote("press", "SetSpeed", "Speed");
    press().mood = Mood.REFUSES;
    commit();
    pass(Duration.ofMinutes(2));
    ends(Outcome.ROLLED_BACK, Outcome.HEURISTIC_ROLLBACK);
  }

  @Test
  void deviceThatIsAwayDuringTheCommitIsCountedAfterAWhile() throws IOException {
    vote("press", "SetSpeed", "Speed");
    press().mood = Mood.MUMBLES;
    commit();
    press().mood = Mood.OFFLINE;
    pass(Duration.ofMinutes(2));
    waitsOnce(Kind.UNREACHABLE, "DISCONNECTED");
    press().mood = Mood.SPEAKS;
    pass(Duration.ofMinutes(2));
    assertThat(outcome()).contains(Outcome.COMMITTED);
  }

  @Test
  void deviceThatARestartDoesNotFindInTheCatalogIsTold() throws IOException {
    vote("press", "SetSpeed", "Speed");
    press().mood = Mood.MUMBLES;
    commit();
    rig.crash();
    rig.remove("press");
    rig.start();
    rig.drain();
    waitsOnce(Kind.DEVICE_GONE, "no longer in the catalog");
    ends(Outcome.HEURISTIC_HAZARD, Outcome.HEURISTIC_HAZARD);
  }

  @Test
  void machineThatDoesNotConfirmItsDisarmingIsToldAndVouchedForByAnyWord() throws IOException {
    vote("press", "Load", "Staged");
    press().mood = Mood.FROZEN;
    unanswered.add(resolve(Outcome.ROLLED_BACK));
    rig.drain();
    waitsOnce(Kind.NOT_DISARMED, "has not confirmed that it disarmed");
    CompletableFuture<Answer> same = resolve(Outcome.ROLLED_BACK);
    rig.drain();
    assertThat(same).isCompleted();
    assertThat(outcome()).contains(Outcome.HEURISTIC_ROLLBACK);
  }

  @Test
  void rollbackThatAMachineDoesNotConfirmIsToldAfterAWhile() throws IOException {
    vote("press", "Load", "Staged");
    press().mood = Mood.FROZEN;
    unanswered.add(
        tell(new Event.RollbackDecided(Rig.id("t1"), Decided.byCoordinator(clock.now("")))));
    rig.drain();
    assertThat(waiting()).isEmpty();
    pass(Duration.ofMinutes(2));
    waitsOnce(Kind.NOT_DISARMED, "has not confirmed that it disarmed");
    press().mood = Mood.SPEAKS;
    pass(Duration.ofMinutes(2));
    assertThat(outcome()).contains(Outcome.ROLLED_BACK);
  }

  @Test
  void machineThatAnswersTheAbortWithAppliedContradictsThePersonAndIsOver() throws IOException {
    vote("press", "Load", "Staged");
    press().mood = Mood.MUMBLES;
    commit();
    unanswered.add(resolve(Outcome.ROLLED_BACK));
    rig.drain();
    press().mood = Mood.SPEAKS;
    pass(Duration.ofMinutes(2));
    assertThat(outcome()).contains(Outcome.HEURISTIC_MIXED);
    waitsOnce(Kind.HEURISTIC, "ended HEURISTIC_MIXED by anna");
    unanswered.add(tell(new Event.Forgotten(clock.now(""))));
    rig.drain();
    assertThat(rig.participant().alarmCount()).isZero();
  }

  @Test
  void machineThatSaysAppliedAfterARollbackWaitsForAPerson() throws IOException {
    vote("press", "Load", "Staged");
    press().apply("t1#0");
    unanswered.add(
        tell(new Event.RollbackDecided(Rig.id("t1"), Decided.byCoordinator(clock.now("")))));
    rig.drain();
    waitsOnce(Kind.NOT_DISARMED, "ALREADY_APPLIED");
    ends(Outcome.HEURISTIC_MIXED, Outcome.HEURISTIC_MIXED);
  }

  /** Counted, logged once however long it lasts, and described for operators. */
  private void waitsOnce(Kind kind, String cause) throws IOException {
    boolean over = state() instanceof State.Ended;
    if (!over) {
      assertThat(waiting()).containsExactly(Map.entry(kind, 1L));
    }
    pass(Duration.ofMinutes(1));
    String start = "transaction=t1 state=%s waits for a person: %s".formatted(state().name(), kind);
    assertThat(lines).filteredOn(line -> line.contains(start)).hasSize(1);
    Intervention waits = rig.participant().intervention(state()).orElseThrow();
    assertThat(waits.cause()).contains(cause);
    assertThat(waits.remedy()).isNotBlank();
    assertThat(lines).anyMatch(line -> line.startsWith("WARN") && line.contains("Remedy: "));
    everyKindHasItsRowForOperators(kind);
  }

  private void ends(Outcome said, Outcome shown) {
    CompletableFuture<Answer> asked = resolve(said);
    rig.drain();
    assertThat(asked).isCompleted();
    assertThat(outcome()).contains(shown);
    assertThat(waiting()).isEmpty();
  }

  /** Up to the moment at which a look has been begun and has not come back. */
  private void lookBegins() {
    while (!rig.busy()) {
      assertThat(clock.advanceToNext()).isTrue();
    }
    rig.step(size -> 0);
    assertThat(rig.busy()).as("the look is under way").isTrue();
  }

  private Map<Kind, Long> waiting() {
    return rig.participant().waiting();
  }

  private CompletableFuture<Answer> resolve(Outcome outcome) {
    return tell(new Event.Resolved(outcome, List.of(), anna()));
  }

  private Answer released() {
    CompletableFuture<Answer> asked = tell(new Event.Released(anna()));
    rig.drain();
    return asked.join();
  }

  private Decided anna() {
    return new Decided(Decided.Authority.OPERATOR, "anna", "I looked", clock.now("anna"));
  }

  private CompletableFuture<Answer> tell(Event event) {
    return rig.participant().tell(Rig.id("t1"), event);
  }

  private void vote(String device, String command, String argument) {
    Request.Wish wish =
        new Request.Wish(device, command, Map.of(argument, BigDecimal.valueOf(7)), 0);
    var unused = rig.participant().ask(Wishes.request(Rig.id("t1"), List.of(), List.of(wish)));
    rig.drain();
    assertThat(state()).isInstanceOf(State.Prepared.class);
  }

  private void commit() {
    unanswered.add(tell(new Event.CommitDecided(Decided.byCoordinator(clock.now("coordinator")))));
    rig.drain();
  }

  private void pass(Duration time) {
    for (long left = time.toSeconds(); left > 0; left -= 5) {
      clock.advance(Duration.ofSeconds(Math.min(left, 5)));
      rig.drain();
    }
  }

  private PlayMachine press() {
    return machine("press");
  }

  private PlayMachine machine(String name) {
    return rig.machine(name);
  }

  private State state() {
    try {
      return rig.participant().state(Rig.id("t1"));
    } catch (dev.lockstep.journal.JournalUnavailable full) {
      throw new AssertionError(full);
    }
  }

  private State.Committing.Standing standing() {
    return ((State.Committing) state()).standing();
  }

  private Optional<Outcome> outcome() {
    return state() instanceof State.Ended ended ? ended.outcome() : Optional.empty();
  }
}

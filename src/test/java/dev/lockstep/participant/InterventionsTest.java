package dev.lockstep.participant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.participant.PlayMachine.Mood;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Intervention.Kind;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
  private static final Duration SHIFT = Duration.ofHours(8);

  private final OperatedGateway gateway = new OperatedGateway();

  @BeforeEach
  void start() {
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyKindHasItsRowForOperators(Kind kind) throws IOException {
    OperatedGateway.isDescribed(kind);
  }

  @Test
  void voteWithoutADecisionIsInDoubt() throws IOException {
    gateway.vote("press", "SetSpeed", "Speed");
    gateway.pass(Duration.ofMinutes(2));
    gateway.waitsOnce(Kind.IN_DOUBT, "connection refused");
    gateway.ends(Outcome.ROLLED_BACK, Outcome.HEURISTIC_ROLLBACK);
  }

  @Test
  void promiseThatLapsedBeforeTheDecisionIsTold() throws IOException {
    gateway.press().leasedUntil = Optional.of(gateway.clock.now("").wall().plusSeconds(10));
    gateway.vote("press", "Load", "Staged");
    gateway.pass(Duration.ofMinutes(1));
    gateway.waitsOnce(Kind.PROMISE_LAPSED, "the devices guaranteed the vote until");
    gateway.ends(Outcome.ROLLED_BACK, Outcome.HEURISTIC_ROLLBACK);
  }

  @Test
  void openGuardHoldsBackAndIsAnnouncedAtOnce() throws IOException {
    gateway.vote("press", "SetSpeed", "Speed");
    gateway.press().values.put(new ResourceName("GuardClosed"), new Value.Flag(false));
    gateway.commit();
    gateway.waitsOnce(Kind.HELD_BACK, "GuardClosed");
    gateway.ends(Outcome.ROLLED_BACK, Outcome.HEURISTIC_ROLLBACK);
  }

  @Test
  void staleDecisionIsWithheld() throws IOException {
    gateway.vote("press", "SetSpeed", "Speed");
    gateway.pass(SHIFT);
    gateway.commit();
    gateway.waitsOnce(Kind.WITHHELD, "STALE");
    assertThat(gateway.released().reply()).isEqualTo(new Reply.Taken());
    assertThat(gateway.state()).isInstanceOf(State.Ended.class);
  }

  @Test
  void onceCommandOfUnknownResultIsNotSentAgain() throws IOException {
    gateway.vote("belt", "Strike", "Recipe");
    gateway.machine("belt").mood = Mood.MUMBLES;
    gateway.commit();
    gateway.waitsOnce(Kind.SENT_ONCE, "no answer in time");
    gateway.ends(Outcome.HEURISTIC_HAZARD, Outcome.HEURISTIC_HAZARD);
    assertThat(gateway.machine("belt").moves).hasSize(1);
  }

  @Test
  void acceptedAndNotSeenWaitsForAPersonWhoMayHaveItSentAgain() throws IOException {
    gateway.vote("press", "SetSpeed", "Speed");
    gateway.press().mood = Mood.IGNORES;
    gateway.commit();
    gateway.waitsOnce(Kind.NOT_VERIFIED, "wrote 7, read back 0");
    gateway.press().mood = Mood.SPEAKS;
    gateway.released();
    assertThat(gateway.outcome()).contains(Outcome.COMMITTED);
    assertThat(gateway.press().moves).hasSize(1);
  }

  @Test
  void whatIsRefusedEachTimeIsCountedAndGoesOn() throws IOException {
    gateway.vote("press", "SetSpeed", "Speed");
    gateway.press().mood = Mood.REFUSES;
    gateway.commit();
    assertThat(gateway.waiting()).as("it may be over in a moment").isEmpty();
    gateway.pass(Duration.ofMinutes(2));
    gateway.waitsOnce(Kind.REFUSED, "refused");
    gateway.press().mood = Mood.SPEAKS;
    gateway.pass(Duration.ofMinutes(2));
    assertThat(gateway.outcome()).contains(Outcome.COMMITTED);
  }

  @Test
  void deviceThatIsAwayDuringTheCommitIsCountedAfterAWhile() throws IOException {
    gateway.vote("press", "SetSpeed", "Speed");
    gateway.press().mood = Mood.MUMBLES;
    gateway.commit();
    gateway.press().mood = Mood.OFFLINE;
    gateway.pass(Duration.ofMinutes(2));
    gateway.waitsOnce(Kind.UNREACHABLE, "not connected: nothing listens there");
    gateway.press().mood = Mood.SPEAKS;
    gateway.pass(Duration.ofMinutes(2));
    assertThat(gateway.outcome()).contains(Outcome.COMMITTED);
  }

  @Test
  void deviceThatARestartDoesNotFindInTheCatalogIsTold() throws IOException {
    gateway.vote("press", "SetSpeed", "Speed");
    gateway.press().mood = Mood.MUMBLES;
    gateway.commit();
    gateway.rig.crash();
    gateway.rig.remove("press");
    gateway.rig.start();
    gateway.rig.drain();
    gateway.waitsOnce(Kind.DEVICE_GONE, "no longer in the catalog");
    gateway.ends(Outcome.HEURISTIC_HAZARD, Outcome.HEURISTIC_HAZARD);
  }

  @Test
  void machineThatDoesNotConfirmItsDisarmingIsToldAndVouchedForByAnyWord() throws IOException {
    gateway.vote("press", "Load", "Staged");
    gateway.press().mood = Mood.FROZEN;
    gateway.unanswered.add(gateway.resolve(Outcome.ROLLED_BACK));
    gateway.rig.drain();
    gateway.waitsOnce(Kind.NOT_DISARMED, "has not confirmed that it disarmed");
    CompletableFuture<Answer> same = gateway.resolve(Outcome.ROLLED_BACK);
    gateway.rig.drain();
    assertThat(same).isCompleted();
    assertThat(gateway.outcome()).contains(Outcome.HEURISTIC_ROLLBACK);
  }

  @Test
  void rollbackThatAMachineDoesNotConfirmIsToldAfterAWhile() throws IOException {
    gateway.vote("press", "Load", "Staged");
    gateway.press().mood = Mood.FROZEN;
    gateway.unanswered.add(
        gateway.tell(
            new Event.RollbackDecided(
                ParticipantRig.id("t1"), Decided.byCoordinator(gateway.clock.now("")))));
    gateway.rig.drain();
    assertThat(gateway.waiting()).isEmpty();
    gateway.pass(Duration.ofMinutes(2));
    gateway.waitsOnce(Kind.NOT_DISARMED, "has not confirmed that it disarmed");
    gateway.press().mood = Mood.SPEAKS;
    gateway.pass(Duration.ofMinutes(2));
    assertThat(gateway.outcome()).contains(Outcome.ROLLED_BACK);
  }

  @Test
  void machineThatSaysAppliedAfterARollbackWaitsForAPerson() throws IOException {
    gateway.vote("press", "Load", "Staged");
    gateway.press().apply("t1#0");
    gateway.unanswered.add(
        gateway.tell(
            new Event.RollbackDecided(
                ParticipantRig.id("t1"), Decided.byCoordinator(gateway.clock.now("")))));
    gateway.rig.drain();
    gateway.waitsOnce(Kind.NOT_DISARMED, "ALREADY_APPLIED");
    gateway.ends(Outcome.HEURISTIC_MIXED, Outcome.HEURISTIC_MIXED);
  }
}

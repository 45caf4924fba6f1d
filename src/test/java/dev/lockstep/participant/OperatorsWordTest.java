package dev.lockstep.participant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.participant.PlayMachine.Mood;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Intervention.Kind;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A person is heard at any moment, and what a machine shows by itself counts meanwhile. */
class OperatorsWordTest {
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

  @Test
  void acceptedAndNotSeenEndsByItselfWhenTheMachineShowsItLater() {
    gateway.vote("press", "SetSpeed", "Speed");
    gateway.press().mood = Mood.IGNORES;
    gateway.commit();
    assertThat(gateway.standing()).isEqualTo(State.Committing.Standing.STUCK);
    gateway.press().values.put(new ResourceName("Speed"), Value.Numeric.of(7));
    gateway.pass(Duration.ofMinutes(2));
    assertThat(gateway.outcome()).contains(Outcome.COMMITTED);
    assertThat(gateway.press().moves).as("it was not sent again").isEmpty();
  }

  @Test
  void acceptedAndNotSeenIsNotSentAgainBecauseTheConnectionBrokeMeanwhile() {
    gateway.vote("press", "SetSpeed", "Speed");
    gateway.press().mood = Mood.IGNORES;
    gateway.commit();
    gateway.press().mood = Mood.OFFLINE;
    gateway.pass(Duration.ofMinutes(5));
    gateway.press().mood = Mood.SPEAKS;
    gateway.pass(SHIFT);
    assertThat(gateway.standing()).isEqualTo(State.Committing.Standing.STUCK);
    assertThat(gateway.press().moves).isEmpty();
    assertThat(gateway.waiting()).containsOnlyKeys(Kind.NOT_VERIFIED);
  }

  @Test
  void personIsHeardAlsoWhileTheMachineIsLookedAt() {
    gateway.vote("press", "SetSpeed", "Speed");
    gateway.press().mood = Mood.IGNORES;
    gateway.commit();
    gateway.lookBegins();
    CompletableFuture<Answer> asked = gateway.resolve(Outcome.ROLLED_BACK);
    gateway.rig.drain();
    assertThat(asked).isCompleted();
    assertThat(asked.join().reply()).isEqualTo(new Reply.Taken());
    assertThat(gateway.outcome()).contains(Outcome.HEURISTIC_ROLLBACK);
  }

  @Test
  void lookThatComesBackAfterAReleaseSaysNothingOfWhatIsSentSince() {
    gateway.vote("press", "SetSpeed", "Speed");
    gateway.press().mood = Mood.IGNORES;
    gateway.commit();
    gateway.lookBegins();
    CompletableFuture<Answer> released = gateway.tell(new Event.Released(gateway.anna()));
    gateway.rig.drain();
    assertThat(released).isCompleted();
    assertThat(gateway.standing()).isEqualTo(State.Committing.Standing.STUCK);
    gateway.pass(Duration.ofMinutes(1));
    assertThat(gateway.rig.participant().bugs()).isEmpty();
  }

  @Test
  void releaseDuringTheFirstLookIsHeardWhenTheLookHasComeBack() {
    gateway.vote("press", "SetSpeed", "Speed");
    gateway.press().mood = Mood.IGNORES;
    gateway.decideToCommit();
    assertThat(gateway.standing()).isEqualTo(State.Committing.Standing.MOVING);
    CompletableFuture<Answer> asked = gateway.tell(new Event.Released(gateway.anna()));
    gateway.rig.drain();
    assertThat(asked).isCompleted();
    assertThat(asked.join().reply()).as("sent again").isEqualTo(new Reply.Taken());
    assertThat(gateway.standing()).isEqualTo(State.Committing.Standing.STUCK);
  }

  @Test
  void personIsHeardAfterAnActuationThatIsUnderWay() {
    gateway.vote("press", "SetSpeed", "Speed");
    gateway.press().mood = Mood.REFUSES;
    gateway.decideToCommit();
    assertThat(gateway.standing()).isEqualTo(State.Committing.Standing.MOVING);
    CompletableFuture<Answer> asked = gateway.resolve(Outcome.ROLLED_BACK);
    gateway.rig.drain();
    assertThat(asked).isCompleted();
    assertThat(gateway.outcome()).contains(Outcome.HEURISTIC_ROLLBACK);
  }

  @Test
  void whatIsRefusedEachTimeIsEndedByAPersonAtAnyMoment() {
    gateway.vote("press", "SetSpeed", "Speed");
    gateway.press().mood = Mood.REFUSES;
    gateway.commit();
    gateway.pass(Duration.ofMinutes(2));
    gateway.ends(Outcome.ROLLED_BACK, Outcome.HEURISTIC_ROLLBACK);
  }

  @Test
  void machineThatAnswersTheAbortWithAppliedContradictsThePersonAndIsOver() throws IOException {
    gateway.vote("press", "Load", "Staged");
    gateway.press().mood = Mood.MUMBLES;
    gateway.commit();
    gateway.unanswered.add(gateway.resolve(Outcome.ROLLED_BACK));
    gateway.rig.drain();
    gateway.press().mood = Mood.SPEAKS;
    gateway.pass(Duration.ofMinutes(2));
    assertThat(gateway.outcome()).contains(Outcome.HEURISTIC_MIXED);
    gateway.waitsOnce(Kind.HEURISTIC, "ended HEURISTIC_MIXED by anna");
    gateway.unanswered.add(gateway.tell(new Event.Forgotten(gateway.clock.now(""))));
    gateway.rig.drain();
    assertThat(gateway.rig.participant().alarmCount()).isZero();
  }
}

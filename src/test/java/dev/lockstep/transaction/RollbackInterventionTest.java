package dev.lockstep.transaction;

import static dev.lockstep.transaction.TransactionSamples.later;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reason.Code;
import dev.lockstep.transaction.Intervention.Kind;
import dev.lockstep.transaction.State.RollingBack;
import dev.lockstep.transaction.State.RollingBack.Disarmament;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a person is called for a rollback or an end, for what, and what they are told to do. */
class RollbackInterventionTest {
  private static final Duration AFTER = Duration.ofMinutes(5);
  private static final Duration SHIFT = Duration.ofHours(8);

  @Test
  void rollbackThatADeviceDoesNotConfirmCallsAfterTheTimeGiven() {
    RollingBack back =
        rollingBack(TransactionSamples.COORDINATOR, Outcome.ROLLED_BACK, Code.DISCONNECTED);
    Duration since = Duration.ofMinutes(1).plus(AFTER);
    assertThat(of(back, since)).isEmpty();
    assertThat(of(back, since.plusNanos(1)))
        .contains(
            new Intervention(
                Kind.NOT_DISARMED, "DISCONNECTED: as the device said", vouch("ROLLED_BACK")));
  }

  @Test
  void rollbackWhoseDeviceWasNotAskedYetCallsNobody() {
    assertThat(of(rollingBack(TransactionSamples.COORDINATOR, Outcome.ROLLED_BACK), SHIFT))
        .isEmpty();
    assertThat(of(rollingBack(TransactionSamples.OPERATOR, Outcome.HEURISTIC_ROLLBACK), SHIFT))
        .isEmpty();
  }

  @Test
  void personWhoCalledItOffIsToldAtOnceThatADeviceDoesNotConfirm() {
    RollingBack back =
        rollingBack(TransactionSamples.OPERATOR, Outcome.HEURISTIC_ROLLBACK, Code.DISCONNECTED);
    assertThat(of(back, Duration.ofMinutes(2)))
        .map(Intervention::remedy)
        .contains(vouch("HEURISTIC_ROLLBACK"));
  }

  @Test
  void machineThatSaysItHasDoneItCallsAtOnceForTheOutcomeThatIsTrue() {
    RollingBack told =
        rollingBack(TransactionSamples.COORDINATOR, Outcome.ROLLED_BACK, Code.ALREADY_APPLIED);
    RollingBack person =
        rollingBack(TransactionSamples.OPERATOR, Outcome.HEURISTIC_COMMIT, Code.ALREADY_APPLIED);
    assertThat(of(told, Duration.ofMinutes(1)))
        .contains(
            new Intervention(
                Kind.NOT_DISARMED,
                "ALREADY_APPLIED: as the device said",
                vouch("HEURISTIC_MIXED")));
    assertThat(of(person, Duration.ofMinutes(2)))
        .map(Intervention::remedy)
        .contains(vouch("HEURISTIC_COMMIT"));
  }

  @Test
  void rollbackWhoseDeviceIsGoneFromTheCatalogCallsAtOnce() {
    RollingBack back =
        rollingBack(TransactionSamples.COORDINATOR, Outcome.ROLLED_BACK, Code.UNKNOWN_DEVICE);
    assertThat(kind(back, Duration.ofMinutes(1))).contains(Kind.DEVICE_GONE);
  }

  private static RollingBack rollingBack(Decided decided, Outcome outcome, Code... because) {
    return new RollingBack(
        Situation.ARMED,
        TransactionSamples.yes(Situation.ARMED),
        decided,
        outcome,
        List.of(),
        Disarmament.PAUSED,
        List.of(because).stream().map(TransactionSamples::reason).toList());
  }

  private static String vouch(String outcome) {
    return ("bring the device back into operation; or inspect the machine, then resolve the"
            + " transaction as %s: this confirms that the machine is not armed")
        .formatted(outcome);
  }

  @Test
  void endThatAPersonDecidedIsShownUntilItIsForgotten() {
    assertThat(of(ended(Optional.of(Outcome.HEURISTIC_MIXED), false), SHIFT))
        .contains(
            new Intervention(
                Kind.HEURISTIC,
                "ended HEURISTIC_MIXED by maria",
                "inspect the machines of all gateways, then forget the transaction"));
    assertThat(of(ended(Optional.of(Outcome.HEURISTIC_MIXED), true), SHIFT)).isEmpty();
    assertThat(of(ended(Optional.of(Outcome.COMMITTED), false), SHIFT)).isEmpty();
    assertThat(of(ended(Optional.empty(), false), SHIFT)).isEmpty();
  }

  private static State ended(Optional<Outcome> outcome, boolean forgotten) {
    return new State.Ended(
        TransactionSamples.ID,
        Optional.of(Situation.WRITES),
        Optional.of(TransactionSamples.yes(Situation.WRITES)),
        outcome,
        List.of(),
        TransactionSamples.OPERATOR,
        forgotten);
  }

  private static Optional<Intervention> of(State state, Duration afterTheVote) {
    return Intervention.of(state, later(afterTheVote), AFTER, Optional.empty());
  }

  private static Optional<Kind> kind(State state, Duration afterTheVote) {
    return of(state, afterTheVote).map(Intervention::kind);
  }
}

package dev.lockstep.transaction;

import static dev.lockstep.transaction.TransactionSamples.committing;
import static dev.lockstep.transaction.TransactionSamples.intended;
import static dev.lockstep.transaction.TransactionSamples.later;
import static dev.lockstep.transaction.TransactionSamples.unknown;
import static dev.lockstep.transaction.TransactionSamples.waiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.transaction.Decided.Authority;
import dev.lockstep.transaction.Decision.Durability;
import dev.lockstep.transaction.State.Committing;
import dev.lockstep.transaction.State.Committing.Standing;
import dev.lockstep.transaction.State.Preparing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sentences about the protocol that one cell of its table does not say by itself. */
class ProtocolTest {
  private static final Moment NOW = later(Duration.ofMinutes(2));

  @Test
  void whatAnActuationBroughtBackIsDurableBeforeTheRestIsAskedFor() {
    Committing both = committing(Situation.WRITES, Standing.MOVING, intended(), intended());
    Event one =
        new Event.Moved(
            List.of(
                new Event.Step(
                    0, TransactionSamples.COORDINATOR.at(), TransactionSamples.applied(NOW))),
            NOW);
    Decision decision = Protocol.decide(both, one);
    assertThat(decision.effect()).isInstanceOf(Effect.Settle.class);
    assertThat(decision.durability()).isEqualTo(Durability.FORCED);
  }

  @Test
  void voteThatCannotBeWrittenBecomesARefusalAndAResultStaysWhatItIs() {
    Reason full = Reason.of(Code.JOURNAL_UNAVAILABLE, "the disk is full");
    Event checked = new Event.Checked(List.of(), List.of(), NOW);
    Event armed = new Event.Armed(Promise.DURABLE, Optional.empty(), List.of(), NOW);
    Event moved = new Event.Moved(List.of(), NOW);
    assertThat(Protocol.notWritten(checked, full))
        .isEqualTo(new Event.Checked(List.of(), List.of(full), NOW));
    assertThat(Protocol.notWritten(armed, full))
        .isEqualTo(new Event.Armed(Promise.DURABLE, Optional.empty(), List.of(full), NOW));
    assertThat(Protocol.notWritten(moved, full)).isSameAs(moved);
  }

  @Test
  void releaseIsDurableBeforeAnythingIsAsked() {
    Committing doubtful =
        committing(
            Situation.WRITES, Standing.STUCK, unknown(Code.NOT_VERIFIED), unknown(Code.UNKNOWN));
    Decision decision = Protocol.decide(doubtful, new Event.Released(TransactionSamples.OPERATOR));
    assertThat(decision.effect()).isInstanceOf(Effect.Settle.class);
    assertThat(decision.durability()).isEqualTo(Durability.FORCED);
  }

  @Test
  void refusalIsDurableBeforeItIsTold() {
    Preparing alone = checking(Situation.ALONE);
    Preparing oneOfMany = checking(Situation.WRITES);
    Event off =
        new Event.Checked(List.of(), List.of(TransactionSamples.reason(Code.DISCONNECTED)), NOW);
    assertThat(Protocol.decide(alone, off).durability()).isEqualTo(Durability.FORCED);
    assertThat(Protocol.decide(oneOfMany, off).durability()).isEqualTo(Durability.FORCED);
  }

  private static Preparing checking(Branch branch) {
    return new Preparing(branch, Preparing.Phase.CHECKING, List.of(), TransactionSamples.VOTE);
  }

  @Test
  void voteIsWorthNoMoreThanItsWeakestCommand() {
    assertThat(promiseOf(Situation.ARMED)).isEqualTo(Promise.DURABLE);
    assertThat(promiseOf(Situation.ARMED_STAGED)).isEqualTo(Promise.CHECKED);
  }

  private static Promise promiseOf(Branch branch) {
    State arming =
        new Preparing(branch, Preparing.Phase.ARMING, List.of(), TransactionSamples.VOTE);
    Event armed = new Event.Armed(Promise.DURABLE, Optional.empty(), List.of(), NOW);
    return ((State.Prepared) Protocol.decide(arming, armed).next()).vote().promise();
  }

  @Test
  void gatewaysOwnWordIsNoDecision() {
    Decided alone = Decided.byGateway("it took too long", NOW);
    assertThatIllegalArgumentException().isThrownBy(() -> new Event.CommitDecided(alone));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Event.RollbackDecided(TransactionSamples.ID, alone));
  }

  @Test
  void personsWordIsNeverTakenForTheCoordinators() {
    Decided person = TransactionSamples.OPERATOR;
    assertThatIllegalArgumentException().isThrownBy(() -> new Event.CommitDecided(person));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Event.RollbackDecided(TransactionSamples.ID, person));
  }

  @Test
  void onlyAPersonReleasesOrResolves() {
    for (Authority each : List.of(Authority.COORDINATOR, Authority.EVIDENCE, Authority.GATEWAY)) {
      Decided other = new Decided(each, "", "", NOW);
      assertThatIllegalArgumentException().isThrownBy(() -> new Event.Released(other));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Event.Resolved(Outcome.COMMITTED, List.of(), other));
    }
  }

  @Test
  void whateverAPersonSaysOfAHalfDoneCommitWhatIsArmedIsDisarmedAndWhatWasSeenIsKept() {
    Committing half =
        committing(
            Situation.ARMED_STAGED,
            Standing.WITHHELD,
            TransactionSamples.applied(),
            waiting(Code.STALE));
    for (Outcome outcome : Outcome.values()) {
      Decision decision =
          Protocol.decide(
              half, new Event.Resolved(outcome, List.of(), TransactionSamples.OPERATOR));
      assertThat(decision.effect()).isInstanceOf(Effect.Disarm.class);
      Decision end = Protocol.decide(decision.next(), new Event.Disarmed(List.of(), NOW));
      State.Ended ended = (State.Ended) end.next();
      assertThat(ended.progress()).isEqualTo(half.progress());
      assertThat(ended.outcome()).hasValueSatisfying(it -> assertThat(it.heuristic()).isTrue());
    }
  }

  @Test
  void operatorsRequestThatComesTwiceDoesNotVouchForWhatItOnlyOrdered() {
    Event resolved = new Event.Resolved(Outcome.COMMITTED, List.of(), TransactionSamples.OPERATOR);
    State ordered = Protocol.decide(TransactionSamples.prepared(Situation.WRITES), resolved).next();
    Progress off = waiting(Code.REQUIREMENT_BROKEN);
    Moment sentAt = TransactionSamples.OPERATOR.at();
    List<Event.Step> steps =
        List.of(new Event.Step(0, sentAt, off), new Event.Step(1, sentAt, off));
    State waits = Protocol.decide(ordered, new Event.Moved(steps, NOW)).next();
    assertThat(Protocol.decide(waits, resolved)).isEqualTo(Decision.stay(waits));
    Decided other = new Decided(Authority.OPERATOR, "jens", "done by hand", NOW);
    Decision vouched =
        Protocol.decide(waits, new Event.Resolved(Outcome.COMMITTED, List.of(), other));
    assertThat(vouched.next()).isInstanceOf(State.Ended.class);
  }
}

package dev.lockstep.transaction;

import static dev.lockstep.transaction.TransactionSamples.COORDINATOR;
import static dev.lockstep.transaction.TransactionSamples.applied;
import static dev.lockstep.transaction.TransactionSamples.branch;
import static dev.lockstep.transaction.TransactionSamples.committing;
import static dev.lockstep.transaction.TransactionSamples.later;
import static dev.lockstep.transaction.TransactionSamples.notApplied;
import static dev.lockstep.transaction.TransactionSamples.reason;
import static dev.lockstep.transaction.TransactionSamples.unknown;
import static dev.lockstep.transaction.TransactionSamples.waiting;
import static dev.lockstep.transaction.TransactionSamples.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.transaction.State.Committing;
import dev.lockstep.transaction.State.Committing.Standing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stays unknown of a send while a later one of the same command is made. */
class RepetitionTest {
  private static final Branch BRANCH = branch(write(0, 0, "press"));
  private static final Moment NOW = later(Duration.ofMinutes(2));
  private static final Reason MAY_REPEAT = reason(Code.MAY_REPEAT);
  private static final Reason REJECTED = reason(Code.REJECTED);
  private static final Reason OPEN = reason(Code.REQUIREMENT_BROKEN);

  @Test
  void whatMayRepeatIsSentAgainWithoutALookAndItsDoubtIsKept() {
    Decision again = due(unknown(Code.MAY_REPEAT), NOW);
    assertThat(again.effect()).isInstanceOf(Effect.Actuate.class);
    assertThat(only(again)).isEqualTo(new Progress.Intended(NOW, List.of(MAY_REPEAT)));
  }

  @Test
  void firstSendHasNoDoubtToKeep() {
    assertThat(only(due(notApplied(NOW), NOW))).isEqualTo(new Progress.Intended(NOW));
  }

  @Test
  void refusalOfTheSecondSendDoesNotProveThatTheFirstWasNotDone() {
    Progress found = only(moved(repeated(), notApplied(NOW)));
    assertThat(found)
        .isEqualTo(new Progress.Unknown(COORDINATOR.at(), List.of(MAY_REPEAT, REJECTED)));
  }

  @Test
  void refusalOfTheFirstSendProvesThatItWasNotDone() {
    Progress first = new Progress.Intended(COORDINATOR.at());
    assertThat(only(moved(first, notApplied(NOW)))).isEqualTo(notApplied(NOW));
  }

  @Test
  void openGuardBeforeTheSecondSendLeavesTheDoubtOfTheFirst() {
    Progress held = only(moved(repeated(), waiting(Code.REQUIREMENT_BROKEN)));
    assertThat(held).isEqualTo(new Progress.Waiting(List.of(MAY_REPEAT, OPEN)));
    Decision closed = Protocol.decide(retrying(held), new Event.Rechecked(List.of(), NOW));
    assertThat(only(closed)).isEqualTo(new Progress.Intended(NOW, List.of(MAY_REPEAT)));
    Decision other =
        Protocol.decide(retrying(held), new Event.Rechecked(List.of(reason(Code.UNREADABLE)), NOW));
    assertThat(only(other).reasons()).containsExactly(MAY_REPEAT, reason(Code.UNREADABLE));
  }

  @Test
  void doubtAloneHoldsNothingBack() {
    Decision next = due(waiting(Code.MAY_REPEAT), NOW);
    assertThat(next.effect()).isInstanceOf(Effect.Actuate.class);
  }

  @Test
  void doubtIsSaidOnceHoweverOftenItIsSent() {
    Progress again = only(moved(repeated(), waiting(Code.MAY_REPEAT, Code.REQUIREMENT_BROKEN)));
    assertThat(again.reasons()).containsExactly(MAY_REPEAT, OPEN);
    Progress held =
        only(
            Protocol.decide(
                retrying(again), new Event.Rechecked(List.of(MAY_REPEAT, OPEN, OPEN), NOW)));
    assertThat(held.reasons()).containsExactly(MAY_REPEAT, OPEN);
  }

  @Test
  void whatIsReadOrStillUnknownEndsOrKeepsTheDoubtByItself() {
    Decision done = moved(repeated(), applied(NOW));
    assertThat(done.next()).isInstanceOf(State.Ended.class);
    assertThat(only(moved(repeated(), unknown(Code.NOT_VERIFIED))))
        .isEqualTo(unknown(Code.NOT_VERIFIED));
  }

  @Test
  void doubtIsKeptWhileTheNextSendIsWithheldAndAfterItsRelease() {
    Moment monday = later(Duration.ofHours(60));
    Decision stale = due(waiting(Code.MAY_REPEAT), monday);
    assertThat(only(stale).reasons())
        .extracting(Reason::code)
        .containsExactly(Code.MAY_REPEAT, Code.STALE);
    Decided person = new Decided(Decided.Authority.OPERATOR, "maria", "free", monday);
    Decision released = Protocol.decide(stale.next(), new Event.Released(person));
    assertThat(only(released)).isEqualTo(new Progress.Intended(monday, List.of(MAY_REPEAT)));
    assertThat(only(due(unknown(Code.MAY_REPEAT), monday)))
        .isInstanceOf(Progress.Unknown.class)
        .extracting(each -> each.reasons().size())
        .isEqualTo(2);
  }

  private static Progress repeated() {
    return new Progress.Intended(COORDINATOR.at(), List.of(MAY_REPEAT));
  }

  private static Committing retrying(Progress progress) {
    return committing(BRANCH, Standing.RETRYING, progress);
  }

  private static Decision due(Progress progress, Moment at) {
    return Protocol.decide(retrying(progress), new Event.RetryDue(at));
  }

  private static Decision moved(Progress before, Progress found) {
    List<Event.Step> steps = List.of(new Event.Step(0, COORDINATOR.at(), found));
    return Protocol.decide(
        committing(BRANCH, Standing.MOVING, before), new Event.Moved(steps, NOW));
  }

  private static Progress only(Decision decision) {
    return ((Committing) decision.next()).progress().getFirst();
  }
}

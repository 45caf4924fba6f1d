package dev.lockstep.transaction;

import static dev.lockstep.transaction.TransactionSamples.OPERATOR;
import static dev.lockstep.transaction.TransactionSamples.applied;
import static dev.lockstep.transaction.TransactionSamples.intended;
import static dev.lockstep.transaction.TransactionSamples.later;
import static dev.lockstep.transaction.TransactionSamples.notApplied;
import static dev.lockstep.transaction.TransactionSamples.reason;
import static dev.lockstep.transaction.TransactionSamples.unknown;
import static dev.lockstep.transaction.TransactionSamples.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.transaction.Decided.Authority;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a person reads of a transaction's history. */
class TransitionTest {
  private static final Moment NOW = later(Duration.ofMinutes(2));
  private static final List<Reason> TWO =
      List.of(reason(Code.DISCONNECTED), reason(Code.NOT_ARMED));
  private static final String TWO_SENTENCES =
      "DISCONNECTED: as the device said; NOT_ARMED: as the device said";

  @Test
  void lineNamesTheEventAndTheStatesBeforeAndAfter() {
    State prepared = TransactionSamples.prepared(Situation.WRITES);
    Event commit = new Event.CommitDecided(Decided.byCoordinator(NOW));
    Transition line =
        Transition.of(prepared, commit, Protocol.decide(prepared, commit), Requester.NONE);
    assertThat(line)
        .isEqualTo(
            new Transition(
                NOW,
                "CommitDecided",
                State.Name.PREPARED,
                State.Name.COMMITTING,
                "COORDINATOR",
                ""));
  }

  @Test
  void decisionNamesWhoMadeItAndWhy() {
    Decided sibling = new Decided(Authority.EVIDENCE, "https://sibling", "it committed", NOW);
    Decided alone = Decided.byGateway("a sibling asked", NOW);
    assertLine(new Event.CommitDecided(sibling), "EVIDENCE https://sibling", "it committed");
    assertLine(
        new Event.RollbackDecided(TransactionSamples.ID, sibling),
        "EVIDENCE https://sibling",
        "it committed");
    assertLine(new Event.Released(OPERATOR), "OPERATOR maria", "line is free");
    assertLine(new Event.Renounced(TransactionSamples.ID, alone), "GATEWAY", "a sibling asked");
  }

  @Test
  void resolutionShowsTheOutcomeTheReasonAndWhatTheMachinesShowed() {
    Event resolved =
        new Event.Resolved(Outcome.COMMITTED, List.of("press Speed = 7", "oven: silent"), OPERATOR);
    assertLine(
        resolved, "OPERATOR maria", "COMMITTED: line is free; press Speed = 7; oven: silent");
  }

  @Test
  void requestNamesItsCoordinatorAndEveryObjection() {
    assertLine(
        new Event.PrepareRequested(Situation.WRITES, TWO, NOW),
        "https://coordinator",
        TWO_SENTENCES);
  }

  @Test
  void everyReasonThatTheDevicesGaveIsShown() {
    Optional<Instant> never = Optional.empty();
    assertLine(new Event.Checked(List.of(), TWO, NOW), "", TWO_SENTENCES);
    assertLine(new Event.Armed(Promise.DURABLE, never, TWO, NOW), "", TWO_SENTENCES);
    assertLine(new Event.RequirementsSeen(TWO, NOW), "", TWO_SENTENCES);
    assertLine(new Event.Rechecked(TWO, NOW), "", TWO_SENTENCES);
    assertLine(
        new Event.Disarmed(List.of(TWO.getFirst()), List.of(TWO.getLast()), NOW),
        "",
        TWO_SENTENCES);
    assertLine(new Event.Unanswered("connection refused", NOW), "", "connection refused");
  }

  @Test
  void everyStepShowsHowFarItCame() {
    Moment at = TransactionSamples.COORDINATOR.at();
    List<Event.Step> steps =
        List.of(
            new Event.Step(0, at, applied()),
            new Event.Step(1, at, waiting(Code.STALE)),
            new Event.Step(2, at, notApplied(at)),
            new Event.Step(3, at, unknown(Code.UNKNOWN)),
            new Event.Step(4, at, intended()));
    assertLine(
        new Event.Moved(steps, NOW),
        "",
        "#0 Applied read back; #1 Waiting STALE: as the device said;"
            + " #2 NotApplied REJECTED: as the device said;"
            + " #3 Unknown UNKNOWN: as the device said; #4 Intended");
  }

  @Test
  void whatTimeBringsSaysNoMore() {
    assertLine(new Event.PrepareExpired(NOW), "", "");
    assertLine(new Event.PromiseLapsed(NOW), "", "");
    assertLine(new Event.RetryDue(NOW), "", "");
    assertLine(new Event.Restarted(NOW), "", "");
    assertLine(new Event.Forgotten(NOW), "", "");
  }

  @Test
  void detailIsCutAtItsLimitAndSaysSo() {
    String full = "x".repeat(Transition.DETAIL_MAX);
    assertLine(new Event.Unanswered(full, NOW), "", full);
    String cut = "… (cut)";
    assertLine(new Event.Unanswered(full + "y", NOW), "", full.substring(cut.length()) + cut);
  }

  @Test
  void requesterIsTheOneOfTheRequestThatLedToIt() {
    State state = TransactionSamples.prepared(Situation.WRITES);
    Requester mes = new Requester("mes\nx", "10.0.0.7:52144");

    Transition line = Transition.of(state, new Event.Restarted(NOW), Decision.stay(state), mes);

    assertThat(line.requester().principal()).isEqualTo("mes\\u000Ax");
    assertThat(line.requester().address()).isEqualTo("10.0.0.7:52144");
  }

  private static void assertLine(Event event, String who, String detail) {
    State state = TransactionSamples.prepared(Situation.WRITES);
    Transition line = Transition.of(state, event, Decision.stay(state), Requester.NONE);
    assertThat(line.who()).as("who, of %s", event).isEqualTo(who);
    assertThat(line.detail()).as("detail, of %s", event).isEqualTo(detail);
    assertThat(line.at()).as("at, of %s", event).isEqualTo(NOW);
  }
}

package dev.lockstep.transaction;

import static dev.lockstep.transaction.TransactionSamples.applied;
import static dev.lockstep.transaction.TransactionSamples.branch;
import static dev.lockstep.transaction.TransactionSamples.committing;
import static dev.lockstep.transaction.TransactionSamples.intended;
import static dev.lockstep.transaction.TransactionSamples.later;
import static dev.lockstep.transaction.TransactionSamples.notApplied;
import static dev.lockstep.transaction.TransactionSamples.once;
import static dev.lockstep.transaction.TransactionSamples.reason;
import static dev.lockstep.transaction.TransactionSamples.unknown;
import static dev.lockstep.transaction.TransactionSamples.waiting;
import static dev.lockstep.transaction.TransactionSamples.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Repeat;
import dev.lockstep.transaction.Intervention.Kind;
import dev.lockstep.transaction.State.Committing;
import dev.lockstep.transaction.State.Committing.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a person is called for a vote or a commit, for what, and what they are told to do. */
class InterventionTest {
  private static final Duration AFTER = Duration.ofMinutes(5);
  private static final Duration SHIFT = Duration.ofHours(8);
  private static final String LOOK =
      "inspect the machine, then resolve the transaction with what you found";
  private static final String SEND_AGAIN =
      "inspect the machine, then release the transaction to have the command sent again, or"
          + " resolve it with what you found";

  @Test
  void nobodyIsCalledBeforeTheVoteOrWhileMachinesMove() {
    State preparing =
        new State.Preparing(
            Situation.WRITES, State.Preparing.Phase.ARMING, List.of(), TransactionSamples.VOTE);
    State moving = committing(Situation.WRITES, Standing.MOVING, intended(), intended());
    assertThat(of(new State.Absent(), SHIFT)).isEmpty();
    assertThat(of(preparing, SHIFT)).isEmpty();
    assertThat(of(moving, SHIFT)).isEmpty();
  }

  @Test
  void voteIsInDoubtWhenTheCoordinatorWasSilentForTheTimeGiven() {
    State prepared = TransactionSamples.prepared(Situation.WRITES);
    assertThat(of(prepared, AFTER.minusNanos(1))).isEmpty();
    assertThat(of(prepared, AFTER))
        .contains(
            new Intervention(
                Kind.IN_DOUBT,
                "voted COMMIT, and no decision has arrived",
                "bring the coordinator at https://coordinator back into operation; if it is lost for"
                    + " good, inspect the machines of all gateways, then resolve the transaction"));
  }

  @Test
  void whereNoCoordinatorCanBeAskedItsWordIsWaitedFor() {
    Branch branch = Situation.WRITES;
    State prepared =
        TransactionSamples.prepared(
            new Branch(
                branch.id(),
                branch.fingerprint(),
                branch.tasks(),
                Optional.empty(),
                List.of(),
                false));
    assertThat(of(prepared, AFTER))
        .map(Intervention::remedy)
        .contains(
            "have the coordinator that asked for the vote send commit or rollback; if it is lost for"
                + " good, inspect the machines of all gateways, then resolve the transaction");
  }

  @Test
  void doubtNamesWhatTheCoordinatorAnswered() {
    State prepared = TransactionSamples.prepared(Situation.WRITES);
    Optional<String> heard = Optional.of("connection refused");
    assertThat(Intervention.of(prepared, later(SHIFT), AFTER, heard))
        .map(Intervention::cause)
        .contains("voted COMMIT, and no decision has arrived: connection refused");
  }

  @Test
  void promiseThatLapsedCallsAtOnceAndABrokenRequirementDoesNot() {
    State lapsed = broken(reason(Code.PROMISE_LAPSED));
    State open = broken(reason(Code.REQUIREMENT_BROKEN));
    assertThat(of(lapsed, Duration.ZERO))
        .contains(
            new Intervention(
                Kind.PROMISE_LAPSED,
                "PROMISE_LAPSED: as the device said",
                "have the coordinator send its decision soon, or resolve the transaction"));
    assertThat(of(open, Duration.ZERO)).isEmpty();
    assertThat(kind(open, SHIFT)).contains(Kind.IN_DOUBT);
  }

  private static State broken(Reason reason) {
    return new State.Prepared(
        Situation.WRITES, TransactionSamples.yes(Situation.WRITES), List.of(reason));
  }

  @Test
  void whatIsWithheldWaitsForAReleaseAndSaysEachReasonOnce() {
    State stale =
        committing(Situation.WRITES, Standing.WITHHELD, waiting(Code.STALE), waiting(Code.STALE));
    assertThat(of(stale, SHIFT))
        .contains(
            new Intervention(
                Kind.WITHHELD,
                "STALE: as the device said",
                "make sure that the machines are clear, then release the transaction; or resolve it"));
  }

  @Test
  void commandThatFiresOnceIsLookedAtAndNeverSentAgain() {
    State fired = committing(Situation.ONCE, Standing.STUCK, applied(), unknown(Code.UNKNOWN));
    assertThat(of(fired, SHIFT))
        .contains(new Intervention(Kind.SENT_ONCE, "UNKNOWN: as the device said", LOOK));
  }

  @Test
  void commandThatWasAcceptedAndNotSeenMayBeReleasedToBeSentAgain() {
    String cause = "the device accepted the command, and was not observed to carry it out: ";
    assertThat(of(stuck(write(0, 0, "press"), Code.NOT_VERIFIED), SHIFT))
        .contains(
            new Intervention(
                Kind.NOT_VERIFIED, cause + "NOT_VERIFIED: as the device said", SEND_AGAIN));
    assertThat(of(stuck(write(0, 0, "press"), Code.ALREADY_TRUE), SHIFT))
        .contains(
            new Intervention(
                Kind.NOT_VERIFIED, cause + "ALREADY_TRUE: as the device said", SEND_AGAIN));
  }

  @Test
  void releaseIsNotOfferedWhereItWouldSendNothingAgain() {
    Task kept = task(Repeat.TESTABLE);
    for (Task each :
        List.of(
            once(0, 0, "robot"),
            TransactionSamples.armed(0, 0, "press"),
            TransactionSamples.armedOnce(0, 0, "press"),
            kept)) {
      assertThat(of(stuck(each, Code.NOT_VERIFIED), SHIFT))
          .map(Intervention::remedy)
          .as(each.toString())
          .contains(LOOK);
    }
    Branch both = branch(write(0, 0, "press"), once(1, 0, "robot"));
    State two =
        committing(both, Standing.STUCK, unknown(Code.NOT_VERIFIED), unknown(Code.NOT_VERIFIED));
    assertThat(of(two, SHIFT)).map(Intervention::remedy).contains(SEND_AGAIN);
  }

  private static Task task(Repeat repeat) {
    return TransactionSamples.task(
        0,
        0,
        "press",
        TransactionSamples.writeRecipe(),
        TransactionSamples.with(new Preparation.None(), repeat));
  }

  private static State stuck(Task task, Code code) {
    return committing(branch(task), Standing.STUCK, unknown(code));
  }

  @Test
  void deviceThatIsGoneFromTheCatalogCallsAtOnce() {
    State gone =
        committing(Situation.WRITES, Standing.RETRYING, applied(), unknown(Code.UNKNOWN_DEVICE));
    assertThat(of(gone, Duration.ofMinutes(1)))
        .contains(
            new Intervention(
                Kind.DEVICE_GONE,
                "UNKNOWN_DEVICE: as the device said",
                "add the device to the catalog again and reload, or " + LOOK));
  }

  @Test
  void openGuardCallsAtOnceAndWarnsThatTheMachineMovesByItself() {
    State held = committing(Situation.ARMED, Standing.RETRYING, waiting(Code.REQUIREMENT_BROKEN));
    assertThat(of(held, Duration.ofMinutes(1)))
        .contains(
            new Intervention(
                Kind.HELD_BACK,
                "REQUIREMENT_BROKEN: as the device said",
                "the machine starts by itself as soon as its requirements hold: keep clear of it"
                    + " until then, or resolve the transaction"));
  }

  @Test
  void deviceThatRefusesOrIsSilentCallsAfterTheTimeGiven() {
    Moment now = later(Duration.ofMinutes(1));
    State refused = committing(Situation.WRITES, Standing.RETRYING, notApplied(now), applied());
    State silent =
        committing(Situation.WRITES, Standing.RETRYING, applied(), unknown(Code.UNKNOWN));
    Duration since = Duration.ofMinutes(1).plus(AFTER);
    assertThat(of(refused, since)).isEmpty();
    assertThat(of(silent, since)).isEmpty();
    assertThat(of(refused, since.plusNanos(1)))
        .contains(
            new Intervention(
                Kind.REFUSED,
                "the device refuses the command at each attempt: REJECTED: as the device said",
                "remove the cause of the refusal, and the commit goes on by itself; or resolve the"
                    + " transaction"));
    assertThat(of(silent, since.plusNanos(1)))
        .contains(
            new Intervention(
                Kind.UNREACHABLE,
                "the result is unknown, and the device could not be asked: UNKNOWN: as the device said",
                "bring the device back into operation, and the commit goes on by itself; or "
                    + LOOK));
  }

  @Test
  void deviceThatWasNotAskedYetCallsNobodyHoweverOldTheDecisionIs() {
    State restarted = committing(Situation.WRITES, Standing.RETRYING, intended(), applied());
    assertThat(of(restarted, SHIFT)).isEmpty();
  }

  @Test
  void timeRunsFromTheDecisionAndFromTheLastStep() {
    assertThat(kind(silent(later(Duration.ZERO), later(SHIFT)), SHIFT)).isEmpty();
    assertThat(kind(silent(later(SHIFT), later(Duration.ZERO)), SHIFT)).isEmpty();
    assertThat(kind(silent(later(Duration.ZERO), later(Duration.ZERO)), SHIFT))
        .contains(Kind.UNREACHABLE);
  }

  private static Committing silent(Moment decided, Moment lastStep) {
    return new Committing(
        Situation.WRITES,
        TransactionSamples.yes(Situation.WRITES),
        Decided.byCoordinator(decided),
        List.of(applied(), unknown(Code.UNKNOWN)),
        Standing.RETRYING,
        lastStep);
  }

  @Test
  void answerToARequestNamesWhatWaitsWhateverTheTime() {
    State held = committing(Situation.ARMED, Standing.RETRYING, waiting(Code.REQUIREMENT_BROKEN));
    State silent =
        committing(Situation.WRITES, Standing.RETRYING, applied(), unknown(Code.UNKNOWN));
    assertThat(Intervention.atOnce(held)).map(Intervention::kind).contains(Kind.HELD_BACK);
    assertThat(Intervention.atOnce(silent)).isEmpty();
  }

  private static Optional<Intervention> of(State state, Duration afterTheVote) {
    return Intervention.of(state, later(afterTheVote), AFTER, Optional.empty());
  }

  private static Optional<Kind> kind(State state, Duration afterTheVote) {
    return of(state, afterTheVote).map(Intervention::kind);
  }
}

package dev.lockstep.transaction;

import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Reply.Refusal;
import dev.lockstep.transaction.State.Preparing;
import dev.lockstep.transaction.State.RollingBack;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The transitions of state Preparing, before the vote: only here may the gateway abort alone (P3).
 */
final class WhenPreparing {
  private WhenPreparing() {}

  static Decision decide(Preparing state, Event event) {
    return switch (event) {
      case Event.PrepareRequested again -> Protocol.repeated(state, state.branch(), again);
      case Event.Checked checked -> checked(state, checked);
      case Event.Armed armed -> armed(state, armed);
      case Event.PrepareExpired expired -> expired(state, expired);
      case Event.RollbackDecided rollback -> rollback(state, rollback);
      case Event.Renounced renounced -> renounce(state, renounced);
      case Event.Restarted restarted -> restarted(state, restarted);
      case Event.CommitDecided commit -> Decision.refuse(state, Refusal.STILL_PREPARING);
      case Event.Released released -> Decision.refuse(state, Refusal.NOT_WITHHELD);
      case Event.Resolved resolved -> Decision.refuse(state, Refusal.NOT_STUCK);
      case Event.Forgotten forgotten -> Decision.refuse(state, Refusal.NOT_ENDED);
      case Event.PromiseLapsed lapsed -> Decision.stay(state);
      case Event.Unanswered unanswered -> Decision.stay(state);
      case Event.Moved moved -> Decision.stay(state);
      case Event.Disarmed disarmed -> Decision.stay(state);
      case Event.Rechecked rechecked -> Decision.stay(state);
      case Event.RequirementsSeen seen -> Decision.stay(state);
      case Event.InstantNear near -> Decision.stay(state);
      case Event.RetryDue due -> Decision.stay(state);
    };
  }

  private static Decision checked(Preparing state, Event.Checked checked) {
    if (state.phase() != Preparing.Phase.CHECKING) {
      return Decision.stay(state);
    }
    Branch branch = state.branch().located(checked.located());
    if (!checked.objections().isEmpty()) {
      Ballot.No no = new Ballot.No(checked.objections(), checked.at());
      return Endings.refused(branch, no);
    }
    if (branch.readOnly()) {
      Ballot.ReadOnly readOnly = new Ballot.ReadOnly(checked.before(), checked.at());
      State.Ended ended = Endings.readOnly(branch, readOnly);
      // The coordinator counts this vote. If a power cut lost it, the gateway would renounce the
      // vote to a sibling in doubt, which would then roll back what the coordinator decided to
      // commit.
      return branch.participants().isEmpty()
          ? Decision.lazily(ended, new Effect.None())
          : Decision.forced(ended);
    }
    if (branch.arms()) {
      // If power fails between this write and the arming, the restart disarms a device that was not
      // armed, which is harmless. In the other order a device could stay armed without a record of
      // it.
      Preparing arming =
          new Preparing(branch, Preparing.Phase.ARMING, checked.before(), state.since());
      return Decision.forced(arming, new Effect.Arm(branch));
    }
    return vote(
        branch,
        new Ballot.Yes(Promise.CHECKED, Optional.<Instant>empty(), checked.before(), checked.at()));
  }

  private static Decision armed(Preparing state, Event.Armed armed) {
    if (state.phase() != Preparing.Phase.ARMING) {
      return Decision.stay(state);
    }
    if (!armed.objections().isEmpty()) {
      Ballot.No no = new Ballot.No(armed.objections(), armed.at());
      return giveUp(state, no, RollingBack.Disarmament.DISARMING);
    }
    return vote(
        state.branch(),
        new Ballot.Yes(
            state.branch().promise(armed.promise()),
            armed.heldUntil(),
            state.before(),
            armed.at()));
  }

  private static Decision vote(Branch branch, Ballot.Yes yes) {
    if (branch.onePhase()) {
      // The only participant decides by itself: its vote and the decision are one write.
      Decided alone = Decided.byGateway("the only participant", yes.at());
      return CommitPlan.begin(branch, yes, alone);
    }
    return Decision.forced(new State.Prepared(branch, yes, List.of()), new Effect.Retry());
  }

  private static Decision expired(Preparing state, Event.PrepareExpired expired) {
    Reason late =
        Reason.of(
            Reason.Code.DEADLINE,
            "the devices were not ready within the time-out of the prepare request");
    Ballot.No no = new Ballot.No(List.of(late), expired.at());
    return switch (state.phase()) {
      case CHECKING -> Endings.refused(state.branch(), no);
      case ARMING -> giveUp(state, no, RollingBack.Disarmament.AWAITING_ARM);
    };
  }

  private static Decision rollback(Preparing state, Event.RollbackDecided rollback) {
    Reason reason = Reason.of(Reason.Code.ROLLED_BACK_BEFORE, "rolled back before the vote");
    return end(state, new Ballot.No(List.of(reason), rollback.at()), rollback.decided());
  }

  private static Decision renounce(Preparing state, Event.Renounced renounced) {
    Reason reason =
        Reason.of(
            Reason.Code.ROLLED_BACK_BEFORE,
            "another gateway of the transaction was in doubt, and asked before this gateway had"
                + " voted");
    return end(state, new Ballot.No(List.of(reason), renounced.at()), renounced.decided());
  }

  private static Decision end(Preparing state, Ballot.No no, Decided decided) {
    return switch (state.phase()) {
      case CHECKING ->
          Decision.forced(
              Endings.rolledBack(state.branch(), Optional.of(no), decided, Outcome.ROLLED_BACK));
      case ARMING ->
          Decision.forced(
              new RollingBack(
                  state.branch(),
                  no,
                  decided,
                  Outcome.ROLLED_BACK,
                  List.of(),
                  RollingBack.Disarmament.AWAITING_ARM));
    };
  }

  private static Decision restarted(Preparing state, Event.Restarted restarted) {
    Reason lost = Reason.of(Reason.Code.NOT_ARMED, "the gateway restarted before its vote");
    Ballot.No no = new Ballot.No(List.of(lost), restarted.at());
    return switch (state.phase()) {
      // No device was touched, and nothing was written.
      case CHECKING -> Endings.refused(state.branch(), no);
      case ARMING -> giveUp(state, no, RollingBack.Disarmament.DISARMING);
    };
  }

  private static Decision giveUp(
      Preparing state, Ballot.No no, RollingBack.Disarmament disarmament) {
    Decided alone = Decided.byGateway("voted ROLLBACK", no.at());
    RollingBack next =
        new RollingBack(state.branch(), no, alone, Outcome.ROLLED_BACK, List.of(), disarmament);
    return switch (disarmament) {
      case AWAITING_ARM, PAUSED -> Decision.forced(next);
      case DISARMING -> Decision.forced(next, new Effect.Disarm(state.branch()));
    };
  }
}

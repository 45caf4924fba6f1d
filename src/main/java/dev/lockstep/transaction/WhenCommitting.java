package dev.lockstep.transaction;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Reply.Refusal;
import dev.lockstep.transaction.State.Committing;
import dev.lockstep.transaction.State.Committing.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The transitions of state Committing: the commit goes on until every machine moved, or an operator
 * ends it.
 */
final class WhenCommitting {
  private WhenCommitting() {}

  static Decision decide(Committing state, Event event) {
    return switch (event) {
      case Event.PrepareRequested again -> Protocol.repeated(state, state.branch(), again);
      case Event.CommitDecided again -> again(state, again.decided());
      case Event.RollbackDecided late -> rollback(state, late.decided());
      case Event.Renounced tooLate -> Decision.stay(state);
      case Event.Moved moved -> moved(state, moved);
      case Event.RetryDue due -> retry(state, due.at());
      case Event.InstantNear near -> near(state, near.at());
      case Event.Rechecked rechecked -> rechecked(state, rechecked);
      case Event.Restarted restarted -> restarted(state, restarted.at());
      case Event.Released released -> released(state, released.at());
      case Event.Resolved resolved -> CommitResolution.decide(state, resolved);
      case Event.Forgotten forgotten -> Decision.refuse(state, Refusal.NOT_ENDED);
      case Event.PromiseLapsed lapsed -> Decision.stay(state);
      case Event.Checked checked -> Decision.stay(state);
      case Event.Armed armed -> Decision.stay(state);
      case Event.PrepareExpired expired -> Decision.stay(state);
      case Event.Unanswered unanswered -> Decision.stay(state);
      case Event.Disarmed disarmed -> Decision.stay(state);
      case Event.RequirementsSeen seen -> watched(state, seen);
    };
  }

  /**
   * A ROLLBACK that arrives late: machines may have moved, so the commit goes on. Where an operator
   * decided to commit, the contradiction is durable at once, because the decision may not be sent a
   * second time (decision 9).
   */
  private static Decision rollback(Committing state, Decided decision) {
    Decided decided = state.decided();
    if (!decided.heuristic() || decided.against().isPresent()) {
      return Decision.refuse(state, Refusal.ALREADY_COMMITTING);
    }
    Committing contradicted =
        new Committing(
            state.branch(),
            state.vote(),
            decided.against(Optional.of(decision.asContradiction(Outcome.ROLLED_BACK))),
            state.progress(),
            state.standing(),
            state.lastStep(),
            state.instant());
    return Decision.refuseAndKeep(contradicted, Refusal.ALREADY_COMMITTING);
  }

  private static Decision retry(Committing state, Moment now) {
    return switch (state.standing()) {
      case RETRYING -> CommitPlan.goOn(state, now);
      case STUCK -> CommitPlan.look(state);
      case AWAITING, MOVING, WITHHELD -> Decision.stay(state);
    };
  }

  private static Decision near(Committing state, Moment now) {
    return state.standing() == Standing.AWAITING
        ? CommitPlan.goOn(state, now)
        : Decision.stay(state);
  }

  /**
   * A second COMMIT changes nothing, and another instant is refused: machines elsewhere may move at
   * the first.
   */
  private static Decision again(Committing state, Decided decided) {
    boolean other =
        decided.instant().isPresent()
            && !state.decided().heuristic()
            && !decided.instant().equals(state.decided().instant());
    return other ? Decision.refuse(state, Refusal.OTHER_INSTANT) : Decision.stay(state);
  }

  /**
   * The later of two steps. What a backup left half-way stays unproved whatever is found done: the
   * stages behind it may have moved since, too, and wait for an operator's release.
   */
  private static Moment later(Moment last, Moment taken, Moment now) {
    return !last.fromBackup() && taken.after(last, now) ? taken : last;
  }

  private static Decision moved(Committing state, Event.Moved moved) {
    // A look that began before an operator had the command sent again says nothing about the new
    // send.
    boolean earlier = moved.looked() && state.standing() == Standing.MOVING;
    if (earlier
        || moved.steps().isEmpty()
        || !moved.steps().stream().allMatch(step -> belongsToLastSend(state, step))) {
      return Decision.stay(state);
    }
    List<Progress> progress = new ArrayList<>(state.progress());
    Moment lastStep = state.lastStep();
    for (Event.Step step : moved.steps()) {
      if (step.progress().done()) {
        Moment taken = takenAt(state.progress().get(step.task()), moved.at());
        lastStep = later(lastStep, taken, moved.at());
      }
      progress.set(step.task(), merged(progress.get(step.task()), step.progress()));
    }
    Committing next =
        new Committing(
            state.branch(),
            state.vote(),
            state.decided(),
            progress,
            Standing.RETRYING,
            lastStep,
            state.instant());
    if (moved.steps().stream().allMatch(step -> step.progress().done())) {
      return durably(CommitPlan.goOn(next, moved.at()));
    }
    Committing waiting =
        CommitPlan.with(next, progress, stuck(next) ? Standing.STUCK : Standing.RETRYING);
    Effect after = CommitPlan.looks(waiting) ? new Effect.Retry() : new Effect.None();
    // A look that found nothing new is not written: hours of silence must not wear out the flash.
    return sameButForDetails(progress, state.progress())
            && (waiting.standing() == state.standing() || waiting.standing() != Standing.STUCK)
        ? Decision.volatileStep(waiting, after)
        : Decision.forced(waiting, after);
  }

  /** Whether the result belongs to the last send. */
  private static boolean belongsToLastSend(Committing state, Event.Step step) {
    return switch (state.progress().get(step.task())) {
      case Progress.Intended intended -> intended.at().equals(step.sentAt());
      case Progress.Unknown unknown -> unknown.sentAt().equals(step.sentAt());
      case Progress.Waiting waiting -> false;
      case Progress.Applied applied -> false;
      case Progress.NotApplied notApplied -> false;
    };
  }

  /**
   * Whether two lists of progress differ at most in the details of their reasons, for example in a
   * value that was read again.
   */
  private static boolean sameButForDetails(List<Progress> one, List<Progress> other) {
    return IntStream.range(0, one.size())
        .allMatch(task -> sameButForDetails(one.get(task), other.get(task)));
  }

  private static boolean sameButForDetails(Progress one, Progress other) {
    return one.equals(other)
        || (one instanceof Progress.Unknown found
            && other instanceof Progress.Unknown before
            && found.sentAt().equals(before.sentAt())
            && kinds(found).equals(kinds(before)));
  }

  private static List<Reason> kinds(Progress.Unknown unknown) {
    return unknown.because().stream()
        .map(each -> new Reason(each.code(), each.device(), each.command(), each.resource(), ""))
        .toList();
  }

  private static Decision rechecked(Committing state, Event.Rechecked rechecked) {
    if (state.standing() != Standing.RETRYING) {
      return Decision.stay(state);
    }
    return rechecked.broken().isEmpty()
        ? CommitPlan.requirementsHold(state, rechecked.at())
        : CommitPlan.requirementsBroken(state, rechecked.broken());
  }

  /**
   * The watch reports that all requirements hold: they are read once more before a machine moves,
   * because the report may be old.
   */
  private static Decision watched(Committing state, Event.RequirementsSeen seen) {
    return state.heldBack() && seen.broken().isEmpty()
        ? CommitPlan.goOn(state, seen.at())
        : Decision.stay(state);
  }

  /**
   * The new progress with those reasons of the old one that stay true. That the device altered a
   * value is known from its answer alone: a later look finds another value, but not why. And that
   * it accepted the command stays true when it can no longer be asked: an accepted command is not
   * sent again because a connection broke meanwhile.
   */
  private static Progress merged(Progress before, Progress sent) {
    Progress found = Repetition.after(before, sent);
    if (!(before instanceof Progress.Unknown unknown && found instanceof Progress.Unknown still)) {
      return found;
    }
    boolean accepted = CommitPlan.accepted(still);
    // In their first order: reasons in another order would count as news.
    List<Reason> reasons = new ArrayList<>();
    unknown.because().stream()
        .filter(
            each ->
                each.code() == Reason.Code.ALTERED
                    || (each.code() == Reason.Code.NOT_VERIFIED && !accepted))
        .forEach(reasons::add);
    still.because().stream().filter(each -> !reasons.contains(each)).forEach(reasons::add);
    return new Progress.Unknown(still.sentAt(), reasons);
  }

  /**
   * The time of a step that is observed to be done. A step that is only found out later, after a
   * restart or a long silence, is as old as its send: a machine that moved on Friday and is read on
   * Monday must not make the next one move on Monday (P5).
   */
  private static Moment takenAt(Progress before, Moment found) {
    return switch (before) {
      case Progress.Unknown unknown -> unknown.sentAt();
      case Progress.Intended intended ->
          intended.at().run().equals(found.run()) ? found : intended.at();
      case Progress.Waiting waiting -> found;
      case Progress.Applied applied -> found;
      case Progress.NotApplied notApplied -> found;
    };
  }

  /**
   * Whether an operator must look: a command of unknown result may not be sent again and the device
   * keeps no record of it; or no reading can prove the result, because the evidence may have been
   * true before; or a device accepted a command and was not observed to carry it out.
   */
  private static boolean stuck(Committing state) {
    return state.branch().tasks().stream()
        .anyMatch(
            task ->
                state.progress().get(task.number()) instanceof Progress.Unknown unknown
                    && (CommitPlan.accepted(unknown)
                        || task.action().guarantees().sentOnce()
                        || TruthBefore.unprovable(state.vote(), task, unknown)));
  }

  private static Decision restarted(Committing state, Moment now) {
    return switch (state.standing()) {
      case AWAITING, MOVING, RETRYING -> CommitPlan.goOn(state, now);
      case STUCK -> CommitPlan.look(state);
      case WITHHELD -> Decision.stay(state);
    };
  }

  /**
   * An operator has inspected the machine and releases the commit. Staleness counts from now; a
   * command that a device accepted and did not carry out may be sent again, unless it is sent once:
   * that takes a new transaction, not a release (P6). What missed its instant moves now. While an
   * actuation is under way its result is taken first, as for {@link CommitResolution}.
   */
  private static Decision released(Committing state, Moment now) {
    if (state.standing() == Standing.MOVING) {
      return Decision.later(state);
    }
    List<Progress> progress = new ArrayList<>();
    boolean again = false;
    for (Task task : state.branch().tasks()) {
      Progress each = state.progress().get(task.number());
      boolean ignored =
          each instanceof Progress.Unknown unknown && unseen(unknown) && mayRepeat(task);
      again |= ignored;
      progress.add(cleared(each, ignored, now));
    }
    if (state.standing() != Standing.WITHHELD && !(again && state.standing() == Standing.STUCK)) {
      return Decision.refuse(state, Refusal.NOT_WITHHELD);
    }
    Committing fresh =
        new Committing(
            state.branch(),
            state.vote(),
            state.decided(),
            progress,
            Standing.RETRYING,
            now,
            Optional.empty());
    return durably(CommitPlan.goOn(fresh, now));
  }

  /**
   * Whether no send is under way any more, and another look would not show more than the operator
   * saw.
   */
  private static boolean unseen(Progress.Unknown unknown) {
    return CommitPlan.accepted(unknown) || TruthBefore.settled(unknown);
  }

  private static boolean mayRepeat(Task task) {
    return !task.last() && !task.action().guarantees().sentOnce();
  }

  /**
   * The decision made durable, even where the next step only looks: it contains what was observed,
   * or what an operator decided.
   */
  private static Decision durably(Decision next) {
    return Decision.forced(next.next(), next.effect());
  }

  private static Progress cleared(Progress progress, boolean ignored, Moment now) {
    if (ignored) {
      return new Progress.NotApplied(now, progress.reasons());
    }
    return progress instanceof Progress.Waiting ? Repetition.unheld(progress) : progress;
  }
}

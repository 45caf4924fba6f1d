package dev.lockstep.transaction;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Decided.Contradiction;
import dev.lockstep.transaction.Reply.Refusal;
import dev.lockstep.transaction.State.Committing;
import dev.lockstep.transaction.State.Committing.Standing;
import dev.lockstep.transaction.State.RollingBack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What follows after the decision to commit: it goes on until every machine moved, or a person ends
 * it.
 */
final class WhenCommitting {
  private WhenCommitting() {}

  static Decision decide(Committing state, Event event) {
    return switch (event) {
      case Event.PrepareRequested again -> Protocol.repeated(state, state.branch(), again);
      case Event.CommitDecided again -> Decision.stay(state);
      case Event.RollbackDecided late -> rollback(state, late.decided());
      case Event.Renounced tooLate -> Decision.stay(state);
      case Event.Moved moved -> moved(state, moved);
      case Event.RetryDue due -> retry(state, due.at());
      case Event.Rechecked rechecked -> rechecked(state, rechecked);
      case Event.Restarted restarted -> restarted(state, restarted.at());
      case Event.Released released -> released(state, released.at());
      case Event.Resolved resolved -> resolve(state, resolved);
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
   * Machines may have moved: it goes on. Where a person let it commit, the contradiction is kept
   * from this moment, for whoever told the decision may not come again.
   */
  private static Decision rollback(Committing state, Decided told) {
    Decided decided = state.decided();
    if (!decided.heuristic() || decided.against().isPresent()) {
      return Decision.refuse(state, Refusal.ALREADY_COMMITTING);
    }
    Committing contradicted =
        new Committing(
            state.branch(),
            state.vote(),
            decided.against(Optional.of(told.told(Outcome.ROLLED_BACK))),
            state.progress(),
            state.standing(),
            state.lastStep());
    return Decision.refuseAndKeep(contradicted, Refusal.ALREADY_COMMITTING);
  }

  private static Decision retry(Committing state, Moment now) {
    return switch (state.standing()) {
      case RETRYING -> CommitPlan.goOn(state, now);
      case STUCK -> CommitPlan.look(state);
      case MOVING, WITHHELD -> Decision.stay(state);
    };
  }

  private static Decision moved(Committing state, Event.Moved moved) {
    // A look that was begun before an operator had the command sent again says nothing of that.
    boolean earlier = moved.looked() && state.standing() == Standing.MOVING;
    if (earlier
        || moved.steps().isEmpty()
        || !moved.steps().stream().allMatch(step -> about(state, step))) {
      return Decision.stay(state);
    }
    List<Progress> progress = new ArrayList<>(state.progress());
    Moment lastStep = state.lastStep();
    for (Event.Step step : moved.steps()) {
      if (step.progress().done()) {
        Moment taken = takenAt(state.progress().get(step.task()), moved.at());
        lastStep = taken.after(lastStep, moved.at()) ? taken : lastStep;
      }
      progress.set(step.task(), remembered(progress.get(step.task()), step.progress()));
    }
    Committing next =
        new Committing(
            state.branch(), state.vote(), state.decided(), progress, Standing.RETRYING, lastStep);
    if (moved.steps().stream().allMatch(step -> step.progress().done())) {
      return kept(CommitPlan.goOn(next, moved.at()));
    }
    Committing waiting =
        CommitPlan.with(next, progress, stuck(next) ? Standing.STUCK : Standing.RETRYING);
    Effect after = CommitPlan.looks(waiting) ? new Effect.Retry() : new Effect.None();
    // A question that found nothing new is no news: hours of silence must not wear out the flash.
    return alike(progress, state.progress())
            && (waiting.standing() == state.standing() || waiting.standing() != Standing.STUCK)
        ? Decision.volatileStep(waiting, after)
        : Decision.forced(waiting, after);
  }

  /** Whether this is about what was sent last. */
  private static boolean about(Committing state, Event.Step step) {
    return switch (state.progress().get(step.task())) {
      case Progress.Intended intended -> intended.at().equals(step.sentAt());
      case Progress.Unknown unknown -> unknown.sentAt().equals(step.sentAt());
      case Progress.Waiting waiting -> false;
      case Progress.Applied applied -> false;
      case Progress.NotApplied notApplied -> false;
    };
  }

  /** The same but for the words: a value that was read again, and is another one again. */
  private static boolean alike(List<Progress> one, List<Progress> other) {
    return IntStream.range(0, one.size()).allMatch(task -> alike(one.get(task), other.get(task)));
  }

  private static boolean alike(Progress one, Progress other) {
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
        ? CommitPlan.unheld(state, rechecked.at())
        : CommitPlan.stillHeld(state, rechecked.broken());
  }

  /** What a watch shows is looked at once more before anything moves: it may be a moment old. */
  private static Decision watched(Committing state, Event.RequirementsSeen seen) {
    return state.heldBack() && seen.broken().isEmpty()
        ? CommitPlan.goOn(state, seen.at())
        : Decision.stay(state);
  }

  /**
   * What the device said of altering a value is known from its answer alone: looking again finds
   * another value, not why. And that it accepted the command stays true when it cannot be asked any
   * more: what was accepted is not sent again because a connection broke meanwhile.
   */
  private static Progress remembered(Progress before, Progress sent) {
    Progress found = Repetition.after(before, sent);
    if (!(before instanceof Progress.Unknown unknown && found instanceof Progress.Unknown still)) {
      return found;
    }
    boolean accepted = CommitPlan.accepted(still);
    // In the order in which they came: what is only in another order is no news.
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
   * When a step that is seen to be done was taken. What is only found out later, after a restart or
   * a long silence, is as old as its send: a machine that moved on Friday and is read on Monday
   * does not make the next one jump on Monday (DESIGN P5).
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
   * Whether a person must look: something was sent that may not be sent again, to a device that
   * keeps no record to ask; or that no reading can prove, because what would be read may have been
   * true before; or a device accepted something and was not seen to do it.
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
      case MOVING, RETRYING -> CommitPlan.goOn(state, now);
      case STUCK -> CommitPlan.look(state);
      case WITHHELD -> Decision.stay(state);
    };
  }

  /**
   * A person has looked at the machine and lets it go on. What is stale counts from now; what a
   * device accepted and did not do may be sent again, unless it may fire only once: that takes a
   * new transaction, not a release (ARCHITECTURE P6). While an actuation is under way its result is
   * heard first, as for {@link #resolve}.
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
            state.branch(), state.vote(), state.decided(), progress, Standing.RETRYING, now);
    return kept(CommitPlan.goOn(fresh, now));
  }

  /** Nothing is under way any more, and no further look would show more than the person saw. */
  private static boolean unseen(Progress.Unknown unknown) {
    return CommitPlan.accepted(unknown) || TruthBefore.settled(unknown);
  }

  private static boolean mayRepeat(Task task) {
    return !task.last() && !task.action().guarantees().sentOnce();
  }

  /** What was seen, or a person said, is durable even where the next step only looks. */
  private static Decision kept(Decision next) {
    return Decision.forced(next.next(), next.effect());
  }

  private static Progress cleared(Progress progress, boolean ignored, Moment now) {
    if (ignored) {
      return new Progress.NotApplied(now, progress.reasons());
    }
    return progress instanceof Progress.Waiting ? Repetition.unheld(progress) : progress;
  }

  /**
   * A person ends it. While an actuation is under way its result is heard first: it is bounded. The
   * request that let it commit may come twice: soon after it, it must not be taken for word that
   * the machines moved. Where a person is waited for, and later on, it is a second word, whatever
   * its text.
   */
  private static Decision resolve(Committing state, Event.Resolved resolved) {
    boolean again =
        resolved.repeats(state.decided(), Outcome.HEURISTIC_COMMIT)
            && resolved.decided().soonAfter(state.decided());
    switch (state.standing()) {
      case MOVING -> {
        return again ? Decision.stay(state) : Decision.later(state);
      }
      case RETRYING -> {
        if (again) {
          return Decision.stay(state);
        }
      }
      case WITHHELD, STUCK -> {}
    }
    Outcome outcome =
        switch (resolved.outcome()) {
          case COMMITTED, HEURISTIC_COMMIT -> Outcome.HEURISTIC_COMMIT;
          case ROLLED_BACK, HEURISTIC_ROLLBACK -> Outcome.HEURISTIC_ROLLBACK;
          case HEURISTIC_MIXED -> Outcome.HEURISTIC_MIXED;
          case HEURISTIC_HAZARD -> Outcome.HEURISTIC_HAZARD;
        };
    Optional<Contradiction> known = known(state.decided(), outcome);
    Decided person = resolved.decided().against(known);
    if (outcome == Outcome.HEURISTIC_COMMIT && known.isPresent()) {
      outcome = Outcome.HEURISTIC_MIXED;
    }
    return mayBeArmed(state)
        ? callOff(state, person, outcome)
        : Decision.forced(Endings.committed(state, outcome, person));
  }

  /**
   * What is known of the transaction's decision, where it is not what a person makes of it here.
   */
  private static Optional<Contradiction> known(Decided before, Outcome meant) {
    return before.heuristic()
        ? before.against().filter(word -> meant != Outcome.HEURISTIC_ROLLBACK)
        : Optional.of(before.told(Outcome.COMMITTED))
            .filter(word -> meant != Outcome.HEURISTIC_COMMIT);
  }

  /** Whether a device still holds what was staged in it: it would act on it one day. */
  private static boolean mayBeArmed(Committing state) {
    return state.branch().tasks().stream()
        .filter(task -> task.action().guarantees().preparation().arms())
        .anyMatch(task -> !state.progress().get(task.number()).done());
  }

  /** Whatever the person says of the whole, what is still armed is disarmed. */
  private static Decision callOff(Committing state, Decided operator, Outcome outcome) {
    Branch branch = state.branch();
    RollingBack next =
        new RollingBack(
            branch,
            state.vote(),
            operator,
            outcome,
            state.progress(),
            RollingBack.Disarmament.DISARMING);
    return Decision.forced(next, new Effect.Disarm(branch));
  }
}

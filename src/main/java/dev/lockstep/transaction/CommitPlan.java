package dev.lockstep.transaction;

import dev.lockstep.device.Age;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.State.Committing;
import dev.lockstep.transaction.State.Committing.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The plan of a commit: which tasks are next, whether their decision is still fresh, and which
 * devices must be asked first.
 */
final class CommitPlan {
  private CommitPlan() {}

  /** The first step after the decision. Decision and intent are one durable write. */
  static Decision begin(Branch branch, Ballot.Yes vote, Decided decided) {
    List<Progress> progress = new ArrayList<>();
    for (Task task : branch.tasks()) {
      progress.add(
          task.action().readOnly()
              ? new Progress.Applied(vote.at(), "read when the vote was cast", List.of())
              : new Progress.Waiting(List.of()));
    }
    // A coordinator may have decided long ago; an operator decides now, with the machines in view.
    Moment fresh = decided.heuristic() ? decided.at() : vote.at();
    Committing state =
        new Committing(branch, vote, decided, progress, Standing.MOVING, fresh, decided.instant());
    return goOn(state, decided.at());
  }

  /** The next step of a commit for which no effect is under way. */
  static Decision goOn(Committing state, Moment now) {
    List<Task> batch = nextBatch(state);
    if (batch.isEmpty()) {
      return Decision.forced(Endings.committed(state, outcome(state.decided()), state.decided()));
    }
    List<Task> uncertain =
        batch.stream().filter(task -> state.progress().get(task.number()).uncertain()).toList();
    if (!uncertain.isEmpty()) {
      return settle(with(state, state.progress(), Standing.RETRYING), uncertain);
    }
    if (TimedStart.binds(state, batch)) {
      Optional<Reason> missed = TimedStart.missed(state, now);
      if (missed.isPresent()) {
        return withheld(state, batch, missed.get());
      }
    }
    // What will be too old at its instant is withheld now: a person has the time until then.
    Moment go = TimedStart.binds(state, batch) ? TimedStart.moment(state, now) : now;
    Age age = go.since(state.lastStep());
    if (batch.stream().anyMatch(task -> stale(state, task, age))) {
      return withheld(state, batch, stale(state, batch, age, go.wall().isAfter(now.wall())));
    }
    if (TimedStart.binds(state, batch) && !TimedStart.near(state, now)) {
      return TimedStart.await(state);
    }
    if (batch.stream().anyMatch(task -> held(state, task))) {
      // Rechecked before the intent: a durable intent for each look at a guard that stays open
      // would wear out the flash.
      Committing waiting = with(state, state.progress(), Standing.RETRYING);
      return Decision.volatileStep(
          waiting, new Effect.Recheck(state.branch(), toRecheck(state, batch)));
    }
    return actuate(state, batch, go, TimedStart.binds(state, batch));
  }

  private static Decision withheld(Committing state, List<Task> batch, Reason reason) {
    return Decision.forced(with(state, because(state, batch, reason), Standing.WITHHELD));
  }

  /**
   * The outcome of a commit after which every machine moved: heuristic where an operator decided,
   * and mixed where the transaction is known to have been rolled back elsewhere.
   */
  private static Outcome outcome(Decided decided) {
    if (!decided.heuristic()) {
      return Outcome.COMMITTED;
    }
    return decided.against().isPresent() ? Outcome.HEURISTIC_MIXED : Outcome.HEURISTIC_COMMIT;
  }

  /** The next step when all requirements hold again: it moves, unless it became stale meanwhile. */
  static Decision requirementsHold(Committing state, Moment now) {
    List<Progress> progress = new ArrayList<>(state.progress());
    for (Task task : nextBatch(state)) {
      if (held(state, task)) {
        progress.set(task.number(), Repetition.unheld(state.progress().get(task.number())));
      }
    }
    return goOn(with(state, progress, Standing.RETRYING), now);
  }

  /** The next step when requirements are still broken, perhaps others than before. */
  static Decision requirementsBroken(Committing state, List<Reason> broken) {
    List<Progress> progress = new ArrayList<>(state.progress());
    for (Task task : nextBatch(state)) {
      if (held(state, task)) {
        Progress before = state.progress().get(task.number());
        progress.set(task.number(), Repetition.held(before, broken));
      }
    }
    if (progress.equals(state.progress())) {
      return Decision.stay(state, new Effect.Retry());
    }
    Committing next = with(state, progress, Standing.RETRYING);
    // A temperature that changes slowly towards the required one must not wear out the flash.
    return causes(progress).equals(causes(state.progress()))
        ? Decision.volatileStep(next, new Effect.Retry())
        : Decision.lazily(next, new Effect.Retry());
  }

  /** The reasons that hold each task back, without the values that were read. */
  private static List<List<Reason>> causes(List<Progress> progress) {
    return progress.stream()
        .map(each -> each.reasons().stream().map(reason -> reason.saying("")).toList())
        .toList();
  }

  private static boolean held(Committing state, Task task) {
    return state.progress().get(task.number()) instanceof Progress.Waiting waiting
        && waiting.because().size() > Repetition.earlier(waiting.because()).size();
  }

  /**
   * The tasks whose requirements are rechecked: before the first actuation those of the whole
   * branch.
   */
  private static List<Task> toRecheck(Committing state, List<Task> batch) {
    boolean first = state.branch().tasks().stream().allMatch(task -> untouched(state, task));
    return first ? state.branch().tasks() : batch;
  }

  /**
   * The next look while an operator is waited for: a machine may still show by itself that it
   * carried the command out.
   */
  static Decision look(Committing state) {
    List<Task> showing = tasksThatMayShow(state);
    return showing.isEmpty() ? Decision.stay(state) : settle(state, showing);
  }

  /** Whether another look may find something, or another attempt may do something. */
  static boolean looks(Committing state) {
    return state.standing() != Standing.STUCK || !tasksThatMayShow(state).isEmpty();
  }

  private static List<Task> tasksThatMayShow(Committing state) {
    return nextBatch(state).stream().filter(task -> mayShow(state, task)).toList();
  }

  private static boolean mayShow(Committing state, Task task) {
    return switch (state.progress().get(task.number())) {
      case Progress.Unknown unknown ->
          unknown.uncertain()
              && !TruthBefore.failed(task, unknown)
              && !TruthBefore.unprovable(state.vote(), task, unknown)
              && (accepted(unknown) || !task.action().guarantees().sentOnce());
      case Progress.Intended intended -> true;
      case Progress.Waiting waiting -> false;
      case Progress.Applied applied -> false;
      case Progress.NotApplied notApplied -> false;
    };
  }

  private static Decision settle(Committing state, List<Task> uncertain) {
    List<Effect.Doubt> doubts =
        uncertain.stream()
            .filter(task -> !TruthBefore.failed(task, state.progress().get(task.number())))
            .map(task -> doubt(state, task))
            .toList();
    if (doubts.isEmpty()) {
      return Decision.stay(with(state, state.progress(), Standing.STUCK));
    }
    // Settling moves nothing, so nothing new need be durable first, and an operator may end the
    // transaction meanwhile.
    return Decision.volatileStep(state, new Effect.Settle(state.branch(), doubts));
  }

  private static Effect.Doubt doubt(Committing state, Task task) {
    Progress progress = state.progress().get(task.number());
    boolean before = TruthBefore.possible(state.vote(), task, progress);
    return switch (progress) {
      case Progress.Intended intended -> new Effect.Doubt(task, intended.at(), false, before);
      case Progress.Unknown unknown ->
          new Effect.Doubt(task, unknown.sentAt(), accepted(unknown), before);
      case Progress.Waiting waiting -> throw new IllegalStateException("not sent: " + task);
      case Progress.Applied applied -> throw new IllegalStateException("already applied: " + task);
      case Progress.NotApplied not -> throw new IllegalStateException("already settled: " + task);
    };
  }

  /** Whether the device accepted the command and was not observed to carry it out. */
  static boolean accepted(Progress.Unknown unknown) {
    return unknown.because().stream()
        .anyMatch(
            reason ->
                reason.code() == Reason.Code.NOT_VERIFIED || reason.code() == Reason.Code.ALTERED);
  }

  private static Decision actuate(Committing state, List<Task> batch, Moment from, boolean timed) {
    boolean first = state.branch().tasks().stream().allMatch(task -> untouched(state, task));
    List<Progress> progress = new ArrayList<>(state.progress());
    List<Effect.Move> moves = new ArrayList<>();
    for (Task task : batch) {
      // If power fails after this write, the restart finds an intent and asks the device before it
      // sends again.
      List<Reason> earlier = Repetition.earlier(progress.get(task.number()).reasons());
      progress.set(task.number(), new Progress.Intended(from, earlier));
      moves.add(new Effect.Move(task, first));
    }
    Committing next = with(state, progress, Standing.MOVING);
    return Decision.forced(next, new Effect.Actuate(state.branch(), moves, from, timed));
  }

  /**
   * Whether nothing has moved for this task. After a refused attempt the next one is still the
   * first actuation: a guard door that opened between the two must stop it.
   */
  private static boolean untouched(Committing state, Task task) {
    return task.action().readOnly()
        || switch (state.progress().get(task.number())) {
          case Progress.Waiting waiting -> true;
          case Progress.NotApplied notApplied -> true;
          case Progress.Intended intended -> false;
          case Progress.Unknown unknown -> false;
          case Progress.Applied applied -> false;
        };
  }

  /**
   * The tasks that are next: those of the lowest unfinished stage, and of these first the ones that
   * may be repeated, then the ones that are sent once.
   */
  private static List<Task> nextBatch(Committing state) {
    List<Task> open =
        state.branch().tasks().stream()
            .filter(task -> !state.progress().get(task.number()).done())
            .sorted(Comparator.comparingInt(Task::stage).thenComparing(Task::last))
            .toList();
    return open.stream()
        .filter(task -> sameTurn(task, open.getFirst()))
        .sorted(Comparator.comparingInt(Task::number))
        .toList();
  }

  private static boolean sameTurn(Task task, Task first) {
    return task.stage() == first.stage() && task.last() == first.last();
  }

  /**
   * Whether the decision is stale for a task. What cannot be proved fresh is stale (P5): the
   * machine may have stood still over a weekend. What comes from a backup may have been carried out
   * since, so that it waits for a person even where it is never too old (decision 65).
   */
  private static boolean stale(Committing state, Task task, Age age) {
    Duration limit = task.action().guarantees().staleAfter();
    boolean ages = !limit.equals(Guarantees.NEVER_STALE) || state.lastStep().fromBackup();
    return ages && !age.within(limit);
  }

  private static Reason stale(Committing state, List<Task> batch, Age age, boolean ahead) {
    String what = state.lastStep().equals(state.vote().at()) ? "the vote" : "the last step";
    boolean old =
        batch.stream()
            .map(task -> task.action().guarantees().staleAfter())
            .anyMatch(limit -> age.atLeast().compareTo(limit) > 0);
    String detail =
        old
            ? "%s %s %d s old"
                .formatted(
                    what, ahead ? "would at the instant be" : "is", age.atLeast().toSeconds())
            : "how old %s is cannot be proved: %s".formatted(what, age.doubt());
    return Reason.of(Reason.Code.STALE, detail + "; an operator must release or resolve it");
  }

  private static List<Progress> because(Committing state, List<Task> batch, Reason reason) {
    List<Progress> progress = new ArrayList<>(state.progress());
    for (Task task : batch) {
      Reason here = reason.during(task.action());
      progress.set(task.number(), Repetition.withheld(progress.get(task.number()), here));
    }
    return progress;
  }

  static Committing with(Committing state, List<Progress> progress, Standing standing) {
    return new Committing(
        state.branch(),
        state.vote(),
        state.decided(),
        progress,
        standing,
        state.lastStep(),
        state.instant());
  }
}

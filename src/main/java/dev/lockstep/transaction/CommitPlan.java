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

/**
 * How a commit goes on: which tasks are next, whether their decision is still fresh, what must be
 * asked first.
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
    // A coordinator may have decided long ago; a person decides now, looking at the line.
    Moment fresh = decided.heuristic() ? decided.at() : vote.at();
    Committing state = new Committing(branch, vote, decided, progress, Standing.MOVING, fresh);
    return goOn(state, decided.at());
  }

  /** The next step of a commit that nothing is under way for. */
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
    Age age = now.since(state.lastStep());
    if (batch.stream().anyMatch(task -> stale(task, age))) {
      Reason reason = stale(state, batch, age);
      return Decision.forced(with(state, because(state, batch, reason), Standing.WITHHELD));
    }
    if (batch.stream().anyMatch(task -> held(state, task))) {
      // Looked at first: an intent for each look at a guard that stays open would wear out the
      // flash.
      Committing waiting = with(state, state.progress(), Standing.RETRYING);
      return Decision.volatileStep(
          waiting, new Effect.Recheck(state.branch(), toRecheck(state, batch)));
    }
    return actuate(state, batch, now);
  }

  /**
   * Of a commit whose every machine moved: on whose word, and whether others were told otherwise.
   */
  private static Outcome outcome(Decided decided) {
    if (!decided.heuristic()) {
      return Outcome.COMMITTED;
    }
    return decided.against().isPresent() ? Outcome.HEURISTIC_MIXED : Outcome.HEURISTIC_COMMIT;
  }

  /** Nothing holds it back any more: it moves, unless it became stale meanwhile. */
  static Decision unheld(Committing state, Moment now) {
    List<Progress> progress = new ArrayList<>(state.progress());
    for (Task task : nextBatch(state)) {
      if (held(state, task)) {
        progress.set(task.number(), Repetition.unheld(state.progress().get(task.number())));
      }
    }
    return goOn(with(state, progress, Standing.RETRYING), now);
  }

  /** Held back still, perhaps by something else than before. */
  static Decision stillHeld(Committing state, List<Reason> broken) {
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
    // A temperature that creeps towards what is required must not wear out the flash.
    return causes(progress).equals(causes(state.progress()))
        ? Decision.volatileStep(next, new Effect.Retry())
        : Decision.lazily(next, new Effect.Retry());
  }

  /** What holds each task back, whatever was read there. */
  private static List<List<Reason>> causes(List<Progress> progress) {
    return progress.stream()
        .map(each -> each.reasons().stream().map(reason -> reason.saying("")).toList())
        .toList();
  }

  private static boolean held(Committing state, Task task) {
    return state.progress().get(task.number()) instanceof Progress.Waiting waiting
        && waiting.because().size() > Repetition.earlier(waiting.because()).size();
  }

  /** Before the first actuation every requirement of the branch counts. */
  private static List<Task> toRecheck(Committing state, List<Task> batch) {
    boolean first = state.branch().tasks().stream().allMatch(task -> untouched(state, task));
    return first ? state.branch().tasks() : batch;
  }

  /** While a person is waited for: looks on, for what a machine may yet show by itself. */
  static Decision look(Committing state) {
    List<Task> showing = showing(state);
    return showing.isEmpty() ? Decision.stay(state) : settle(state, showing);
  }

  /** Whether looking again may find something, or trying again may do something. */
  static boolean looks(Committing state) {
    return state.standing() != Standing.STUCK || !showing(state).isEmpty();
  }

  private static List<Task> showing(Committing state) {
    return nextBatch(state).stream().filter(task -> mayShow(state, task)).toList();
  }

  private static boolean mayShow(Committing state, Task task) {
    return switch (state.progress().get(task.number())) {
      case Progress.Unknown unknown ->
          unknown.uncertain()
              && !TruthBefore.unprovable(state.vote(), task, unknown)
              && (accepted(unknown) || !task.action().guarantees().sentOnce());
      case Progress.Intended intended -> true;
      case Progress.Waiting waiting -> false;
      case Progress.Applied applied -> false;
      case Progress.NotApplied notApplied -> false;
    };
  }

  private static Decision settle(Committing state, List<Task> uncertain) {
    List<Effect.Doubt> doubts = new ArrayList<>();
    for (Task task : uncertain) {
      doubts.add(doubt(state, task));
    }
    // Looking moves nothing, so nothing new need be durable first, and a person may end it
    // meanwhile.
    return Decision.volatileStep(state, new Effect.Settle(state.branch(), doubts));
  }

  private static Effect.Doubt doubt(Committing state, Task task) {
    Progress progress = state.progress().get(task.number());
    boolean before = TruthBefore.possible(state.vote(), task, progress);
    return switch (progress) {
      case Progress.Intended intended -> new Effect.Doubt(task, intended.at(), false, before);
      case Progress.Unknown unknown ->
          new Effect.Doubt(task, unknown.sentAt(), accepted(unknown), before);
      case Progress.Waiting waiting -> throw new IllegalStateException("nothing was sent: " + task);
      case Progress.Applied applied -> throw new IllegalStateException("it is done: " + task);
      case Progress.NotApplied not -> throw new IllegalStateException("it is settled: " + task);
    };
  }

  /** Whether the device took it, and was then not seen to do it. */
  static boolean accepted(Progress.Unknown unknown) {
    return unknown.because().stream()
        .anyMatch(
            reason ->
                reason.code() == Reason.Code.NOT_VERIFIED || reason.code() == Reason.Code.ALTERED);
  }

  private static Decision actuate(Committing state, List<Task> batch, Moment now) {
    boolean first = state.branch().tasks().stream().allMatch(task -> untouched(state, task));
    List<Progress> progress = new ArrayList<>(state.progress());
    List<Effect.Move> moves = new ArrayList<>();
    for (Task task : batch) {
      // If power fails after this write, the restart finds an intent and asks the device before it
      // sends again.
      List<Reason> earlier = Repetition.earlier(progress.get(task.number()).reasons());
      progress.set(task.number(), new Progress.Intended(now, earlier));
      moves.add(new Effect.Move(task, first));
    }
    Committing next = with(state, progress, Standing.MOVING);
    return Decision.forced(next, new Effect.Actuate(state.branch(), moves, now));
  }

  /**
   * Whether nothing here moves yet for this task. A guard door that opened since an attempt that
   * was refused must stop the next one, so that one is the first actuation still.
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
   * The tasks whose turn it is: of the lowest stage that is not done, those that may repeat before
   * those that may not.
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

  /** What cannot be proved fresh is stale: the machine may have stood still since Friday. */
  private static boolean stale(Task task, Age age) {
    Duration limit = task.action().guarantees().staleAfter();
    return !limit.equals(Guarantees.NEVER_STALE) && !age.within(limit);
  }

  private static Reason stale(Committing state, List<Task> batch, Age age) {
    String what = state.lastStep().equals(state.vote().at()) ? "the vote" : "the last step";
    boolean old =
        batch.stream()
            .map(task -> task.action().guarantees().staleAfter())
            .anyMatch(limit -> age.atLeast().compareTo(limit) > 0);
    String detail =
        old
            ? "%s is %d s old".formatted(what, age.atLeast().toSeconds())
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
        state.branch(), state.vote(), state.decided(), progress, standing, state.lastStep());
  }
}

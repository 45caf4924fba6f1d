package dev.lockstep.transaction;

import static dev.lockstep.transaction.TransactionSamples.afterRestart;
import static dev.lockstep.transaction.TransactionSamples.later;
import static dev.lockstep.transaction.TransactionSamples.reason;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** An event that may meet a state, with the name that the golden table gives it. */
record Occurrence(String name, Event event) {

  /** Two minutes after the vote: no decision is stale then. */
  static final Duration SOON = Duration.ofMinutes(2);

  /** Past every {@code staleAfter} of the samples. */
  static final Duration WEEKEND = Duration.ofHours(60);

  /** Every event, in every way in which it makes a difference, as it could meet this state. */
  static List<Occurrence> all(State state) {
    Branch branch = state.work().orElse(Situation.WRITES);
    List<Occurrence> all = new ArrayList<>();
    all.addAll(requests(branch));
    all.addAll(looks());
    all.addAll(decisions());
    all.addAll(instants());
    all.addAll(moves(state));
    all.addAll(rechecks());
    all.addAll(time());
    all.addAll(operators(state));
    all.add(new Occurrence("Forgotten", new Event.Forgotten(later(SOON))));
    return all;
  }

  private static List<Occurrence> requests(Branch branch) {
    List<Reason> objections = List.of(reason(Code.RESERVED));
    Branch alone =
        new Branch(
            branch.id(),
            branch.fingerprint(),
            branch.tasks(),
            branch.coordinator(),
            branch.participants(),
            true);
    Branch other =
        new Branch(
            branch.id(), "other", branch.tasks(), Optional.empty(), List.of(), branch.onePhase());
    return List.of(
        requested("PrepareRequested", branch, List.of()),
        requested("PrepareRequested, objections", branch, objections),
        requested("PrepareRequested, one phase, objections", alone, objections),
        requested("PrepareRequested, other commands", other, List.of()));
  }

  private static Occurrence requested(String name, Branch branch, List<Reason> objections) {
    return new Occurrence(
        name, new Event.PrepareRequested(branch, objections, later(Duration.ZERO)));
  }

  private static List<Occurrence> looks() {
    Moment now = later(Duration.ZERO);
    List<Reason> off = List.of(reason(Code.DISCONNECTED));
    List<Reason> refused = List.of(reason(Code.NOT_ARMED));
    List<Reason> done = List.of(reason(Code.ALREADY_APPLIED));
    List<Reason> open = List.of(reason(Code.REQUIREMENT_BROKEN));
    return List.of(
        new Occurrence("Checked", new Event.Checked(List.of(), List.of(), now)),
        new Occurrence("Checked, objections", new Event.Checked(List.of(), off, now)),
        new Occurrence("Armed", new Event.Armed(Promise.DURABLE, Optional.empty(), List.of(), now)),
        new Occurrence(
            "Armed, objections", new Event.Armed(Promise.CHECKED, Optional.empty(), refused, now)),
        new Occurrence(
            "Renounced",
            new Event.Renounced(TransactionSamples.ID, Decided.byGateway("a sibling asked", now))),
        new Occurrence("PromiseLapsed", new Event.PromiseLapsed(later(SOON))),
        new Occurrence("PrepareExpired", new Event.PrepareExpired(later(SOON))),
        new Occurrence("Disarmed", new Event.Disarmed(List.of(), later(SOON))),
        new Occurrence("Disarmed, one silent", new Event.Disarmed(off, later(SOON))),
        new Occurrence(
            "Disarmed, already applied", new Event.Disarmed(List.of(), done, later(SOON))),
        new Occurrence(
            "Disarmed, one silent, one applied", new Event.Disarmed(off, done, later(SOON))),
        new Occurrence("RequirementsSeen, broken", new Event.RequirementsSeen(open, later(SOON))),
        new Occurrence("RequirementsSeen, all hold", new Event.RequirementsSeen(List.of(), now)));
  }

  private static List<Occurrence> rechecks() {
    List<Reason> same = List.of(reason(Code.REQUIREMENT_BROKEN));
    List<Reason> other = List.of(reason(Code.DISCONNECTED));
    return List.of(
        new Occurrence("Rechecked, all hold", new Event.Rechecked(List.of(), later(SOON))),
        new Occurrence(
            "Rechecked, all hold, stale", new Event.Rechecked(List.of(), later(WEEKEND))),
        new Occurrence("Rechecked, broken as before", new Event.Rechecked(same, later(SOON))),
        new Occurrence("Rechecked, broken otherwise", new Event.Rechecked(other, later(SOON))));
  }

  private static List<Occurrence> decisions() {
    Decided stale = Decided.byCoordinator(later(WEEKEND));
    Decided evidence =
        new Decided(Decided.Authority.EVIDENCE, "https://sibling", "it committed", later(SOON));
    return List.of(
        new Occurrence("CommitDecided", new Event.CommitDecided(TransactionSamples.COORDINATOR)),
        new Occurrence("CommitDecided, evidence", new Event.CommitDecided(evidence)),
        new Occurrence("CommitDecided, stale", new Event.CommitDecided(stale)),
        new Occurrence(
            "CommitDecided, age unproved",
            new Event.CommitDecided(
                Decided.byCoordinator(TransactionSamples.afterReboot(SOON, false)))),
        new Occurrence(
            "CommitDecided, at an instant",
            new Event.CommitDecided(TransactionSamples.AT_AN_INSTANT)),
        new Occurrence(
            "CommitDecided, at an instant that is near",
            new Event.CommitDecided(
                TransactionSamples.COORDINATOR.moving(
                    TransactionSamples.instant(Duration.ofMillis(60_100))))),
        new Occurrence(
            "CommitDecided, its instant has passed",
            new Event.CommitDecided(
                TransactionSamples.COORDINATOR.moving(
                    TransactionSamples.instant(Duration.ofSeconds(59))))),
        new Occurrence(
            "CommitDecided, too old at its instant",
            new Event.CommitDecided(
                TransactionSamples.COORDINATOR.moving(TransactionSamples.instant(WEEKEND)))),
        new Occurrence(
            "RollbackDecided",
            new Event.RollbackDecided(TransactionSamples.ID, TransactionSamples.COORDINATOR)),
        new Occurrence(
            "RollbackDecided, evidence",
            new Event.RollbackDecided(TransactionSamples.ID, evidence)),
        new Occurrence("Unanswered", new Event.Unanswered("silent", later(SOON))));
  }

  private static List<Occurrence> instants() {
    Duration near = TransactionSamples.TOGETHER.minusMillis(200);
    return List.of(
        new Occurrence("InstantNear", new Event.InstantNear(later(near))),
        new Occurrence("InstantNear, early", new Event.InstantNear(later(SOON))),
        new Occurrence(
            "InstantNear, passed",
            new Event.InstantNear(later(TransactionSamples.TOGETHER.plusSeconds(1)))),
        new Occurrence(
            "InstantNear, the clock set forward",
            new Event.InstantNear(TransactionSamples.afterSetting(near, Duration.ofMillis(150)))),
        new Occurrence(
            "InstantNear, the clock set back",
            new Event.InstantNear(TransactionSamples.afterSetting(near, Duration.ofMillis(-150)))));
  }

  private static List<Occurrence> moves(State state) {
    Moment now = later(SOON);
    Moment monday = later(WEEKEND);
    List<Occurrence> all = new ArrayList<>();
    all.add(moved("all applied", state, now, (task, at) -> TransactionSamples.applied(at)));
    all.add(
        moved(
            "all applied, found stale",
            state,
            monday,
            (task, at) -> TransactionSamples.applied(at)));
    all.add(
        moved(
            "all applied, found after a restart",
            state,
            afterRestart(WEEKEND),
            (task, at) -> TransactionSamples.applied(at)));
    all.add(moved("rejected", state, now, (task, at) -> TransactionSamples.notApplied(at)));
    all.add(
        moved(
            "not sent",
            state,
            now,
            (task, at) -> TransactionSamples.waiting(Code.REQUIREMENT_BROKEN)));
    all.add(moved("unknown", state, now, (task, at) -> TransactionSamples.unknown(Code.UNKNOWN)));
    all.add(
        moved(
            "not verified",
            state,
            now,
            (task, at) -> TransactionSamples.unknown(Code.NOT_VERIFIED)));
    all.add(movedOfAnEarlierSend(state, now));
    all.add(looked(state, now));
    List<Integer> underWay = underWay(state);
    if (underWay.size() > 1) {
      Event.Step first = step(state, underWay.getFirst(), TransactionSamples.applied(now));
      Event.Step second = step(state, underWay.get(1), TransactionSamples.unknown(Code.UNKNOWN));
      all.add(
          new Occurrence(
              "Moved, one applied, one unknown", new Event.Moved(List.of(first, second), now)));
      Event.Step ignored =
          step(state, underWay.getFirst(), TransactionSamples.unknown(Code.NOT_VERIFIED));
      all.add(
          new Occurrence(
              "Moved, one not verified, one unknown",
              new Event.Moved(List.of(ignored, second), now)));
      all.add(new Occurrence("Moved, only one back", new Event.Moved(List.of(first), now)));
    }
    return all;
  }

  private static Occurrence moved(
      String which, State state, Moment at, BiFunction<Integer, Moment, Progress> come) {
    List<Event.Step> steps =
        underWay(state).stream().map(task -> step(state, task, come.apply(task, at))).toList();
    return new Occurrence("Moved, " + which, new Event.Moved(steps, at));
  }

  /** The result of an effect that is under way for a task. */
  private static Event.Step step(State state, int task, Progress progress) {
    Moment sentAt =
        state instanceof State.Committing committing
            ? switch (committing.progress().get(task)) {
              case Progress.Intended intended -> intended.at();
              case Progress.Unknown unknown -> unknown.sentAt();
              case Progress.Waiting waiting -> later(SOON);
              case Progress.Applied applied -> later(SOON);
              case Progress.NotApplied notApplied -> later(SOON);
            }
            : later(SOON);
    return new Event.Step(task, sentAt, progress);
  }

  /** The result of a look. */
  private static Occurrence looked(State state, Moment at) {
    List<Event.Step> steps =
        underWay(state).stream()
            .map(task -> step(state, task, TransactionSamples.notApplied(at)))
            .toList();
    return new Occurrence("Moved, looked, not done", new Event.Moved(steps, true, at));
  }

  /** The result of a look that began before an operator had the command sent again. */
  private static Occurrence movedOfAnEarlierSend(State state, Moment at) {
    List<Event.Step> steps =
        underWay(state).stream()
            .map(
                task ->
                    new Event.Step(task, TransactionSamples.VOTE, TransactionSamples.applied(at)))
            .toList();
    return new Occurrence("Moved, of an earlier send", new Event.Moved(steps, at));
  }

  /**
   * The tasks that the result of an actuation or a look may concern; where there are none, it is
   * too late.
   */
  private static List<Integer> underWay(State state) {
    if (!(state instanceof State.Committing committing)) {
      return List.of(0);
    }
    List<Integer> tasks =
        committing.branch().tasks().stream()
            .map(Task::number)
            .filter(number -> committing.progress().get(number).uncertain())
            .toList();
    return tasks.isEmpty() ? List.of(0) : tasks;
  }

  private static List<Occurrence> time() {
    Duration setBack = Duration.ofHours(-1);
    return List.of(
        new Occurrence("RetryDue", new Event.RetryDue(later(SOON))),
        new Occurrence("RetryDue, stale", new Event.RetryDue(later(WEEKEND))),
        new Occurrence("Restarted", new Event.Restarted(afterRestart(SOON))),
        new Occurrence("Restarted, stale", new Event.Restarted(afterRestart(WEEKEND))),
        new Occurrence("Restarted, clock set back", new Event.Restarted(afterRestart(setBack))),
        new Occurrence(
            "Restarted, clock not synchronised",
            new Event.Restarted(TransactionSamples.afterReboot(SOON, false))));
  }

  private static List<Occurrence> operators(State state) {
    Decided monday = operator(later(WEEKEND));
    List<Occurrence> all = new ArrayList<>();
    all.add(new Occurrence("Released", new Event.Released(monday)));
    all.add(
        new Occurrence(
            "Resolved COMMITTED, stale", new Event.Resolved(Outcome.COMMITTED, List.of(), monday)));
    for (Outcome outcome : Outcome.values()) {
      Event resolved = new Event.Resolved(outcome, List.of(), operator(later(SOON)));
      all.add(new Occurrence("Resolved " + outcome, resolved));
    }
    Decided another = new Decided(Decided.Authority.OPERATOR, "ben", "done by hand", later(SOON));
    all.add(
        new Occurrence(
            "Resolved COMMITTED, by another",
            new Event.Resolved(Outcome.COMMITTED, List.of(), another)));
    if (state.decider().equals(Optional.of(TransactionSamples.OPERATOR))) {
      for (Outcome outcome : Outcome.values()) {
        Event again = new Event.Resolved(outcome, List.of(), TransactionSamples.OPERATOR);
        all.add(new Occurrence("Resolved %s, by the same".formatted(outcome), again));
      }
    }
    return all;
  }

  private static Decided operator(Moment at) {
    return new Decided(Decided.Authority.OPERATOR, "jens", "I looked", at);
  }
}

package dev.lockstep.participant;

import dev.lockstep.device.Age;
import dev.lockstep.device.Moment;
import dev.lockstep.participant.PlayCoordinator.Plan;
import dev.lockstep.participant.PlayCoordinator.Verdict;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decision;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.Task;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The rules of the simulation: ARCHITECTURE's promises, checked at every step. A violation is an
 * {@link AssertionError}.
 */
final class SimulationRules {
  /** As the participant's settings have it. */
  private static final Duration TOLERANCE = Duration.ofMillis(100);

  private final Map<String, Outcome> reported = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private final Map<String, Integer> fired = new HashMap<>();
  private final Function<TransactionId, Plan> plans;
  private final Supplier<Moment> now;

  SimulationRules(Function<TransactionId, Plan> plans, Supplier<Moment> now) {
    this.plans = plans;
    this.now = now;
  }

  /** P1: what is said is durable first. P2: one outcome. */
  void answered(ParticipantRig rig, TransactionId id, Answer answer) {
    State durable = rig.journal.durable(id);
    if (answer.state().cast().orElse(null) instanceof Ballot.Yes) {
      check(
          durable.cast().orElse(null) instanceof Ballot.Yes,
          "P1: voted COMMIT before it was durable",
          id);
    }
    if (answer.state() instanceof State.Ended ended && ended.outcome().isPresent()) {
      check(
          durable instanceof State.Ended kept && ended.outcome().equals(kept.outcome()),
          "P1: reported what the journal does not hold",
          id);
      Outcome before = reported.putIfAbsent(rig.name + id, ended.outcome().get());
      check(
          before == null || before == ended.outcome().get(),
          "P2: reported " + before + ", then " + ended.outcome(),
          id);
    }
  }

  /**
   * A decision may only be refused where a person decided otherwise, or the branch was never known.
   */
  void refused(Plan plan, ParticipantRig rig, Reply.Refusal refusal, State state) {
    boolean byPerson =
        switch (state) {
          case State.Ended ended -> ended.outcome().stream().anyMatch(Outcome::heuristic);
          case State.RollingBack back -> back.outcome().heuristic();
          case State.Absent absent -> false;
          case State.Preparing preparing -> false;
          case State.Prepared prepared -> false;
          case State.Committing committing -> false;
        };
    check(byPerson, "%s refused %s: %s".formatted(rig.name, plan.verdict, refusal), plan.id);
  }

  /** P3: never alone after the vote. P7: never two for one resource. */
  void decided(ParticipantRig rig, State before, Event event, Decision decision) {
    if (before instanceof State.Prepared prepared && !(decision.next() instanceof State.Prepared)) {
      boolean told =
          event instanceof Event.CommitDecided
              || event instanceof Event.RollbackDecided
              || event instanceof Event.Resolved;
      check(told, "P3: left Prepared by " + event, prepared.branch().id());
    }
    if (!rig.up()) {
      return;
    }
    Map<String, TransactionId> holders = new HashMap<>();
    for (State state : rig.participant().live()) {
      if (isBound(state)) {
        Branch branch = state.work().orElseThrow();
        reserved(branch, holders);
      }
    }
  }

  /** Whether names are resolved: while devices are checked, some targets are not known yet. */
  private static boolean isBound(State state) {
    return !(state instanceof State.Preparing preparing
        && preparing.phase() == State.Preparing.Phase.CHECKING);
  }

  /** Checks reservations by what is written at the machine, not by the gateway's names. */
  private void reserved(Branch branch, Map<String, TransactionId> holders) {
    Map<String, TransactionId> others = new HashMap<>(holders);
    for (Task task : branch.tasks()) {
      String device = task.action().device().value();
      String machine = device.equals("twin") ? "press" : device;
      boolean whole = task.action().guarantees().wholeDevice();
      List<String> written =
          whole
              ? List.of(machine + "/*")
              : task.action()
                  .work()
                  .touches()
                  .map(each -> machine + "/" + PlayMachine.resolved(each))
                  .toList();
      for (String each : written) {
        others.forEach(
            (other, holder) ->
                check(
                    !(other.equals(each)
                        || other.equals(machine + "/*")
                        || (whole && other.startsWith(machine + "/"))),
                    "P7: %s is held by %s too".formatted(each, holder),
                    branch.id()));
        holders.put(each, branch.id());
      }
    }
  }

  /**
   * P1, P3 and P5: what leaves towards a machine rests on a durable decision, and on a fresh one.
   */
  void sending(ParticipantRig rig, String what, TransactionId id) {
    State durable = rig.journal.durable(id);
    if (what.startsWith("arm")) {
      // A rollback that overtakes the arming waits for it, and disarms then.
      boolean overtaken =
          durable instanceof State.RollingBack back
              && back.disarmament() == State.RollingBack.Disarmament.AWAITING_ARM;
      boolean noted = durable instanceof State.Preparing || overtaken;
      check(noted, "P1: armed in " + Telling.briefly(durable), id);
    } else if (!what.startsWith("disarm")) {
      check(durable instanceof State.Committing, "P1: sent in " + Telling.briefly(durable), id);
      check(
          plans.apply(id).verdict == Verdict.COMMIT,
          "P3: sent without the coordinator's decision",
          id);
      fresh((State.Committing) durable, id);
      inTime((State.Committing) durable, id);
    }
  }

  private void fresh(State.Committing committing, TransactionId id) {
    Age age = now.get().since(committing.lastStep());
    for (Task task : committing.branch().tasks()) {
      Duration limit = task.action().guarantees().staleAfter();
      boolean sentNow = committing.progress().get(task.number()) instanceof Progress.Intended;
      check(
          !sentNow || age.within(limit.plusSeconds(10)),
          "P5: sent %s after the last step".formatted(age),
          id);
    }
  }

  /** What is bound to an instant is sent at it: not before, and not after. */
  private void inTime(State.Committing committing, TransactionId id) {
    for (Progress each : committing.progress()) {
      boolean bound =
          each instanceof Progress.Intended intended
              && committing.instant().equals(Optional.of(intended.at().wall()));
      if (bound) {
        Duration late = Duration.between(committing.instant().get(), now.get().wall());
        check(
            !late.isNegative() && late.compareTo(TOLERANCE) <= 0,
            "sent %s after its instant".formatted(late),
            id);
      }
    }
    boolean first =
        committing.progress().stream().allMatch(each -> each instanceof Progress.Intended);
    check(
        !first
            || committing.instant().isEmpty()
            || committing.progress().stream()
                .anyMatch(
                    each ->
                        each instanceof Progress.Intended intended
                            && intended.at().wall().equals(committing.instant().get())),
        "sent without its instant",
        id);
  }

  /** P5 and P6: nothing moves after the end, without a decision, or, where it may not, twice. */
  void moved(ParticipantRig rig, TransactionId id, PlayMachine.Move move) {
    State durable = rig.journal.durable(id);
    check(plans.apply(id).verdict == Verdict.COMMIT, "P3: moved without a decision: " + move, id);
    // An operator who ends an unsettled transaction answers for sends that are still under way.
    boolean byPerson =
        switch (durable) {
          case State.Ended ended -> ended.outcome().stream().anyMatch(Outcome::heuristic);
          case State.RollingBack back -> back.outcome().heuristic();
          case State.Absent absent -> false;
          case State.Preparing preparing -> false;
          case State.Prepared prepared -> false;
          case State.Committing committing -> false;
        };
    check(
        durable instanceof State.Committing || byPerson,
        "P5: moved in " + Telling.briefly(durable) + ": " + move,
        id);
    if (!move.what().equals("Speed")) {
      int times = fired.merge(rig.name + move, 1, Integer::sum);
      check(times == 1, "P6: moved %d times: %s".formatted(times, move), id);
    }
  }

  /**
   * When everything speaks again: every transaction has ended, the same everywhere, and the
   * machines show it.
   */
  void ended(Plan plan) {
    plan.work.forEach(
        (rig, wishes) -> {
          State state = rig.journal.durable(plan.id);
          boolean commit = plan.verdict == Verdict.COMMIT;
          if (!(state instanceof State.Ended ended)) {
            check(
                !commit && state instanceof State.Absent,
                "never ended: " + Telling.briefly(state),
                plan.id);
            return;
          }
          Outcome outcome = ended.outcome().orElseThrow();
          check(
              outcome.heuristic() || (outcome == Outcome.COMMITTED) == commit,
              "%s ended %s against %s".formatted(rig.name, outcome, plan.verdict),
              plan.id);
          if (outcome == Outcome.COMMITTED) {
            // A stroke is taken at the machine's word: its profile asks for no more.
            wishes.stream()
                .filter(wish -> !wish.command().equals("Strike"))
                .forEach(
                    wish ->
                        check(moved(rig, wish), "COMMITTED, and never moved: " + wish, plan.id));
          }
        });
  }

  /** Checks that the gateway itself had no fault. */
  void sound(String rig, List<String> bugs) {
    if (!bugs.isEmpty()) {
      throw new AssertionError(rig + ": " + bugs);
    }
  }

  private static boolean moved(ParticipantRig rig, PrepareRequest.Wish wish) {
    String value = wish.arguments().values().iterator().next().toString();
    PlayMachine machine = rig.machine(wish.device());
    List<String> seen = new ArrayList<>();
    machine.moves.forEach(move -> seen.add(move.value()));
    return seen.contains(value);
  }

  /**
   * A violation that was met where an exception would be swallowed, in the callback of an answer,
   * is thrown here: at every step of the schedule.
   */
  void hold() {
    if (!violations.isEmpty()) {
      throw new AssertionError(violations.getFirst());
    }
  }

  private void check(boolean holds, String violation, TransactionId id) {
    if (!holds) {
      violations.add("transaction " + id + ": " + violation);
      hold();
    }
  }
}

package dev.lockstep.transaction;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Decided.Authority;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that can happen to a transaction. Requests come from outside; the rest are results of
 * effects, or time.
 */
public sealed interface Event {
  Moment at();

  /**
   * A coordinator asks for a vote.
   *
   * @param objections found before any device was asked: unknown names, values that do not fit,
   *     resources held by others
   */
  record PrepareRequested(Branch branch, List<Reason> objections, Moment at) implements Event {
    public PrepareRequested {
      objections = List.copyOf(objections);
    }
  }

  /**
   * The devices were looked at. Without objections all would do it now.
   *
   * @param located the branch's tasks with what they hold as the devices' sessions know it; empty
   *     where that adds nothing
   */
  record Checked(List<Task> located, List<Observation> before, List<Reason> objections, Moment at)
      implements Event {
    public Checked(List<Observation> before, List<Reason> objections, Moment at) {
      this(List.of(), before, objections, at);
    }

    public Checked {
      located = List.copyOf(located);
      before = List.copyOf(before);
      objections = List.copyOf(objections);
    }
  }

  /**
   * The devices were armed; without objections, all of them.
   *
   * @param promise the weakest of theirs
   */
  record Armed(Promise promise, Optional<Instant> heldUntil, List<Reason> objections, Moment at)
      implements Event {
    public Armed {
      objections = List.copyOf(objections);
    }
  }

  /** The time in which the coordinator wanted the vote is over. */
  record PrepareExpired(Moment at) implements Event {}

  /** The decision is COMMIT, on the authority of the coordinator or of evidence. */
  record CommitDecided(Decided decided) implements Event {
    public CommitDecided {
      fromOutside(decided);
    }

    @Override
    public Moment at() {
      return decided.at();
    }
  }

  /** The decision is ROLLBACK, on the authority of the coordinator or of evidence. */
  record RollbackDecided(TransactionId id, Decided decided) implements Event {
    public RollbackDecided {
      fromOutside(decided);
    }

    @Override
    public Moment at() {
      return decided.at();
    }
  }

  /**
   * Another gateway of the transaction is in doubt and asked before there was a vote here: now
   * there never will be one (DESIGN 6). Who has voted is not touched by it.
   *
   * @param decided by this gateway alone, which before its vote it may
   */
  record Renounced(TransactionId id, Decided decided) implements Event {
    public Renounced {
      if (decided.by() != Authority.GATEWAY) {
        throw new IllegalArgumentException("only this gateway renounces its vote");
      }
    }

    @Override
    public Moment at() {
      return decided.at();
    }
  }

  /** Until now the devices held what the vote promised; from here on nothing is sure. */
  record PromiseLapsed(Moment at) implements Event {}

  /** The coordinator was asked and did not say. */
  record Unanswered(String detail, Moment at) implements Event {}

  /**
   * An actuation or a look came back: the tasks that it was about, with how far they came.
   *
   * @param looked whether it was a look, which sent nothing that moves
   */
  record Moved(List<Step> steps, boolean looked, Moment at) implements Event {
    public Moved {
      steps = List.copyOf(steps);
    }

    /** An actuation came back. */
    public Moved(List<Step> steps, Moment at) {
      this(steps, false, at);
    }
  }

  /**
   * One task's new progress.
   *
   * @param sentAt the intent or the send that this is about. A look that comes back after an
   *     operator had the command sent again is about the earlier send and says nothing of the new
   *     one
   */
  record Step(int task, Moment sentAt, Progress progress) {}

  /**
   * Devices were disarmed.
   *
   * @param stillArmed why a device may still be armed; without reasons nothing is armed any more
   * @param applied devices that answered that they have carried the command out: nothing is armed
   *     in them, and the command was not called off
   */
  record Disarmed(List<Reason> stillArmed, List<Reason> applied, Moment at) implements Event {
    public Disarmed {
      stillArmed = List.copyOf(stillArmed);
      applied = List.copyOf(applied);
    }

    /** No device has carried it out. */
    public Disarmed(List<Reason> stillArmed, Moment at) {
      this(stillArmed, List.of(), at);
    }
  }

  /** What was required at the vote was watched: these are broken now; none where all hold again. */
  record RequirementsSeen(List<Reason> broken, Moment at) implements Event {
    public RequirementsSeen {
      broken = List.copyOf(broken);
    }
  }

  /**
   * What holds back an actuation was looked at again: these are broken still; none where all hold.
   */
  record Rechecked(List<Reason> broken, Moment at) implements Event {
    public Rechecked {
      broken = List.copyOf(broken);
    }
  }

  /** A pause is over. */
  record RetryDue(Moment at) implements Event {}

  /** The gateway started and found this state in its journal. */
  record Restarted(Moment at) implements Event {}

  /** An operator lets a withheld actuation go on. */
  record Released(Decided decided) implements Event {
    public Released {
      fromAPerson(decided);
    }

    @Override
    public Moment at() {
      return decided.at();
    }
  }

  /**
   * An operator says how it ends.
   *
   * @param evidence what the devices showed at that moment, or why they did not; a sentence each
   */
  record Resolved(Outcome outcome, List<String> evidence, Decided decided) implements Event {
    public Resolved {
      evidence = List.copyOf(evidence);
      fromAPerson(decided);
    }

    @Override
    public Moment at() {
      return decided.at();
    }

    /** Whether this came before, led to this outcome, and comes again: it must do nothing twice. */
    boolean repeats(Decided earlier, Outcome led) {
      if (!decided.repeats(earlier)) {
        return false;
      }
      if (led == Outcome.HEURISTIC_MIXED && earlier.against().isPresent()) {
        return true;
      }
      return switch (outcome) {
        case COMMITTED, HEURISTIC_COMMIT -> led == Outcome.HEURISTIC_COMMIT;
        case ROLLED_BACK, HEURISTIC_ROLLBACK ->
            led == Outcome.HEURISTIC_ROLLBACK || led == Outcome.ROLLED_BACK;
        case HEURISTIC_MIXED, HEURISTIC_HAZARD -> led == outcome;
      };
    }
  }

  /** The coordinator has taken the outcome. */
  record Forgotten(Moment at) implements Event {}

  /** The gateway's own word ends no promise, and a person's is shown as such (DESIGN P3, P10). */
  private static void fromOutside(Decided decided) {
    if (decided.by() != Authority.COORDINATOR && decided.by() != Authority.EVIDENCE) {
      throw new IllegalArgumentException(
          "a decision comes from the coordinator or from evidence, not from " + decided.by());
    }
  }

  private static void fromAPerson(Decided decided) {
    if (decided.by() != Authority.OPERATOR) {
      throw new IllegalArgumentException("this takes a named person, not " + decided.by());
    }
  }
}

package dev.lockstep.transaction;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Decided.Authority;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An event of a transaction: a request from outside, the result of an effect, or a timer. */
public sealed interface Event {
  Moment at();

  /**
   * A coordinator requests a vote.
   *
   * @param objections found before a device was asked: unknown names, values that do not fit,
   *     resources that others hold
   */
  record PrepareRequested(Branch branch, List<Reason> objections, Moment at) implements Event {
    public PrepareRequested {
      objections = List.copyOf(objections);
    }
  }

  /**
   * The devices were checked. Without objections all of them would carry it out now.
   *
   * @param located the branch's tasks with the targets of their holds, as resolved by the drivers;
   *     empty where nothing was resolved
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
   * The devices were armed: all of them where there are no objections.
   *
   * @param promise the weakest of the devices' promises
   */
  record Armed(Promise promise, Optional<Instant> heldUntil, List<Reason> objections, Moment at)
      implements Event {
    public Armed {
      objections = List.copyOf(objections);
    }
  }

  /** The time-out of the prepare request is over. */
  record PrepareExpired(Moment at) implements Event {}

  /** The decision is COMMIT, on the authority of the coordinator or of evidence. */
  record CommitDecided(Decided decided) implements Event {
    public CommitDecided {
      requireCoordinatorOrEvidence(decided);
    }

    @Override
    public Moment at() {
      return decided.at();
    }
  }

  /** The decision is ROLLBACK, on the authority of the coordinator or of evidence. */
  record RollbackDecided(TransactionId id, Decided decided) implements Event {
    public RollbackDecided {
      requireCoordinatorOrEvidence(decided);
    }

    @Override
    public Moment at() {
      return decided.at();
    }
  }

  /**
   * The vote is renounced: a sibling in doubt asked before this gateway had voted, and from now on
   * it will not vote COMMIT (decision 8). Has no effect after a vote.
   *
   * @param decided by this gateway alone, which it may before its vote (P3)
   */
  record Renounced(TransactionId id, Decided decided) implements Event {
    public Renounced {
      if (decided.by() != Authority.GATEWAY) {
        throw new IllegalArgumentException("only the gateway itself renounces its vote");
      }
    }

    @Override
    public Moment at() {
      return decided.at();
    }
  }

  /**
   * The promise of the vote lapsed: the devices no longer guarantee what they accepted.
   *
   * @param because what a device said; empty where the time is over for which it had promised
   */
  record PromiseLapsed(Optional<Reason> because, Moment at) implements Event {
    public PromiseLapsed(Moment at) {
      this(Optional.empty(), at);
    }
  }

  /** The coordinator was asked for the outcome and gave none. */
  record Unanswered(String detail, Moment at) implements Event {}

  /**
   * An actuation or a look has its result: the progress of each of its tasks.
   *
   * @param looked whether it was a look, which sends nothing that moves a machine
   */
  record Moved(List<Step> steps, boolean looked, Moment at) implements Event {
    public Moved {
      steps = List.copyOf(steps);
    }

    /** The result of an actuation. */
    public Moved(List<Step> steps, Moment at) {
      this(steps, false, at);
    }
  }

  /**
   * The new progress of one task.
   *
   * @param sentAt the intent or send that the progress belongs to. A look that ends after an
   *     operator had the command sent again belongs to the earlier send and says nothing about the
   *     new one
   */
  record Step(int task, Moment sentAt, Progress progress) {}

  /**
   * A disarming has its result.
   *
   * @param stillArmed why devices may still be armed; empty where none is
   * @param applied devices that answered that they have already carried the command out: they are
   *     no longer armed, and the command was not called off
   */
  record Disarmed(List<Reason> stillArmed, List<Reason> applied, Moment at) implements Event {
    public Disarmed {
      stillArmed = List.copyOf(stillArmed);
      applied = List.copyOf(applied);
    }

    /** A result in which no device has carried the command out. */
    public Disarmed(List<Reason> stillArmed, Moment at) {
      this(stillArmed, List.of(), at);
    }
  }

  /**
   * The watch on the requirements of the vote reports those that are broken now; none where all
   * hold again.
   */
  record RequirementsSeen(List<Reason> broken, Moment at) implements Event {
    public RequirementsSeen {
      broken = List.copyOf(broken);
    }
  }

  /**
   * The requirements that hold back an actuation were read again: those that are still broken; none
   * where all hold.
   */
  record Rechecked(List<Reason> broken, Moment at) implements Event {
    public Rechecked {
      broken = List.copyOf(broken);
    }
  }

  /** The pause of {@link Effect.Retry} is over. */
  record RetryDue(Moment at) implements Event {}

  /** The instant of the decision is near, or the wait for it is to be looked at. */
  record InstantNear(Moment at) implements Event {}

  /** The gateway started and found the transaction in its journal. */
  record Restarted(Moment at) implements Event {}

  /** An operator releases a withheld actuation. */
  record Released(Decided decided) implements Event {
    public Released {
      requireOperator(decided);
    }

    @Override
    public Moment at() {
      return decided.at();
    }
  }

  /**
   * An operator resolves the transaction with an outcome.
   *
   * @param evidence what the devices showed at that moment, or why they could not be read; one
   *     sentence each
   */
  record Resolved(Outcome outcome, List<String> evidence, Decided decided) implements Event {
    public Resolved {
      evidence = List.copyOf(evidence);
      requireOperator(decided);
    }

    @Override
    public Moment at() {
      return decided.at();
    }

    /**
     * Whether this repeats an earlier request that led to this outcome: then it must not have a
     * second effect.
     */
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

  /** The coordinator has taken the outcome and forgets the transaction. */
  record Forgotten(Moment at) implements Event {}

  /**
   * Checks that a decision is the coordinator's or evidence: the gateway's own ends no promise
   * (P3), and an operator's has its own event (P10).
   */
  private static void requireCoordinatorOrEvidence(Decided decided) {
    if (decided.by() != Authority.COORDINATOR && decided.by() != Authority.EVIDENCE) {
      throw new IllegalArgumentException(
          "a decision comes from the coordinator or from evidence, not from " + decided.by());
    }
  }

  private static void requireOperator(Decided decided) {
    if (decided.by() != Authority.OPERATOR) {
      throw new IllegalArgumentException("only an operator may do this, not " + decided.by());
    }
  }
}

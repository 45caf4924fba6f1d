package dev.lockstep.transaction;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state of a transaction at this gateway. Each state contains only what exists in it; what can
 * be derived (reservations, counts, "in doubt") is not stored.
 */
public sealed interface State {

  /** Absent: unknown here, or pruned. */
  record Absent() implements State {}

  /**
   * Preparing: the devices are being checked or armed. Only arming is durable: a check that a power
   * cut interrupts leaves nothing behind.
   *
   * @param before what the devices showed; empty while checking
   * @param since when the request came
   */
  record Preparing(Branch branch, Phase phase, List<Observation> before, Moment since)
      implements State {
    /** The phase: reading devices, or arming them. */
    public enum Phase {
      CHECKING,
      ARMING
    }

    public Preparing {
      before = List.copyOf(before);
    }
  }

  /**
   * Prepared: voted COMMIT. In doubt where the coordinator is silent.
   *
   * @param vote as it was given
   * @param broken what the vote rested on and no longer holds: requirements, which are watched, and
   *     a promise that lapsed
   */
  record Prepared(Branch branch, Ballot.Yes vote, List<Reason> broken) implements State {
    public Prepared {
      broken = List.copyOf(broken);
    }
  }

  /**
   * Committing: the decision is COMMIT, and the machines move.
   *
   * @param progress one for each task, in the branch's order
   * @param standing whether the commit moves or waits
   * @param lastStep the time of the vote, of the last applied task or of an operator's release:
   *     staleAfter counts from here
   * @param instant that binds the first stage; empty where the decision has none, or an operator
   *     released the commit
   */
  record Committing(
      Branch branch,
      Ballot.Yes vote,
      Decided decided,
      List<Progress> progress,
      Standing standing,
      Moment lastStep,
      Optional<Instant> instant)
      implements State {
    /** The sub-state of a commit. */
    public enum Standing {
      /** Waits for the instant of the decision: nothing was sent. */
      AWAITING,
      /** An actuation is under way. */
      MOVING,
      /** Waits for a device or a requirement, and retries by itself. */
      RETRYING,
      /** Waits for an operator's release: the decision, or the last step, is stale. */
      WITHHELD,
      /**
       * Waits for an operator: the gateway will not send the command again, and nothing proves that
       * it was carried out. Either it was sent once and the device keeps no record, or the device
       * accepted it and was not observed to carry it out; in the second case the gateway goes on
       * reading.
       */
      STUCK
    }

    public Committing {
      progress = List.copyOf(progress);
    }

    /** A commit that no instant binds. */
    public Committing(
        Branch branch,
        Ballot.Yes vote,
        Decided decided,
        List<Progress> progress,
        Standing standing,
        Moment lastStep) {
      this(branch, vote, decided, progress, standing, lastStep, Optional.empty());
    }

    /**
     * Whether the commit is held back: a requirement does not hold or cannot be read, and the
     * commit moves by itself as soon as all hold.
     */
    public boolean heldBack() {
      return standing == Standing.RETRYING
          && progress.stream()
              .anyMatch(
                  each -> each instanceof Progress.Waiting waiting && !waiting.because().isEmpty());
    }
  }

  /**
   * Rolling back: the decision is ROLLBACK, or an operator ended a commit half-way, and armed
   * devices are disarmed.
   *
   * @param ballot as it was or will be answered
   * @param outcome that it will end with
   * @param progress one for each task where an operator ended a commit half-way; otherwise empty
   * @param because why the last attempt to disarm failed; empty before the first one has its result
   */
  record RollingBack(
      Branch branch,
      Ballot ballot,
      Decided decided,
      Outcome outcome,
      List<Progress> progress,
      Disarmament disarmament,
      List<Reason> because)
      implements State {
    /** The sub-state of a rollback. */
    public enum Disarmament {
      /** Waits for the result of an arming that is under way. */
      AWAITING_ARM,
      DISARMING,
      /** A device did not confirm; the gateway retries. */
      PAUSED
    }

    public RollingBack {
      progress = List.copyOf(progress);
      because = List.copyOf(because);
    }

    /** The beginning of a rollback, before the first attempt has its result. */
    public RollingBack(
        Branch branch,
        Ballot ballot,
        Decided decided,
        Outcome outcome,
        List<Progress> progress,
        Disarmament disarmament) {
      this(branch, ballot, decided, outcome, progress, disarmament, List.of());
    }
  }

  /**
   * Ended.
   *
   * @param branch empty in a tombstone, the rollback of an unknown transaction
   * @param ballot empty where no vote was given
   * @param outcome empty for READ_ONLY until the coordinator sends its decision (decision 7)
   * @param progress one for each task; empty where there was nothing to do
   * @param forgotten whether the coordinator has taken the outcome: then the record may be pruned
   */
  record Ended(
      TransactionId id,
      Optional<Branch> branch,
      Optional<Ballot> ballot,
      Optional<Outcome> outcome,
      List<Progress> progress,
      Decided decided,
      boolean forgotten)
      implements State {
    public Ended {
      progress = List.copyOf(progress);
    }
  }

  /** The names of the states in the API and in the journal. */
  enum Name {
    ABSENT,
    PREPARING,
    PREPARED,
    COMMITTING,
    ROLLING_BACK,
    ENDED
  }

  default Name name() {
    return switch (this) {
      case Absent absent -> Name.ABSENT;
      case Preparing preparing -> Name.PREPARING;
      case Prepared prepared -> Name.PREPARED;
      case Committing committing -> Name.COMMITTING;
      case RollingBack rollingBack -> Name.ROLLING_BACK;
      case Ended ended -> Name.ENDED;
    };
  }

  /** The branch, where it is known. */
  default Optional<Branch> work() {
    return switch (this) {
      case Absent absent -> Optional.empty();
      case Preparing preparing -> Optional.of(preparing.branch());
      case Prepared prepared -> Optional.of(prepared.branch());
      case Committing committing -> Optional.of(committing.branch());
      case RollingBack rollingBack -> Optional.of(rollingBack.branch());
      case Ended ended -> ended.branch();
    };
  }

  /** The origin of the decision, where there is one. */
  default Optional<Decided> decider() {
    return switch (this) {
      case Absent absent -> Optional.empty();
      case Preparing preparing -> Optional.empty();
      case Prepared prepared -> Optional.empty();
      case Committing committing -> Optional.of(committing.decided);
      case RollingBack rollingBack -> Optional.of(rollingBack.decided);
      case Ended ended -> Optional.of(ended.decided);
    };
  }

  /** The ballot, where a vote was given. */
  default Optional<Ballot> cast() {
    return switch (this) {
      case Absent absent -> Optional.empty();
      case Preparing preparing -> Optional.empty();
      case Prepared prepared -> Optional.of(prepared.vote());
      case Committing committing -> Optional.of(committing.vote());
      case RollingBack rollingBack -> Optional.of(rollingBack.ballot());
      case Ended ended -> ended.ballot();
    };
  }

  /**
   * The reasons that a state has: what the vote rested on and no longer holds, what holds the
   * commit back, why the rollback is not over, or why the vote was ROLLBACK.
   */
  default List<Reason> reasons() {
    if (this instanceof Prepared prepared) {
      return prepared.broken();
    }
    if (this instanceof Committing committing && committing.heldBack()) {
      return committing.progress().stream()
          .flatMap(each -> each.reasons().stream())
          .distinct()
          .toList();
    }
    List<Reason> reasons = new ArrayList<>();
    if (this instanceof RollingBack rollingBack) {
      reasons.addAll(rollingBack.because());
    }
    if (cast().orElse(null) instanceof Ballot.No no) {
      reasons.addAll(no.reasons());
    }
    return reasons;
  }

  /**
   * Whether the transaction is live and holds its resources (P7): from the first check until its
   * end is durable.
   */
  default boolean live() {
    return switch (this) {
      case Absent absent -> false;
      case Ended ended -> false;
      case Preparing preparing -> true;
      case Prepared prepared -> true;
      case Committing committing -> true;
      case RollingBack rollingBack -> true;
    };
  }
}

package dev.lockstep.transaction;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a transaction stands at this gateway. Each state holds only what exists in it; what can be
 * derived (reservations, counts, "in doubt") is stored nowhere.
 */
public sealed interface State {

  /** Never heard of, or pruned. */
  record Absent() implements State {}

  /**
   * Being checked, or being armed. Only arming is durable: a check that a power cut ends leaves
   * nothing behind.
   *
   * @param before what the devices showed; empty while checking
   * @param since when the request came
   */
  record Preparing(Branch branch, Phase phase, List<Observation> before, Moment since)
      implements State {
    /** Looking, or already touching. */
    public enum Phase {
      CHECKING,
      ARMING
    }

    public Preparing {
      before = List.copyOf(before);
    }
  }

  /**
   * Voted COMMIT. In doubt when the coordinator is silent.
   *
   * @param vote as it was given
   * @param broken what the vote rested on and is so no longer, watched since: requirements, and a
   *     promise that lapsed
   */
  record Prepared(Branch branch, Ballot.Yes vote, List<Reason> broken) implements State {
    public Prepared {
      broken = List.copyOf(broken);
    }
  }

  /**
   * Decided to commit: the machines move.
   *
   * @param progress one for each task, in the branch's order
   * @param standing whether it moves or waits
   * @param lastStep the vote, or the last thing applied, or an operator's release: from here
   *     staleAfter counts
   */
  record Committing(
      Branch branch,
      Ballot.Yes vote,
      Decided decided,
      List<Progress> progress,
      Standing standing,
      Moment lastStep)
      implements State {
    /** What the commit is doing. */
    public enum Standing {
      /** An actuation is under way. */
      MOVING,
      /** Waits for the device, and asks or tries again by itself. */
      RETRYING,
      /** Will not move before an operator releases it: the decision, or the last step, is stale. */
      WITHHELD,
      /**
       * Will not be sent again by the gateway, and nothing shows that it was done: an operator must
       * look. Either it was sent once and the device cannot say, or the device accepted it and was
       * not seen to do it; then the gateway goes on reading.
       */
      STUCK
    }

    public Committing {
      progress = List.copyOf(progress);
    }

    /**
     * Whether it is held back: a requirement does not hold, or cannot be seen, and it moves by
     * itself as soon as all hold.
     */
    public boolean heldBack() {
      return standing == Standing.RETRYING
          && progress.stream()
              .anyMatch(
                  each -> each instanceof Progress.Waiting waiting && !waiting.because().isEmpty());
    }
  }

  /**
   * Decided to roll back, or a person ended a commit half-way: what was armed is disarmed.
   *
   * @param ballot as it was or will be shown
   * @param outcome that it will end with
   * @param progress one for each task where a person ended a commit half-way; else empty
   * @param because what kept the last attempt from being the last; empty before the first one came
   *     back
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
    /** What the rollback is doing. */
    public enum Disarmament {
      /** The arming that was under way has not come back yet. */
      AWAITING_ARM,
      DISARMING,
      /** A device did not confirm; it is tried again. */
      PAUSED
    }

    public RollingBack {
      progress = List.copyOf(progress);
      because = List.copyOf(because);
    }

    /** As it begins: no attempt has come back yet. */
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
   * Over.
   *
   * @param branch empty for a rollback of what was never heard of
   * @param ballot empty where no vote was given
   * @param outcome empty for READ_ONLY until a coordinator says what it made of it
   * @param progress one for each task; empty where nothing was to be done
   * @param forgotten the coordinator has taken the outcome: may be pruned
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

  /** The states' names as people, API and journal spell them. */
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

  /** What is being done, where that is known. */
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

  /** Who decided, where somebody has. */
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

  /** The vote, where one was given. */
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
   * What its vote rests on no longer, what holds it back, why its rollback is not over, or why its
   * vote was ROLLBACK.
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

  /** Whether it holds its resources (DESIGN P7): from the first look until its end is durable. */
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

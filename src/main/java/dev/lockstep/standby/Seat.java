package dev.lockstep.standby;

import java.util.Optional;

/** What a PC is in its line. Times are ticks of this PC's CLOCK_BOOTTIME, in nanoseconds. */
public sealed interface Seat {
  /** A time that does not come. */
  long NEVER = Long.MAX_VALUE;

  SeatRecord record();

  /** A seat from which a PC may become active. */
  sealed interface Candidate extends Seat {
    /** What was seen of the register; of use only where the ensemble keeps the lease. */
    Sighting register();

    /** The write by which this PC would become active, while its answer is not known. */
    Optional<Attempt> claim();

    Candidate with(SeatRecord record, Sighting register, Optional<Attempt> claim);
  }

  /**
   * Started: looks for the other PC and for the register. Each start begins here, for what was true
   * before may be so no longer.
   *
   * @param clearFrom from when on no lease can hold that this PC granted before
   * @param sight what the other PC's records are to these
   * @param peerRun the other PC's run; 0: not heard of
   */
  record Waiting(
      SeatRecord record,
      long clearFrom,
      Sight sight,
      long peerRun,
      Sighting register,
      Optional<Attempt> claim)
      implements Candidate {
    @Override
    public Waiting with(SeatRecord next, Sighting seen, Optional<Attempt> attempt) {
      return new Waiting(next, clearFrom, sight, peerRun, seen, attempt);
    }

    Waiting seeing(SeatRecord next, Sight other, long run) {
      return new Waiting(next, clearFrom, other, run, register, claim);
    }
  }

  /** What a PC that waits knows of the other in its line. */
  enum Sight {
    /** It has not answered yet. */
    UNSEEN,
    /** Neither was ever active. */
    BOTH_NEW,
    /** This PC was active last: it asks for the lease. */
    LATER_HERE,
    /** The other one was: it is to ask. */
    LATER_THERE,
    /** Each has records that the other lacks: a person chooses. */
    FORKED
  }

  /**
   * What was seen of the register.
   *
   * @param since when this version was seen first
   */
  record Sighting(Optional<LeaseRecord> record, int version, long since) {
    public static final Sighting NONE = new Sighting(Optional.empty(), LeaseRegister.ABSENT, 0);
  }

  /**
   * A write of the register under way.
   *
   * @param sentAt taken before it was sent
   * @param unknown whether its answer was lost: it is read back
   */
  record Attempt(LeaseRecord record, int version, long sentAt, boolean unknown) {
    /** Whether the answer to the other is the answer to this. */
    boolean same(Attempt other) {
      return record.equals(other.record) && version == other.version;
    }

    Attempt lost() {
      return new Attempt(record, version, sentAt, true);
    }
  }

  /**
   * Standby of the PC that is active.
   *
   * @param leader run and term of the active PC
   * @param supply what this PC has from it
   * @param clearFrom from when on the lease cannot hold that this PC granted last
   */
  record Following(
      SeatRecord record,
      Leader leader,
      Supply supply,
      long clearFrom,
      Sighting register,
      Optional<Attempt> claim)
      implements Candidate {
    @Override
    public Following with(SeatRecord next, Sighting seen, Optional<Attempt> attempt) {
      return new Following(next, leader, supply, clearFrom, seen, attempt);
    }

    Following with(Supply next) {
      return new Following(record, leader, next, clearFrom, register, claim);
    }
  }

  /** The active PC, as its standby knows it. */
  record Leader(long run, long term) {}

  /**
   * What a standby has from the active PC.
   *
   * @param round number of the supply in the leader's term; 0: none has begun
   * @param placed whether a base copy was taken in this supply: an earlier one that comes late
   *     would take back what came since
   */
  record Supply(long round, Copy copy, boolean placed) {
    public Supply(long round, Copy copy) {
      this(round, copy, false);
    }

    Supply with(Copy next) {
      return new Supply(round, next, placed);
    }
  }

  /** What a standby's copy is. */
  enum Copy {
    /** It may lack something that was acknowledged. */
    BEHIND,
    /** It cannot go on: it needs a supply with a higher number. */
    LOST,
    /** That supply has begun, with a base copy. */
    COPYING,
    /** It has everything that was acknowledged, by the active PC's word. */
    IN_SYNC
  }

  /**
   * A person has asked this PC to be active: it grants no lease any more, and waits until the last
   * one is out or handed over.
   *
   * @param was what it followed; empty: nothing
   */
  record TakingOver(
      SeatRecord record,
      PersonWord word,
      Optional<Following> was,
      long clearFrom,
      Sighting register,
      Optional<Attempt> claim)
      implements Candidate {
    @Override
    public TakingOver with(SeatRecord next, Sighting seen, Optional<Attempt> attempt) {
      return new TakingOver(next, word, was, clearFrom, seen, attempt);
    }

    boolean inSync() {
      return was.map(Following::supply).map(Supply::copy).filter(Copy.IN_SYNC::equals).isPresent();
    }
  }

  /**
   * Active.
   *
   * @param leaseUntil until when it may send and call something durable
   * @param companion the standby, as this PC sees it
   * @param writing of the register, under way
   * @param counter of the last write: no two have the same content, so that what is read back is
   *     known for one of them
   */
  record Active(
      SeatRecord record,
      long leaseUntil,
      Companion companion,
      Sighting register,
      Optional<Attempt> writing,
      long counter)
      implements Seat {
    Active with(long lease, Companion next) {
      return new Active(record, lease, next, register, writing, counter);
    }

    Active with(Companion next) {
      return with(leaseUntil, next);
    }

    Active with(SeatRecord next) {
      return new Active(next, leaseUntil, companion, register, writing, counter);
    }

    /** The number of this reign. */
    public long term() {
      return record.term();
    }
  }

  /** Stops writing, to hand over what is confirmed. */
  record HandingOver(SeatRecord record, long leaseUntil, PersonWord word) implements Seat {}

  /** The process ends; a new start comes back as {@link Waiting}. */
  record Ended(SeatRecord record, EndReason reason) implements Seat {}

  /** Why a process ends. */
  enum EndReason {
    LEASE_OVER,
    OTHER_IS_ACTIVE,
    HANDED_OVER,
    STOPPED
  }

  /** Whether this PC may send, and call durable what its disk and its companion have. */
  default boolean holds(long now) {
    return switch (this) {
      case Active active -> now < active.leaseUntil();
      case HandingOver handing -> now < handing.leaseUntil();
      case Waiting _, Following _, TakingOver _, Ended _ -> false;
    };
  }

  default PeerAnswer.Role role() {
    return switch (this) {
      case Waiting _ -> PeerAnswer.Role.WAITING;
      case Following _ -> PeerAnswer.Role.STANDBY;
      case TakingOver _ -> PeerAnswer.Role.TAKING_OVER;
      case Active _ -> PeerAnswer.Role.ACTIVE;
      case HandingOver _, Ended _ -> PeerAnswer.Role.ENDING;
    };
  }
}

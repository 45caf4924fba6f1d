package dev.lockstep.standby;

import java.util.Optional;

/** What a PC is in its line. Times are ticks of this PC's CLOCK_BOOTTIME, in nanoseconds. */
public sealed interface Seat {
  /** A time that does not come. */
  long NEVER = Long.MAX_VALUE;

  SeatRecord record();

  /**
   * Started, or without a lease: looks for the other PC and for the register. Each start begins
   * here, for what was true before may be so no longer.
   *
   * @param clearFrom from when on no lease can hold that this PC granted before
   * @param other what is known of the other PC
   * @param claim the term asked for, as long as the answer is awaited
   */
  record Waiting(
      SeatRecord record, long clearFrom, Sight other, Sighting register, Optional<Attempt> claim)
      implements Seat {}

  /** What a PC knows of the other in its line. */
  enum Sight {
    /** It has not answered since. */
    UNSEEN,
    /** Its records are the later ones: it must begin. */
    LATER,
    /** These records are the later ones. */
    EARLIER,
    FORKED,
    /** Neither was ever active. */
    BOTH_NEW
  }

  /**
   * What was seen of the register.
   *
   * @param since when this version was seen first
   */
  record Sighting(Optional<LeaseRecord> record, int version, long since) {
    public static final Sighting NONE = new Sighting(Optional.empty(), LeaseRegister.ABSENT, 0);
  }

  /** A write of the register, or a claim, of which the answer is not known yet. */
  record Attempt(LeaseRecord record, int version, long sentAt) {}

  /**
   * Standby of the PC that is active.
   *
   * @param term of the active PC
   * @param round of its supply; 0: of none
   * @param inSync whether this PC has everything that was acknowledged, by the active one's word
   * @param clearFrom from when on the lease cannot hold that this PC granted last
   * @param claim under way to the register
   */
  record Following(
      SeatRecord record,
      long term,
      long round,
      boolean inSync,
      long clearFrom,
      Sighting register,
      Optional<Attempt> claim)
      implements Seat {}

  /**
   * A person has asked this PC to be active: it grants no lease any more, and waits until the last
   * one is out or handed over.
   *
   * @param from what it was following; 0: nothing
   */
  record TakingOver(
      SeatRecord record,
      PersonWord word,
      long from,
      long round,
      boolean inSync,
      long clearFrom,
      Sighting register,
      Optional<Attempt> claim)
      implements Seat {}

  /**
   * Active.
   *
   * @param leaseUntil until when it may send and call something durable
   * @param companion the standby, as this PC sees it
   */
  record Active(
      SeatRecord record,
      long leaseUntil,
      Companion companion,
      Sighting register,
      Optional<Attempt> writing)
      implements Seat {}

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

  /** Whether this PC may send, and call durable what its own disk and its companion have. */
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

package dev.lockstep.standby;

/** What happens to a PC's seat. */
public sealed interface SeatEvent {
  /** When, in ticks of this PC's CLOCK_BOOTTIME. */
  long at();

  /** Time for renewals and for looking; comes several times in each lease. */
  record Beat(long at, CopyPosition position) implements SeatEvent {}

  /**
   * The other PC asks.
   *
   * @param position how far the records on this PC go
   */
  record Requested(long at, PeerRequest request, CopyPosition position) implements SeatEvent {}

  /**
   * The other PC answered, or did not.
   *
   * @param sentAt taken before the request was sent
   * @param position how far the records on this PC go
   */
  record Answered(
      long at, long sentAt, PeerRequest request, PeerAnswer answer, CopyPosition position)
      implements SeatEvent {}

  /** The register was read. */
  record RegisterRead(long at, LeaseRegister.Read result) implements SeatEvent {}

  /** The register's answer to the write that is under way. */
  record RegisterWritten(long at, Seat.Attempt attempt, LeaseRegister.Written result)
      implements SeatEvent {}

  /** A person's word. */
  record Said(long at, PersonWord word) implements SeatEvent {}

  /** Active: the standby has confirmed everything there is, in the supply of that round. */
  record CaughtUp(long at, long round) implements SeatEvent {}

  /** Active: the standby has not confirmed, or not answered, for as long as it is waited for. */
  record CompanionSilent(long at, long round) implements SeatEvent {}

  /** Handing over: everything that was written is confirmed, and nothing more is written. */
  record Drained(long at) implements SeatEvent {}

  /** Standby: the copy cannot go on from what there is. */
  record CopyLost(long at, long round) implements SeatEvent {}

  /** The process is asked to end. */
  record Stopping(long at) implements SeatEvent {}
}

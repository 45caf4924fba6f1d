package dev.lockstep.standby;

import java.util.Optional;

/** What is done after a decision on a seat, once the next seat is as durable as it requires. */
public sealed interface SeatEffect {
  /** Sends it to the other PC; its answer is an event. */
  record Send(PeerRequest request) implements SeatEffect {}

  /** Answers the request that was decided on. */
  record Reply(PeerAnswer answer) implements SeatEffect {}

  /** Lets the copy take it in, and answers with how far that is durable. */
  record Apply(PeerRequest request) implements SeatEffect {}

  record ReadRegister() implements SeatEffect {}

  record WriteRegister(Seat.Attempt attempt) implements SeatEffect {}

  /**
   * Supplies the standby in that round; change sets from earlier ones are not sent any more.
   *
   * @param from how far its records go, and are the beginning of these; empty: a base copy first
   */
  record Supply(long round, Optional<CopyPosition> from) implements SeatEffect {}

  /** Ends the standby phase: closes the copy, and opens the records as the active PC. */
  record Activate(long term) implements SeatEffect {}

  /** Nothing new is written; {@link SeatEvent.Drained} follows. */
  record StopWriting() implements SeatEffect {}

  /** Ends the process at once. What it held is fenced by the lease. */
  record EndProcess(Seat.EndReason reason) implements SeatEffect {}

  /** Tells the person who said a word what became of it. */
  record Tell(WordResult result) implements SeatEffect {}
}

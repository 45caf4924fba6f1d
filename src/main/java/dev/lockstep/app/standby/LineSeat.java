package dev.lockstep.app.standby;

import dev.lockstep.standby.PeerAnswer;
import dev.lockstep.standby.PeerCaller;
import dev.lockstep.standby.PeerRequest;
import dev.lockstep.standby.Seat;
import dev.lockstep.standby.SeatEvent;

/** This PC's seat, to those who do what was decided. Thread-safe. */
interface LineSeat {
  Seat seat();

  /** Ticks of CLOCK_BOOTTIME, in nanoseconds. */
  long now();

  PeerCaller caller();

  /** Decides on it, and does what follows. */
  void happened(SeatEvent event);

  /** Asks the other PC, waits for its answer, and decides on that. */
  PeerAnswer asked(PeerRequest request);
}

package dev.lockstep.standby;

import java.util.List;

/**
 * Decision on an event at a seat: first the next seat's record is made durable where that is
 * required, then the effects are done in their order.
 */
public record SeatDecision(Seat next, boolean durable, List<SeatEffect> effects) {
  public SeatDecision {
    effects = List.copyOf(effects);
  }

  static SeatDecision to(Seat next, SeatEffect... effects) {
    return new SeatDecision(next, false, List.of(effects));
  }

  static SeatDecision durably(Seat next, SeatEffect... effects) {
    return new SeatDecision(next, true, List.of(effects));
  }

  SeatDecision and(SeatEffect more) {
    List<SeatEffect> all = new java.util.ArrayList<>(effects);
    all.add(more);
    return new SeatDecision(next, durable, all);
  }
}

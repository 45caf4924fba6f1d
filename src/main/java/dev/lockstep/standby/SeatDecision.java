package dev.lockstep.standby;

import java.util.ArrayList;
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

  static SeatDecision refuse(Seat seat, PeerAnswer.Refused.Reason reason) {
    return to(seat, reply(new PeerAnswer.Refused(seat.record().caller(), reason)));
  }

  static SeatDecision tell(Seat seat, WordResult result) {
    return to(seat, new SeatEffect.Tell(result));
  }

  /** To an end of the process. */
  static SeatDecision end(SeatRecord record, Seat.EndReason reason) {
    return to(new Seat.Ended(record, reason), new SeatEffect.EndProcess(reason));
  }

  static SeatEffect reply(PeerAnswer answer) {
    return new SeatEffect.Reply(answer);
  }

  static SeatEffect standing(Seat seat) {
    SeatRecord record = seat.record();
    return reply(new PeerAnswer.Standing(record.caller(), seat.role(), record.reigns()));
  }

  /** Both, in this order; the second one begins where the first one led. */
  SeatDecision and(SeatDecision more) {
    List<SeatEffect> all = new ArrayList<>(effects);
    all.addAll(more.effects);
    return new SeatDecision(more.next, durable || more.durable, all);
  }

  SeatDecision and(SeatEffect... more) {
    List<SeatEffect> all = new ArrayList<>(effects);
    all.addAll(List.of(more));
    return new SeatDecision(next, durable, all);
  }
}

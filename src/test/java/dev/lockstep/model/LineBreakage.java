package dev.lockstep.model;

import dev.lockstep.standby.LineRules;
import dev.lockstep.standby.Seat;
import dev.lockstep.standby.SeatDecision;
import dev.lockstep.standby.SeatEvent;
import dev.lockstep.standby.SeatProtocol;
import dev.lockstep.standby.SeatRecord;

/** The product's function, and the ways in which it could be wrong. */
final class LineBreakage {
  private final SeatProtocol protocol;
  final LineSabotage sabotage;

  final LineRules.Mode mode;

  LineBreakage(LineRules rules, LineSabotage sabotage) {
    this.mode = rules.mode();
    this.protocol = new SeatProtocol(rules);
    this.sabotage = sabotage;
  }

  SeatDecision start(SeatRecord record, long run) {
    return protocol.start(record, 0, run);
  }

  SeatDecision decide(Seat seat, SeatEvent event) {
    return protocol.decide(seat, event);
  }

  boolean is(LineSabotage each) {
    return sabotage == each;
  }
}

package dev.lockstep.standby;

import dev.lockstep.standby.PeerAnswer.Refused.Reason;
import dev.lockstep.standby.Seat.Sight;
import dev.lockstep.standby.Seat.Sighting;
import java.util.Optional;

/**
 * Who of a line's two PCs is active, as one pure function: no clock, no I/O. The model in {@code
 * src/test/java/dev/lockstep/model} walks through every schedule of two of them.
 */
public final class SeatProtocol {
  private final WhenWaiting waiting;
  private final WhenFollowing following;
  private final WhenTakingOver takingOver;
  private final WhenActive active;
  private final LineRules rules;

  public SeatProtocol(LineRules rules) {
    this.rules = rules;
    Ascent ascent = new Ascent(rules);
    this.waiting = new WhenWaiting(rules, ascent);
    this.following = new WhenFollowing(rules, ascent);
    this.takingOver = new WhenTakingOver(rules, ascent);
    this.active = new WhenActive(rules);
  }

  /**
   * A start of the process. It may have granted a lease right before the last end, so it waits for
   * that one too.
   *
   * @param run larger than that of each earlier start on this PC
   */
  public SeatDecision start(SeatRecord record, long at, long run) {
    long next = Math.max(run, record.run() + 1);
    return SeatDecision.durably(
        new Seat.Waiting(
            record.withRun(next),
            rules.overFrom(at),
            Sight.UNSEEN,
            0,
            Sighting.NONE,
            Optional.empty()));
  }

  /** The decision on an event at a seat. Total: what has no meaning there changes nothing. */
  public SeatDecision decide(Seat seat, SeatEvent event) {
    if (event instanceof SeatEvent.Requested asked && foreign(seat.record(), asked.request())) {
      return SeatDecision.refuse(seat, Reason.OTHER_LINE);
    }
    return switch (seat) {
      case Seat.Waiting state -> waiting.decide(state, event);
      case Seat.Following state -> following.decide(state, event);
      case Seat.TakingOver state -> takingOver.decide(state, event);
      case Seat.Active state -> active.decide(state, event);
      case Seat.HandingOver state -> WhenHandingOver.decide(state, event);
      case Seat.Ended state -> ended(state, event);
    };
  }

  private static boolean foreign(SeatRecord record, PeerRequest request) {
    PeerCaller caller = request.caller();
    return !caller.line().equals(record.line()) || !caller.pc().equals(record.peer());
  }

  private static SeatDecision ended(Seat.Ended state, SeatEvent event) {
    return switch (event) {
      case SeatEvent.Requested _ -> SeatDecision.refuse(state, Reason.NOT_NOW);
      case SeatEvent.Said _ -> SeatDecision.to(state, new SeatEffect.Tell(WordResult.NOT_NOW));
      case SeatEvent.Beat _,
          SeatEvent.Answered _,
          SeatEvent.RegisterRead _,
          SeatEvent.RegisterWritten _,
          SeatEvent.CaughtUp _,
          SeatEvent.CompanionSilent _,
          SeatEvent.Drained _,
          SeatEvent.CopyLost _,
          SeatEvent.Stopping _ ->
          SeatDecision.to(state);
    };
  }
}

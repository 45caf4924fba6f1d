package dev.lockstep.standby;

import dev.lockstep.standby.PeerAnswer.Refused.Reason;
import dev.lockstep.standby.Seat.EndReason;
import dev.lockstep.standby.Seat.Ended;
import dev.lockstep.standby.Seat.HandingOver;

/** The transitions of an active PC that stops writing in order to hand over. */
final class WhenHandingOver {
  private WhenHandingOver() {}

  static SeatDecision decide(HandingOver state, SeatEvent event) {
    SeatRecord record = state.record();
    if (!state.holds(event.at())) {
      SeatDecision over = SeatDecision.end(record, EndReason.LEASE_OVER);
      return event instanceof SeatEvent.Requested
          ? over.and(SeatDecision.reply(new PeerAnswer.Refused(record.caller(), Reason.NOT_NOW)))
          : over;
    }
    return switch (event) {
      // The gates are shut by this seat, before the other PC is told that they are.
      case SeatEvent.Drained _ ->
          SeatDecision.to(
              new Ended(record, EndReason.HANDED_OVER),
              new SeatEffect.Send(
                  new PeerRequest.HandOver(record.caller(), record.term(), state.word())),
              new SeatEffect.EndProcess(EndReason.HANDED_OVER));
      case SeatEvent.Requested asked -> asked(state, asked.request());
      case SeatEvent.Said _ -> SeatDecision.tell(state, WordResult.ALREADY);
      case SeatEvent.Beat _,
          SeatEvent.Answered _,
          SeatEvent.RegisterRead _,
          SeatEvent.RegisterWritten _,
          SeatEvent.CaughtUp _,
          SeatEvent.CompanionSilent _,
          SeatEvent.CopyLost _,
          SeatEvent.Stopping _ ->
          SeatDecision.to(state);
    };
  }

  private static SeatDecision asked(HandingOver state, PeerRequest request) {
    return switch (request) {
      case PeerRequest.Hello _ -> SeatDecision.to(state, SeatDecision.standing(state));
      case PeerRequest.StepDownRequest _ ->
          SeatDecision.to(state, SeatDecision.reply(new PeerAnswer.Taken(state.record().caller())));
      case PeerRequest.LeaseClaim _,
          PeerRequest.LeaseRenewal _,
          PeerRequest.SupplyBegin _,
          PeerRequest.ChangeSetBatch _,
          PeerRequest.BaseCopyBegin _,
          PeerRequest.BaseCopyPart _,
          PeerRequest.BaseCopyEnd _,
          PeerRequest.InSyncNotice _,
          PeerRequest.HandOver _,
          PeerRequest.Leave _ ->
          SeatDecision.refuse(state, Reason.NOT_NOW);
    };
  }
}

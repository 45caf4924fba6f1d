package dev.lockstep.standby;

import dev.lockstep.standby.PeerAnswer.Refused.Reason;
import dev.lockstep.standby.Seat.Active;
import dev.lockstep.standby.Seat.EndReason;
import dev.lockstep.standby.Seat.HandingOver;

/** The transitions of the active PC. */
final class WhenActive {
  private final LineRules rules;
  private final Pairing pairing;
  private final HeldLease held;

  WhenActive(LineRules rules) {
    this.rules = rules;
    this.pairing = new Pairing(rules);
    this.held = new HeldLease(rules);
  }

  SeatDecision decide(Active state, SeatEvent event) {
    if (!state.holds(event.at())) {
      SeatDecision over = SeatDecision.end(state.record(), EndReason.LEASE_OVER);
      return event instanceof SeatEvent.Requested
          ? over.and(
              SeatDecision.reply(new PeerAnswer.Refused(state.record().caller(), Reason.NOT_NOW)))
          : over;
    }
    return switch (event) {
      case SeatEvent.Beat beat -> pairing.beat(state).and(held.beat(state, beat.at()));
      case SeatEvent.Requested asked -> asked(state, asked.request());
      case SeatEvent.Answered answered -> answered(state, answered);
      case SeatEvent.RegisterRead read -> held.read(state, read);
      case SeatEvent.RegisterWritten written -> held.written(state, written);
      case SeatEvent.CaughtUp up -> pairing.caughtUp(state, up.round());
      case SeatEvent.CompanionSilent silent -> pairing.silent(state, silent.round());
      case SeatEvent.Said said -> said(state, said.word());
      // The process ends in its own time, and holds the lease until then.
      case SeatEvent.Stopping _, SeatEvent.Drained _, SeatEvent.CopyLost _ ->
          SeatDecision.to(state);
    };
  }

  private SeatDecision asked(Active state, PeerRequest request) {
    return switch (request) {
      case PeerRequest.Hello hello -> pairing.met(state, hello);
      case PeerRequest.StepDownRequest asks -> stepDown(state, asks);
      case PeerRequest.Leave leave -> leave(state, leave);
      case PeerRequest.LeaseClaim _,
          PeerRequest.LeaseRenewal _,
          PeerRequest.SupplyBegin _,
          PeerRequest.ChangeSetBatch _,
          PeerRequest.BaseCopyBegin _,
          PeerRequest.BaseCopyPart _,
          PeerRequest.BaseCopyEnd _,
          PeerRequest.InSyncNotice _,
          PeerRequest.HandOver _ ->
          SeatDecision.refuse(state, Reason.ACTIVE);
    };
  }

  private static SeatDecision stepDown(Active state, PeerRequest.StepDownRequest asks) {
    boolean paired =
        state.companion() instanceof Companion.Paired standby
            && standby.run() == asks.caller().run()
            && asks.term() == state.term();
    return paired
        ? handOver(state, asks.word())
            .and(SeatDecision.reply(new PeerAnswer.Taken(state.record().caller())))
        : SeatDecision.refuse(state, Reason.NOT_IN_SYNC);
  }

  private static SeatDecision handOver(Active state, PersonWord word) {
    return SeatDecision.to(
        new HandingOver(state.record(), state.leaseUntil(), word), new SeatEffect.StopWriting());
  }

  private SeatDecision leave(Active state, PeerRequest.Leave leave) {
    boolean of = leave.term() == state.term() && leave.caller().run() == state.companion().run();
    SeatEffect taken = SeatDecision.reply(new PeerAnswer.Taken(state.record().caller()));
    return of
        ? SeatDecision.to(pairing.parted(state), taken)
        : SeatDecision.refuse(state, Reason.OLD_TERM);
  }

  private SeatDecision answered(Active state, SeatEvent.Answered answered) {
    return switch (answered.answer()) {
      case PeerAnswer.Granted _ ->
          rules.keeper() == LineRules.Keeper.PEER
              ? pairing.granted(state, answered)
              : SeatDecision.to(state);
      case PeerAnswer.Refused refused -> refused(state, answered.request(), refused);
      case PeerAnswer.CopyWanted _ -> pairing.copyWanted(state, answered.request());
      case PeerAnswer.SupplyTaken taken -> pairing.begun(state, answered.request(), taken);
      case PeerAnswer.Taken _ -> pairing.told(state, answered.request());
      case PeerAnswer.Confirmed _, PeerAnswer.Standing _, PeerAnswer.Silent _ ->
          SeatDecision.to(state);
    };
  }

  private SeatDecision refused(Active state, PeerRequest request, PeerAnswer.Refused refused) {
    return switch (refused.reason()) {
      case OLD_TERM ->
          refused.by().term() > state.term() && state.companion().counts()
              ? SeatDecision.end(
                  state.record().withTerm(refused.by().term()), EndReason.OTHER_IS_ACTIVE)
              : SeatDecision.to(state);
      case OLD_ROUND -> pairing.copyWanted(state, request);
      case OTHER_LINE, TAKING_OVER, ACTIVE, ACTIVE_LATER, NOT_IN_SYNC, NOT_NOW ->
          SeatDecision.to(state);
    };
  }

  private SeatDecision said(Active state, PersonWord word) {
    return switch (word.kind()) {
      case ALONE -> SeatDecision.tell(pairing.parted(state), WordResult.DONE);
      case TAKE_OVER -> SeatDecision.tell(state, WordResult.ALREADY);
      case STEP_DOWN ->
          state.companion() instanceof Companion.Paired
              ? handOver(state, word).and(new SeatEffect.Tell(WordResult.BEGUN))
              : SeatDecision.tell(state, WordResult.NOT_IN_SYNC);
    };
  }
}

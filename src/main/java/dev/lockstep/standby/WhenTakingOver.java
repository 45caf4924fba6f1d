package dev.lockstep.standby;

import dev.lockstep.standby.PeerAnswer.Refused.Reason;
import dev.lockstep.standby.Seat.Copy;
import dev.lockstep.standby.Seat.Following;
import dev.lockstep.standby.Seat.Sight;
import dev.lockstep.standby.Seat.Supply;
import dev.lockstep.standby.Seat.TakingOver;
import dev.lockstep.standby.Seat.Waiting;
import java.util.Optional;

/** The transitions of a PC that a person has asked to be active. */
final class WhenTakingOver {
  private final LineRules rules;
  private final Ascent ascent;

  WhenTakingOver(LineRules rules, Ascent ascent) {
    this.rules = rules;
    this.ascent = ascent;
  }

  SeatDecision decide(TakingOver state, SeatEvent event) {
    return switch (event) {
      case SeatEvent.Beat beat -> ready(state, beat.at());
      case SeatEvent.Requested asked -> asked(state, asked);
      case SeatEvent.Answered answered -> answered(state, answered);
      case SeatEvent.RegisterRead read -> ascent.read(state, read);
      case SeatEvent.RegisterWritten written -> ascent.written(state, written);
      case SeatEvent.CopyLost lost -> lost(state, lost.round());
      case SeatEvent.Said said ->
          said.word().kind() == PersonWord.Kind.STEP_DOWN
              ? SeatDecision.tell(back(state), WordResult.DONE)
              : SeatDecision.tell(state, WordResult.ALREADY);
      case SeatEvent.Stopping _ -> SeatDecision.end(state.record(), Seat.EndReason.STOPPED);
      case SeatEvent.CaughtUp _, SeatEvent.CompanionSilent _, SeatEvent.Drained _ ->
          SeatDecision.to(state);
    };
  }

  /** Becomes active where the wait is over; otherwise asks the other PC to hand over. */
  SeatDecision ready(TakingOver state, long at) {
    return switch (rules.keeper()) {
      case PEER ->
          at >= state.clearFrom()
              ? ascent.unlimited(state.record(), contained(state))
              : SeatDecision.to(state, stepDown(state));
      case ZOOKEEPER -> SeatDecision.to(state, stepDown(state), new SeatEffect.ReadRegister());
    };
  }

  private static SeatEffect stepDown(TakingOver state) {
    long term = state.was().map(was -> was.leader().term()).orElse(0L);
    return new SeatEffect.Send(
        new PeerRequest.StepDownRequest(state.record().caller(), term, state.word()));
  }

  /** A standby in sync has all of the reign that it followed. */
  private static Reigns contained(TakingOver state) {
    SeatRecord record = state.record();
    return state.inSync()
        ? record.reigns().with(record.peer(), state.was().orElseThrow().leader().term())
        : record.reigns();
  }

  private SeatDecision asked(TakingOver state, SeatEvent.Requested asked) {
    return switch (asked.request()) {
      case PeerRequest.Hello _ -> SeatDecision.to(state, SeatDecision.standing(state));
      // What the other one had acknowledged before its lease was out must not be lost.
      case PeerRequest.ChangeSetBatch batch -> apply(state, batch);
      case PeerRequest.HandOver hand -> handedOver(state, hand, asked.at());
      case PeerRequest.LeaseClaim _,
          PeerRequest.LeaseRenewal _,
          PeerRequest.SupplyBegin _,
          PeerRequest.BaseCopyBegin _,
          PeerRequest.BaseCopyPart _,
          PeerRequest.BaseCopyEnd _,
          PeerRequest.InSyncNotice _ ->
          SeatDecision.refuse(state, Reason.TAKING_OVER);
      case PeerRequest.StepDownRequest _, PeerRequest.Leave _ ->
          SeatDecision.refuse(state, Reason.NOT_NOW);
    };
  }

  private static SeatDecision apply(TakingOver state, PeerRequest.ChangeSetBatch batch) {
    boolean known =
        state
            .was()
            .filter(was -> was.leader().term() == batch.term())
            .map(Following::supply)
            .filter(supply -> supply.round() == batch.round() && supply.copy() != Copy.LOST)
            .isPresent();
    return known
        ? SeatDecision.to(state, new SeatEffect.Apply(batch))
        : SeatDecision.refuse(state, Reason.TAKING_OVER);
  }

  private SeatDecision handedOver(TakingOver state, PeerRequest.HandOver hand, long at) {
    boolean of = state.was().filter(was -> was.leader().term() == hand.term()).isPresent();
    if (!of) {
      return SeatDecision.refuse(state, Reason.OLD_TERM);
    }
    TakingOver next =
        new TakingOver(
            state.record(), state.word(), state.was(), at, state.register(), state.claim());
    return ready(next, at).and(SeatDecision.reply(new PeerAnswer.Taken(state.record().caller())));
  }

  /**
   * The other PC is active and says that this one is not in sync: it may go on without end, so this
   * one must not begin.
   */
  private static SeatDecision answered(TakingOver state, SeatEvent.Answered answered) {
    boolean active =
        answered.answer() instanceof PeerAnswer.Refused refused
            && refused.reason() == Reason.NOT_IN_SYNC
            && answered.request() instanceof PeerRequest.StepDownRequest;
    return active ? SeatDecision.to(lost(state)) : SeatDecision.to(state);
  }

  private SeatDecision lost(TakingOver state, long round) {
    Optional<Following> was = state.was().filter(each -> each.supply().round() == round);
    if (was.isEmpty()) {
      return SeatDecision.to(state);
    }
    Following behind = was.get().with(new Supply(round, Copy.LOST));
    TakingOver next =
        new TakingOver(
            state.record(),
            state.word(),
            Optional.of(behind),
            state.clearFrom(),
            state.register(),
            state.claim());
    boolean goesOn = state.word().acceptLoss() || rules.keeper() == LineRules.Keeper.ZOOKEEPER;
    return SeatDecision.to(goesOn ? next : back(next));
  }

  /** Back to what it was. */
  private static Seat back(TakingOver state) {
    return state
        .was()
        .<Seat>map(was -> was.with(state.record(), state.register(), state.claim()))
        .orElseGet(
            () ->
                new Waiting(
                    state.record(),
                    state.clearFrom(),
                    Sight.UNSEEN,
                    0,
                    state.register(),
                    state.claim()));
  }

  /** Back to what it was, and its copy counts no more until a new supply. */
  private static Seat lost(TakingOver state) {
    return back(state) instanceof Following following
        ? following.with(new Supply(following.supply().round(), Copy.LOST))
        : back(state);
  }
}

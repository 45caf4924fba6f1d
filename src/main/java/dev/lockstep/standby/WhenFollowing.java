package dev.lockstep.standby;

import dev.lockstep.standby.PeerAnswer.Refused.Reason;
import dev.lockstep.standby.Seat.Copy;
import dev.lockstep.standby.Seat.Following;
import dev.lockstep.standby.Seat.Supply;
import dev.lockstep.standby.Seat.TakingOver;
import java.util.Optional;

/** The transitions of a standby. */
final class WhenFollowing {
  private final LineRules rules;
  private final Ascent ascent;
  private final WhenWaiting waiting;
  private final WhenTakingOver takingOver;

  WhenFollowing(LineRules rules, Ascent ascent) {
    this.rules = rules;
    this.ascent = ascent;
    this.waiting = new WhenWaiting(rules, ascent);
    this.takingOver = new WhenTakingOver(rules, ascent);
  }

  SeatDecision decide(Following state, SeatEvent event) {
    return switch (event) {
      case SeatEvent.Beat _ -> beat(state);
      case SeatEvent.Requested asked -> asked(state, asked);
      case SeatEvent.Answered answered -> answered(state, answered);
      case SeatEvent.RegisterRead read -> ascent.read(state, read);
      case SeatEvent.RegisterWritten written -> ascent.written(state, written);
      case SeatEvent.CopyLost lost ->
          lost.round() == state.supply().round()
              ? SeatDecision.to(state.with(state.supply().with(Copy.LOST)))
              : SeatDecision.to(state);
      case SeatEvent.Said said -> said(state, said);
      case SeatEvent.Stopping _ ->
          // The right to take over ends with this seat, before the other PC is told.
          SeatDecision.to(
              new Seat.Ended(state.record(), Seat.EndReason.STOPPED),
              new SeatEffect.Send(
                  new PeerRequest.Leave(state.record().caller(), state.leader().term())),
              new SeatEffect.EndProcess(Seat.EndReason.STOPPED));
      case SeatEvent.CaughtUp _, SeatEvent.CompanionSilent _, SeatEvent.Drained _ ->
          SeatDecision.to(state);
    };
  }

  private SeatDecision beat(Following state) {
    SeatRecord record = state.record();
    SeatDecision hello =
        SeatDecision.to(
            state, new SeatEffect.Send(new PeerRequest.Hello(record.caller(), record.reigns())));
    return rules.keeper() == LineRules.Keeper.ZOOKEEPER
        ? hello.and(new SeatEffect.ReadRegister())
        : hello;
  }

  private SeatDecision asked(Following state, SeatEvent.Requested asked) {
    return switch (asked.request()) {
      case PeerRequest.Hello _ -> SeatDecision.to(state, SeatDecision.standing(state));
      case PeerRequest.LeaseClaim claim -> waiting.grant(state, Optional.of(state), claim, asked);
      case PeerRequest.LeaseRenewal renewal -> renew(state, renewal, asked.at());
      case PeerRequest.SupplyBegin begin -> begin(state, begin, asked);
      case PeerRequest.ChangeSetBatch batch -> apply(state, batch, batch.term(), batch.round());
      case PeerRequest.BaseCopyBegin copy -> apply(state, copy, copy.term(), copy.round());
      case PeerRequest.BaseCopyPart copy -> apply(state, copy, copy.term(), copy.round());
      case PeerRequest.BaseCopyEnd copy -> place(state, copy, asked);
      case PeerRequest.InSyncNotice notice -> inSync(state, notice);
      case PeerRequest.HandOver hand -> handedOver(state, hand, asked.at());
      case PeerRequest.StepDownRequest _, PeerRequest.Leave _ ->
          SeatDecision.refuse(state, Reason.NOT_NOW);
    };
  }

  /** Counted from the answer, which comes after whatever the holder counts from. */
  private SeatDecision renew(Following state, PeerRequest.LeaseRenewal renewal, long at) {
    if (renewal.term() != state.leader().term()) {
      return SeatDecision.refuse(state, older(state, renewal.term()));
    }
    Following next =
        new Following(
            state.record(),
            state.leader(),
            state.supply(),
            Math.max(state.clearFrom(), rules.overFrom(at)),
            state.register(),
            state.claim());
    boolean inSync = state.supply().copy() == Copy.IN_SYNC;
    return SeatDecision.to(
        next,
        SeatDecision.reply(
            new PeerAnswer.Granted(state.record().caller(), renewal.term(), inSync)));
  }

  private static Reason older(Following state, long term) {
    return term < state.record().term() ? Reason.OLD_TERM : Reason.NOT_NOW;
  }

  private static SeatDecision begin(
      Following state, PeerRequest.SupplyBegin begin, SeatEvent.Requested asked) {
    if (begin.term() != state.leader().term()) {
      return SeatDecision.refuse(state, older(state, begin.term()));
    }
    if (begin.to() != state.record().run() || begin.round() < state.supply().round()) {
      return SeatDecision.refuse(state, Reason.OLD_ROUND);
    }
    Copy copy = state.supply().copy();
    boolean again = begin.round() == state.supply().round();
    if (again && copy == Copy.LOST) {
      return SeatDecision.refuse(state, Reason.OLD_ROUND);
    }
    boolean whole = copy == Copy.LOST || copy == Copy.COPYING;
    Following next =
        again ? state : state.with(new Supply(begin.round(), whole ? Copy.COPYING : Copy.BEHIND));
    SeatRecord record = next.record();
    return SeatDecision.to(
        next,
        SeatDecision.reply(
            new PeerAnswer.SupplyTaken(
                record.caller(), asked.position(), whole ? 0 : record.inSyncTerm())));
  }

  private static SeatDecision apply(Following state, PeerRequest request, long term, long round) {
    if (term != state.leader().term()) {
      return SeatDecision.refuse(state, older(state, term));
    }
    boolean known = round == state.supply().round() && state.supply().copy() != Copy.LOST;
    return known
        ? SeatDecision.to(state, new SeatEffect.Apply(request))
        : SeatDecision.refuse(state, Reason.OLD_ROUND);
  }

  /**
   * A supply has one base copy. One that comes again is answered with what is here, which contains
   * it: no refusal, because that would say that this supply is over.
   */
  private static SeatDecision place(
      Following state, PeerRequest.BaseCopyEnd copy, SeatEvent.Requested asked) {
    Supply supply = state.supply();
    boolean again =
        copy.term() == state.leader().term()
            && copy.round() == supply.round()
            && supply.placed()
            && supply.copy() != Copy.LOST;
    if (again) {
      PeerCaller caller = state.record().caller();
      return SeatDecision.to(
          state, SeatDecision.reply(new PeerAnswer.Confirmed(caller, asked.position())));
    }
    SeatDecision decision = apply(state, copy, copy.term(), copy.round());
    return decision.effects().getFirst() instanceof SeatEffect.Apply
        ? SeatDecision.to(
            state.with(new Supply(supply.round(), supply.copy(), true)), new SeatEffect.Apply(copy))
        : decision;
  }

  private static SeatDecision inSync(Following state, PeerRequest.InSyncNotice notice) {
    if (notice.term() != state.leader().term()) {
      return SeatDecision.refuse(state, older(state, notice.term()));
    }
    boolean known =
        notice.to() == state.record().run()
            && notice.round() == state.supply().round()
            && state.supply().copy() != Copy.LOST;
    if (!known) {
      return SeatDecision.refuse(state, Reason.OLD_ROUND);
    }
    SeatRecord record = state.record().withReigns(notice.reigns()).inSync(notice.term());
    Following next =
        state.with(state.supply().with(Copy.IN_SYNC)).with(record, state.register(), state.claim());
    return SeatDecision.durably(next, SeatDecision.reply(new PeerAnswer.Taken(record.caller())));
  }

  /** The active PC has shut its gates for good, and this one has everything. */
  private SeatDecision handedOver(Following state, PeerRequest.HandOver hand, long at) {
    if (hand.term() != state.leader().term()) {
      return SeatDecision.refuse(state, older(state, hand.term()));
    }
    if (!mayTakeOver(state)) {
      return SeatDecision.refuse(state, Reason.NOT_IN_SYNC);
    }
    TakingOver next =
        new TakingOver(
            state.record(), hand.word(), Optional.of(state), at, state.register(), state.claim());
    return takingOver
        .ready(next, at)
        .and(SeatDecision.reply(new PeerAnswer.Taken(state.record().caller())));
  }

  private boolean mayTakeOver(Following state) {
    return switch (rules.keeper()) {
      case PEER -> state.supply().copy() == Copy.IN_SYNC;
      case ZOOKEEPER ->
          state.register().record().filter(last -> Ascent.listed(state.record(), last)).isPresent();
    };
  }

  private static SeatDecision answered(Following state, SeatEvent.Answered answered) {
    return answered.answer() instanceof PeerAnswer.Standing standing
            && standing.role() == PeerAnswer.Role.ACTIVE
            && standing.by().term() > state.leader().term()
        ? WhenWaiting.follow(state, standing, state.clearFrom()).orElse(SeatDecision.to(state))
        : SeatDecision.to(state);
  }

  private SeatDecision said(Following state, SeatEvent.Said said) {
    PersonWord word = said.word();
    return switch (word.kind()) {
      case ALONE, STEP_DOWN -> SeatDecision.tell(state, WordResult.NOT_NOW);
      case TAKE_OVER -> {
        if (!mayTakeOver(state) && !word.acceptLoss()) {
          yield SeatDecision.tell(state, WordResult.NOT_IN_SYNC);
        }
        TakingOver next =
            new TakingOver(
                state.record(),
                word,
                Optional.of(state),
                rules.keeper() == LineRules.Keeper.PEER ? state.clearFrom() : Seat.NEVER,
                state.register(),
                state.claim());
        yield takingOver.ready(next, said.at()).and(new SeatEffect.Tell(WordResult.BEGUN));
      }
    };
  }
}

package dev.lockstep.standby;

import dev.lockstep.standby.Companion.Joining;
import dev.lockstep.standby.Companion.None;
import dev.lockstep.standby.Companion.Paired;
import dev.lockstep.standby.Companion.Parting;
import dev.lockstep.standby.Companion.Supplied;
import dev.lockstep.standby.LineRules.Keeper;
import dev.lockstep.standby.Seat.Active;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How an active PC gets and loses a standby that may take over.
 *
 * <p>Where the standby grants the lease, the lease ends only while there is one that may take over:
 * it is limited before that one is told so, and unlimited again only when that one has lost the
 * right by itself. Where the ensemble keeps the lease, its register says who may take over.
 */
final class Pairing {
  private final LineRules rules;

  Pairing(LineRules rules) {
    this.rules = rules;
  }

  /** What is said to the standby with each beat. */
  SeatDecision beat(Active state) {
    PeerCaller caller = state.record().caller();
    long term = state.term();
    List<SeatEffect> effects = new ArrayList<>();
    switch (state.companion()) {
      case Supplied supplied -> {
        if (!supplied.begun()) {
          effects.add(begin(state, supplied));
        }
      }
      case Joining _ -> {
        if (rules.keeper() == Keeper.PEER) {
          effects.add(new SeatEffect.Send(new PeerRequest.LeaseRenewal(caller, term)));
        }
      }
      case Paired paired -> {
        if (!paired.begun() && paired.run() != 0) {
          effects.add(begin(state, paired));
        }
        if (rules.keeper() == Keeper.PEER) {
          effects.add(new SeatEffect.Send(new PeerRequest.LeaseRenewal(caller, term)));
        }
        if (!paired.told()) {
          effects.add(notice(state, paired));
        }
      }
      case None _, Parting _ -> {}
    }
    return new SeatDecision(state, false, effects);
  }

  private static SeatEffect begin(Active state, Companion standby) {
    return new SeatEffect.Send(
        new PeerRequest.SupplyBegin(
            state.record().caller(), standby.run(), state.term(), standby.round()));
  }

  private static SeatEffect notice(Active state, Companion standby) {
    SeatRecord record = state.record();
    return new SeatEffect.Send(
        new PeerRequest.InSyncNotice(
            record.caller(), standby.run(), record.term(), standby.round(), record.reigns()));
  }

  /**
   * A standby says that it is there. One that was started since has no right to take over; one that
   * has a reign which is not contained here waits for a person.
   */
  SeatDecision met(Active state, PeerRequest.Hello hello) {
    SeatEffect standing = SeatDecision.standing(state);
    Companion last = state.companion();
    SeatRecord record = state.record();
    PeerCaller caller = hello.caller();
    boolean foreign = hello.reigns().of(caller.pc()) > record.reigns().of(caller.pc());
    if (foreign || caller.run() <= last.run()) {
      return SeatDecision.to(state, standing);
    }
    if (rules.keeper() == Keeper.ZOOKEEPER
        && (last instanceof Paired || last instanceof Joining || last instanceof Parting)) {
      // The register has it, whatever it has lost: until it is taken out, all waits for it.
      Companion next =
          last instanceof Paired paired
              ? new Paired(caller.run(), last.round() + 1, false, paired.told())
              : last instanceof Parting ? last : new Parting(last.run(), last.round());
      return SeatDecision.to(state.with(next), standing);
    }
    Supplied next = new Supplied(caller.run(), last.round() + 1, false);
    Active unlimited =
        rules.keeper() == Keeper.PEER ? state.with(Seat.NEVER, next) : state.with(next);
    boolean renumbered = caller.term() > record.term() && rules.keeper() == Keeper.PEER;
    if (renumbered) {
      // It has promised a term of which this PC never heard; the same reign goes on above it.
      Active above = unlimited.with(record.reigning(caller.term() + 1));
      return SeatDecision.durably(above, SeatDecision.standing(above), begin(above, next));
    }
    return SeatDecision.to(unlimited, standing, begin(unlimited, next));
  }

  /** The standby takes a supply. */
  SeatDecision begun(Active state, PeerRequest request, PeerAnswer.SupplyTaken taken) {
    boolean now =
        request instanceof PeerRequest.SupplyBegin begin
            && current(state, begin.term(), begin.round());
    if (!now) {
      return SeatDecision.to(state);
    }
    return switch (state.companion()) {
      case Supplied supplied when !supplied.begun() ->
          supply(state, new Supplied(supplied.run(), supplied.round(), true), taken);
      case Paired paired when !paired.begun() ->
          supply(state, new Paired(paired.run(), paired.round(), true, paired.told()), taken);
      case Supplied _, Paired _, None _, Joining _, Parting _ -> SeatDecision.to(state);
    };
  }

  private static SeatDecision supply(Active state, Companion next, PeerAnswer.SupplyTaken taken) {
    Optional<CopyPosition> from =
        taken.inSyncTerm() == state.term() ? Optional.of(taken.position()) : Optional.empty();
    return SeatDecision.to(state.with(next), new SeatEffect.Supply(next.round(), from));
  }

  /** The standby knows that it may take over. */
  SeatDecision told(Active state, PeerRequest request) {
    return request instanceof PeerRequest.InSyncNotice notice
            && current(state, notice.term(), notice.round())
            && state.companion() instanceof Paired paired
        ? SeatDecision.to(
            state.with(new Paired(paired.run(), paired.round(), paired.begun(), true)))
        : SeatDecision.to(state);
  }

  private static boolean current(Active state, long term, long round) {
    return term == state.term() && round == state.companion().round();
  }

  /** From here on nothing is acknowledged without the standby, which has everything before. */
  SeatDecision caughtUp(Active state, long round) {
    boolean ready =
        state.companion() instanceof Supplied supplied
            && supplied.begun()
            && supplied.round() == round;
    if (!ready) {
      return SeatDecision.to(state);
    }
    Active next = state.with(new Joining(state.companion().run(), round));
    return rules.keeper() == Keeper.PEER ? beat(next) : SeatDecision.to(next);
  }

  /** The lease is limited by the grant first; then the standby may be told. */
  SeatDecision granted(Active state, SeatEvent.Answered answered) {
    boolean ours =
        answered.request() instanceof PeerRequest.LeaseRenewal renewal
            && renewal.term() == state.term();
    long until = rules.heldUntil(answered.sentAt());
    if (!ours || until <= answered.at()) {
      return SeatDecision.to(state);
    }
    return switch (state.companion()) {
      case Joining joining -> {
        Paired next = new Paired(joining.run(), joining.round(), true, false);
        Active paired = state.with(until, next);
        yield SeatDecision.to(paired, notice(paired, next));
      }
      case Paired _ ->
          SeatDecision.to(state.with(Math.max(state.leaseUntil(), until), state.companion()));
      case None _, Supplied _, Parting _ -> SeatDecision.to(state);
    };
  }

  /**
   * The standby's copy cannot go on in that round, and it has given up the right to take over that
   * it had by it.
   */
  SeatDecision copyWanted(Active state, PeerRequest request) {
    boolean now =
        switch (request) {
          case PeerRequest.SupplyBegin to -> current(state, to.term(), to.round());
          case PeerRequest.ChangeSetBatch to -> current(state, to.term(), to.round());
          case PeerRequest.BaseCopyBegin to -> current(state, to.term(), to.round());
          case PeerRequest.BaseCopyPart to -> current(state, to.term(), to.round());
          case PeerRequest.BaseCopyEnd to -> current(state, to.term(), to.round());
          case PeerRequest.InSyncNotice to -> current(state, to.term(), to.round());
          case PeerRequest.Hello _,
              PeerRequest.LeaseClaim _,
              PeerRequest.LeaseRenewal _,
              PeerRequest.StepDownRequest _,
              PeerRequest.HandOver _,
              PeerRequest.Leave _ ->
              false;
        };
    return now ? anew(state) : SeatDecision.to(state);
  }

  private SeatDecision anew(Active state) {
    Companion last = state.companion();
    long round = last.round() + 1;
    boolean peer = rules.keeper() == Keeper.PEER;
    return switch (last) {
      case None _, Parting _ -> SeatDecision.to(state);
      case Supplied _ -> again(state, new Supplied(last.run(), round, false));
      case Joining _ ->
          peer
              ? again(state, new Supplied(last.run(), round, false))
              : SeatDecision.to(state.with(new Parting(last.run(), last.round())));
      case Paired paired ->
          peer
              ? again(state.with(Seat.NEVER, last), new Supplied(last.run(), round, false))
              : again(state, new Paired(last.run(), round, false, paired.told()));
    };
  }

  private static SeatDecision again(Active state, Companion next) {
    return SeatDecision.to(state.with(next), begin(state, next));
  }

  /** The standby is not waited for any longer, where it may be left behind without a person. */
  SeatDecision silent(Active state, long round) {
    Companion last = state.companion();
    if (last.round() != round) {
      return SeatDecision.to(state);
    }
    return switch (last) {
      case Supplied _ -> SeatDecision.to(state.with(new None(round)));
      case Joining _, Paired _ ->
          rules.keeper() == Keeper.ZOOKEEPER || last instanceof Joining
              ? SeatDecision.to(parted(state))
              : SeatDecision.to(state);
      case None _, Parting _ -> SeatDecision.to(state);
    };
  }

  /**
   * Without a standby: at once where it has no right to take over any more, because it has left or
   * a person vouches for it; by the register where the ensemble keeps the lease.
   */
  Active parted(Active state) {
    Companion last = state.companion();
    return switch (rules.keeper()) {
      case PEER -> state.with(Seat.NEVER, new None(last.round()));
      case ZOOKEEPER ->
          last.counts()
              ? state.with(new Parting(last.run(), last.round()))
              : state.with(new None(last.round()));
    };
  }
}

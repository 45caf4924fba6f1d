package dev.lockstep.standby;

import dev.lockstep.standby.Companion.Joining;
import dev.lockstep.standby.Companion.None;
import dev.lockstep.standby.Companion.Paired;
import dev.lockstep.standby.Companion.Parting;
import dev.lockstep.standby.Companion.Supplied;
import dev.lockstep.standby.Seat.Active;
import dev.lockstep.standby.Seat.Attempt;
import dev.lockstep.standby.Seat.EndReason;
import dev.lockstep.standby.Seat.Sighting;
import java.util.Map;
import java.util.Optional;

/** The active PC's lease, where the ensemble keeps it: renewed by compare-and-set. */
final class HeldLease {
  private final LineRules rules;

  HeldLease(LineRules rules) {
    this.rules = rules;
  }

  /** Renews, one write at a time; the same write says who may take over. */
  SeatDecision beat(Active state, long at) {
    if (rules.keeper() != LineRules.Keeper.ZOOKEEPER) {
      return SeatDecision.to(state);
    }
    if (state.writing().isPresent()) {
      return state.writing().get().unknown()
          ? SeatDecision.to(state, new SeatEffect.ReadRegister())
          : SeatDecision.to(state);
    }
    LeaseRecord last = state.register().record().orElseThrow();
    SeatRecord record = state.record();
    long counter = Math.max(last.counter(), state.counter()) + 1;
    LeaseRecord next =
        new LeaseRecord(record.term(), record.self(), record.run(), counter, listed(state, last));
    Attempt attempt = new Attempt(next, state.register().version(), at, false);
    return SeatDecision.to(writing(state, attempt), new SeatEffect.WriteRegister(attempt));
  }

  private static Map<String, Long> listed(Active state, LeaseRecord last) {
    return switch (state.companion()) {
      case Paired _ -> last.inSync();
      case Joining _ -> Map.of(state.record().peer(), state.term());
      case None _, Supplied _, Parting _ -> Map.of();
    };
  }

  private static Active writing(Active state, Attempt attempt) {
    return new Active(
        state.record(),
        state.leaseUntil(),
        state.companion(),
        state.register(),
        Optional.of(attempt),
        attempt.record().counter());
  }

  private static Active settled(Active state, Sighting register) {
    return new Active(
        state.record(),
        state.leaseUntil(),
        state.companion(),
        register,
        Optional.empty(),
        state.counter());
  }

  SeatDecision written(Active state, SeatEvent.RegisterWritten written) {
    if (state.writing().filter(written.attempt()::same).isEmpty()) {
      return SeatDecision.to(state);
    }
    return switch (written.result()) {
      case LeaseRegister.Written.Done done ->
          stands(state, written.attempt(), done.version(), written.at());
      case LeaseRegister.Written.OtherVersion _, LeaseRegister.Written.NotKnown _ ->
          SeatDecision.to(
              writing(state, state.writing().get().lost()), new SeatEffect.ReadRegister());
    };
  }

  /** Reads back what a write came to. What is not there yet may come; a later write settles it. */
  SeatDecision read(Active state, SeatEvent.RegisterRead read) {
    return switch (read.result()) {
      case LeaseRegister.Read.NotKnown _ -> SeatDecision.to(state);
      case LeaseRegister.Read.Known known -> {
        Optional<LeaseRecord> there = known.record();
        Optional<Attempt> done =
            state.writing().filter(each -> there.equals(Optional.of(each.record())));
        if (done.isPresent()) {
          yield stands(state, done.get(), known.version(), read.at());
        }
        SeatRecord record = state.record();
        boolean ours =
            there
                .filter(each -> each.holder().equals(record.self()) && each.run() == record.run())
                .isPresent();
        if (ours && state.writing().filter(each -> !each.unknown()).isPresent()) {
          yield SeatDecision.to(state);
        }
        yield ours
            ? SeatDecision.to(settled(state, new Sighting(there, known.version(), read.at())))
            : SeatDecision.end(record, EndReason.OTHER_IS_ACTIVE);
      }
    };
  }

  /** A write stands: the lease counts from before it was sent. */
  private SeatDecision stands(Active state, Attempt done, int version, long at) {
    Sighting register = new Sighting(Optional.of(done.record()), version, at);
    long until = Math.max(state.leaseUntil(), rules.heldUntil(done.sentAt()));
    boolean listed = done.record().inSync().containsKey(state.record().peer());
    Companion last = state.companion();
    Companion next =
        switch (last) {
          case Joining joining ->
              listed ? new Paired(joining.run(), joining.round(), true, false) : joining;
          case Parting parting -> listed ? parting : new None(parting.round());
          case Paired _, None _, Supplied _ -> last;
        };
    return SeatDecision.to(
        new Active(state.record(), until, next, register, Optional.empty(), state.counter()));
  }
}

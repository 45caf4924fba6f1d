package dev.lockstep.standby;

import dev.lockstep.standby.Seat.Active;
import dev.lockstep.standby.Seat.Attempt;
import dev.lockstep.standby.Seat.Candidate;
import dev.lockstep.standby.Seat.Sighting;
import java.util.Map;
import java.util.Optional;

/** How a candidate becomes active: by a lease of the register, by a grant, or after the wait. */
final class Ascent {
  private final LineRules rules;

  Ascent(LineRules rules) {
    this.rules = rules;
  }

  /**
   * Where the other PC keeps the lease, and cannot hold one any more: none limits this one until it
   * has a standby that may take over.
   */
  SeatDecision unlimited(SeatRecord record, Reigns contained) {
    SeatRecord next = record.withReigns(contained).reigning(record.term() + 1);
    return activate(
        new Active(next, Seat.NEVER, new Companion.None(0), Sighting.NONE, Optional.empty(), 0));
  }

  /** By the other PC's grant for a claim that was sent at that moment. */
  SeatDecision granted(
      SeatRecord record,
      PeerAnswer.Granted granted,
      SeatEvent.Answered answered,
      CopyPosition claimed) {
    long sentAt = answered.sentAt();
    SeatRecord next = record.reigning(granted.term());
    Active active =
        granted.inSync()
            ? new Active(
                next,
                rules.heldUntil(sentAt),
                new Companion.Paired(granted.by().run(), 0, true, false),
                Sighting.NONE,
                Optional.empty(),
                0)
            : new Active(
                next, Seat.NEVER, new Companion.None(0), Sighting.NONE, Optional.empty(), 0);
    return granted.inSync()
        ? activate(active).and(new SeatEffect.Supply(0, Optional.of(claimed)))
        : activate(active);
  }

  private static SeatDecision activate(Active active) {
    return SeatDecision.durably(active, new SeatEffect.Activate(active.term()));
  }

  /** What a candidate does with what was read of the register. */
  SeatDecision read(Candidate seat, SeatEvent.RegisterRead read) {
    return switch (read.result()) {
      case LeaseRegister.Read.NotKnown _ -> SeatDecision.to(seat);
      case LeaseRegister.Read.Known known -> {
        Sighting seen = seen(seat.register(), known, read.at());
        Optional<Attempt> claim = seat.claim();
        if (claim.isEmpty()) {
          yield look(seat.with(seat.record(), seen, claim), read.at());
        }
        if (known.record().equals(claim.map(Attempt::record))) {
          yield won(seat, claim.get(), known.version(), read.at());
        }
        yield claim.get().unknown()
            ? look(seat.with(seat.record(), seen, Optional.empty()), read.at())
            : SeatDecision.to(seat.with(seat.record(), seen, claim));
      }
    };
  }

  private static Sighting seen(Sighting last, LeaseRegister.Read.Known known, long at) {
    boolean same = last.version() == known.version() && last.record().equals(known.record());
    return same ? last : new Sighting(known.record(), known.version(), at);
  }

  /** What came of the write by which a candidate would become active. */
  SeatDecision written(Candidate seat, SeatEvent.RegisterWritten written) {
    if (seat.claim().filter(written.attempt()::same).isEmpty()) {
      return SeatDecision.to(seat);
    }
    return switch (written.result()) {
      case LeaseRegister.Written.Done done ->
          won(seat, written.attempt(), done.version(), written.at());
      case LeaseRegister.Written.OtherVersion _ ->
          SeatDecision.to(
              seat.with(seat.record(), seat.register(), Optional.empty()),
              new SeatEffect.ReadRegister());
      case LeaseRegister.Written.NotKnown _ -> SeatDecision.to(seat, new SeatEffect.ReadRegister());
    };
  }

  private SeatDecision won(Candidate seat, Attempt claim, int version, long at) {
    Sighting stands = new Sighting(Optional.of(claim.record()), version, at);
    long until = rules.heldUntil(claim.sentAt());
    if (at >= until) {
      // Too late to use it: it is this PC's all the same, and is claimed again.
      return look(seat.with(seat.record(), stands, Optional.empty()), at);
    }
    SeatRecord record = seat.record();
    Optional<LeaseRecord> before = seat.register().record();
    boolean others = before.filter(last -> last.holder().equals(record.peer())).isPresent();
    Reigns contained =
        others ? record.reigns().with(record.peer(), before.get().term()) : record.reigns();
    Companion companion =
        claim.record().inSync().containsKey(record.peer())
            ? new Companion.Paired(0, 0, false, true)
            : new Companion.None(0);
    return activate(
        new Active(
            record.withReigns(contained).reigning(claim.record().term()),
            until,
            companion,
            stands,
            Optional.empty(),
            claim.record().counter()));
  }

  private SeatDecision look(Candidate seat, long at) {
    Sighting register = seat.register();
    if (register.record().isEmpty()) {
      return first(seat)
          ? claim(seat, new LeaseRecord(0, "", 0, 0, Map.of()), at)
          : SeatDecision.to(seat);
    }
    LeaseRecord last = register.record().get();
    boolean may =
        last.holder().equals(seat.record().self())
            ? ownEarlier(seat.record(), last)
            : mayFollow(seat, last, at);
    return may ? claim(seat, last, at) : SeatDecision.to(seat);
  }

  /** A line begins with a person's word: which PC's records count, no register knows. */
  private static boolean first(Candidate seat) {
    return seat instanceof Seat.TakingOver taking
        && (taking.word().kind() == PersonWord.Kind.ALONE || taking.word().acceptLoss());
  }

  /**
   * This PC's own lease, of an earlier start. A seat that does not know that term is another one,
   * or an old copy: its records may be older too.
   */
  private static boolean ownEarlier(SeatRecord record, LeaseRecord last) {
    return record.term() >= last.term();
  }

  /** The other PC's lease is over, and this PC has everything, or a person gives up the rest. */
  private boolean mayFollow(Candidate seat, LeaseRecord last, long at) {
    boolean over = at >= rules.overFrom(seat.register().since());
    return switch (seat) {
      case Seat.Waiting _, Seat.Following _ -> over && listed(seat.record(), last);
      case Seat.TakingOver taking -> {
        boolean handed = at >= taking.clearFrom() && taking.was().isPresent();
        yield (over || handed) && (listed(taking.record(), last) || taking.word().acceptLoss());
      }
    };
  }

  /** Whether the register says that this PC has everything, and this PC knows that it does. */
  static boolean listed(SeatRecord record, LeaseRecord last) {
    Long noted = last.inSync().get(record.self());
    return noted != null && noted == record.inSyncTerm();
  }

  /**
   * Asks for the next term. It is noted first, so that a PC whose claim was done and whose power
   * went knows its own lease again.
   */
  private SeatDecision claim(Candidate seat, LeaseRecord last, long at) {
    SeatRecord record = seat.record();
    long term = Math.max(last.term(), record.term()) + 1;
    boolean own = last.holder().equals(record.self());
    LeaseRecord next =
        new LeaseRecord(
            term, record.self(), record.run(), last.counter() + 1, own ? last.inSync() : Map.of());
    Attempt attempt = new Attempt(next, seat.register().version(), at, false);
    Candidate claiming = seat.with(record.withTerm(term), seat.register(), Optional.of(attempt));
    return SeatDecision.durably(claiming, new SeatEffect.WriteRegister(attempt));
  }
}

package dev.lockstep.model;

import dev.lockstep.standby.Companion;
import dev.lockstep.standby.LeaseRegister;
import dev.lockstep.standby.LineRules;
import dev.lockstep.standby.PeerAnswer;
import dev.lockstep.standby.PeerRequest;
import dev.lockstep.standby.Seat;
import dev.lockstep.standby.SeatDecision;
import dev.lockstep.standby.SeatEffect;
import dev.lockstep.standby.SeatEvent;
import dev.lockstep.standby.SeatProtocol;
import dev.lockstep.standby.SeatRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The product's function, and the ways in which it could be wrong. */
final class LineBreakage {
  private final SeatProtocol protocol;
  private final LineSabotage sabotage;
  final LineRules.Mode mode;

  LineBreakage(LineRules rules, LineSabotage sabotage) {
    this.mode = rules.mode();
    this.sabotage = sabotage;
    this.protocol =
        new SeatProtocol(
            unmargined(sabotage)
                ? new LineRules(rules.keeper(), mode, rules.duration(), 0)
                : rules);
  }

  /** A lease counted from the answer is longer than it may be by more than any margin. */
  private static boolean unmargined(LineSabotage sabotage) {
    return sabotage == LineSabotage.NO_MARGIN
        || sabotage == LineSabotage.COUNT_THE_REGISTERS_LEASE_FROM_THE_ANSWER;
  }

  boolean is(LineSabotage each) {
    return sabotage == each;
  }

  SeatDecision start(SeatRecord record, long run) {
    SeatDecision started = protocol.start(record, 0, run);
    Seat.Waiting waits = (Seat.Waiting) started.next();
    return switch (sabotage) {
      case TRUST_THE_COPY_AFTER_A_START ->
          record.inSyncTerm() == 0 || record.self().equals("a")
              ? started
              : with(
                  started,
                  new Seat.Following(
                      waits.record(),
                      new Seat.Leader(1, record.inSyncTerm()),
                      new Seat.Supply(0, Seat.Copy.IN_SYNC),
                      waits.clearFrom(),
                      waits.register(),
                      Optional.empty()));
      default -> started;
    };
  }

  private static SeatDecision to(Seat next, SeatEffect... effects) {
    return new SeatDecision(next, false, List.of(effects));
  }

  private static SeatDecision with(SeatDecision decision, Seat next) {
    return new SeatDecision(next, decision.durable(), decision.effects());
  }

  SeatDecision decide(Seat seat, SeatEvent event) {
    return switch (sabotage) {
      case COUNT_THE_LEASE_FROM_THE_ANSWER ->
          protocol.decide(seat, event instanceof SeatEvent.Answered late ? now(late) : event);
      case TAKE_OVER_WITHOUT_WAITING -> impatient(protocol.decide(seat, event));
      case GRANT_WHILE_TAKING_OVER -> generous(seat, event);
      case TELL_BEFORE_THE_LEASE_IS_LIMITED -> hasty(protocol.decide(seat, event));
      case LEAVE_A_SILENT_STANDBY_BEHIND ->
          seat instanceof Seat.Active active
                  && active.companion() instanceof Companion.Paired
                  && event instanceof SeatEvent.CompanionSilent
              ? to(unlimited(active))
              : protocol.decide(seat, event);
      case TAKE_OVER_OUT_OF_SYNC -> bold(seat, event);
      case GRANT_TO_AN_OLDER_ONE -> protocol.decide(forgetful(seat, event), event);
      case GRANT_BEFORE_THE_TERM_IS_DURABLE -> lazily(protocol.decide(seat, event));
      case TAKE_ANY_NOTICE -> protocol.decide(seat, current(seat, event));
      case TAKE_A_SECOND_BASE_COPY -> unplaced(protocol.decide(seat, event));
      case TAKE_CHANGE_SETS_OF_AN_OLDER_TERM ->
          seat instanceof Seat.Following
                  && event instanceof SeatEvent.Requested asked
                  && asked.request() instanceof PeerRequest.ChangeSetBatch
              ? to(seat, new SeatEffect.Apply(asked.request()))
              : protocol.decide(seat, event);
      case TAKE_THE_REGISTER_WITHOUT_WAITING ->
          protocol.decide(
              seat,
              event instanceof SeatEvent.RegisterRead read && !(seat instanceof Seat.Active)
                  ? later(read)
                  : event);
      case TAKE_THE_REGISTER_UNLISTED ->
          protocol.decide(
              seat,
              event instanceof SeatEvent.RegisterRead read && !(seat instanceof Seat.Active)
                  ? listing(seat, read)
                  : event);
      case TAKE_AN_UNKNOWN_WRITE_FOR_DONE ->
          protocol.decide(
              seat, event instanceof SeatEvent.RegisterWritten written ? done(written) : event);
      case PART_BEFORE_THE_REGISTER_SAYS_SO -> parted(protocol.decide(seat, event));
      case WAIT_FROM_THE_FIRST_LOOK -> first(seat, protocol.decide(seat, event));
      case COUNT_THE_REGISTERS_LEASE_FROM_THE_ANSWER ->
          protocol.decide(
              unsent(seat),
              event instanceof SeatEvent.RegisterWritten late ? answered(late) : event);
      case NONE,
          NO_MARGIN,
          TRUST_THE_COPY_AFTER_A_START,
          CALL_DURABLE_WITHOUT_THE_STANDBY,
          SEND_WITHOUT_A_LOOK_AT_THE_LEASE,
          LOOK_WITHOUT_A_FENCE,
          ACT_ON_WHAT_THE_STANDBY_LACKS ->
          protocol.decide(seat, event);
    };
  }

  private static SeatEvent now(SeatEvent.Answered late) {
    return new SeatEvent.Answered(
        late.at(), late.at(), late.request(), late.answer(), late.position());
  }

  private SeatDecision impatient(SeatDecision decision) {
    return decision.next() instanceof Seat.TakingOver taking && taking.clearFrom() != 0
        ? with(
            decision,
            new Seat.TakingOver(
                taking.record(), taking.word(), taking.was(), 0, taking.register(), taking.claim()))
        : decision;
  }

  private SeatDecision generous(Seat seat, SeatEvent event) {
    return seat instanceof Seat.TakingOver taking
            && event instanceof SeatEvent.Requested asked
            && asked.request() instanceof PeerRequest.LeaseRenewal renewal
        ? to(
            taking,
            new SeatEffect.Reply(
                new PeerAnswer.Granted(seat.record().caller(), renewal.term(), true)))
        : protocol.decide(seat, event);
  }

  private static Seat.Active unlimited(Seat.Active active) {
    return with(active, Seat.NEVER, new Companion.None(active.companion().round()));
  }

  private static Seat.Active with(Seat.Active active, long until, Companion next) {
    return new Seat.Active(
        active.record(), until, next, active.register(), active.writing(), active.counter());
  }

  private static SeatDecision hasty(SeatDecision decision) {
    if (!(decision.next() instanceof Seat.Active active)
        || !(active.companion() instanceof Companion.Joining joining)) {
      return decision;
    }
    Companion.Paired next = new Companion.Paired(joining.run(), joining.round(), true, false);
    return with(decision, with(active, Seat.NEVER, next));
  }

  private SeatDecision bold(Seat seat, SeatEvent event) {
    if (seat instanceof Seat.Following following && event instanceof SeatEvent.Said) {
      Seat.Following trusting =
          new Seat.Following(
              following.record(),
              following.leader(),
              new Seat.Supply(following.supply().round(), Seat.Copy.IN_SYNC),
              following.clearFrom(),
              following.register(),
              following.claim());
      return protocol.decide(trusting, event);
    }
    return protocol.decide(seat, event);
  }

  /** As if this PC did not know of its own last reign. */
  private static Seat forgetful(Seat seat, SeatEvent event) {
    return seat instanceof Seat.Waiting waits
            && event instanceof SeatEvent.Requested asked
            && asked.request() instanceof PeerRequest.LeaseClaim claim
        ? new Seat.Waiting(
            new SeatRecord(
                waits.record().line(),
                waits.record().self(),
                waits.record().peer(),
                waits.record().run(),
                waits.record().term(),
                claim.reigns(),
                waits.record().inSyncTerm()),
            waits.clearFrom(),
            waits.sight(),
            waits.peerRun(),
            waits.register(),
            waits.claim())
        : seat;
  }

  private static SeatDecision lazily(SeatDecision decision) {
    boolean grant =
        decision.effects().stream()
            .anyMatch(
                each ->
                    each instanceof SeatEffect.Reply reply
                        && reply.answer() instanceof PeerAnswer.Granted);
    return grant ? new SeatDecision(decision.next(), false, decision.effects()) : decision;
  }

  private static SeatEvent current(Seat seat, SeatEvent event) {
    return seat instanceof Seat.Following following
            && event instanceof SeatEvent.Requested asked
            && asked.request() instanceof PeerRequest.InSyncNotice notice
        ? new SeatEvent.Requested(
            asked.at(),
            new PeerRequest.InSyncNotice(
                notice.caller(),
                seat.record().run(),
                notice.term(),
                following.supply().round(),
                notice.reigns()),
            asked.position())
        : event;
  }

  private static SeatDecision unplaced(SeatDecision decision) {
    return decision.next() instanceof Seat.Following next && next.supply().placed()
        ? with(
            decision,
            new Seat.Following(
                next.record(),
                next.leader(),
                new Seat.Supply(next.supply().round(), next.supply().copy()),
                next.clearFrom(),
                next.register(),
                next.claim()))
        : decision;
  }

  private static SeatEvent later(SeatEvent.RegisterRead read) {
    return new SeatEvent.RegisterRead(read.at() + 100, read.result());
  }

  private static SeatEvent listing(Seat seat, SeatEvent.RegisterRead read) {
    LeaseRegister.Read.Known known = (LeaseRegister.Read.Known) read.result();
    return new SeatEvent.RegisterRead(
        read.at(),
        new LeaseRegister.Read.Known(
            known
                .record()
                .map(
                    each ->
                        new dev.lockstep.standby.LeaseRecord(
                            each.term(),
                            each.holder(),
                            each.run(),
                            each.counter(),
                            Map.of(seat.record().self(), seat.record().inSyncTerm()))),
            known.version()));
  }

  private static SeatEvent done(SeatEvent.RegisterWritten written) {
    return written.result() instanceof LeaseRegister.Written.NotKnown
        ? new SeatEvent.RegisterWritten(
            written.at(),
            written.attempt(),
            new LeaseRegister.Written.Done(written.attempt().version() + 1))
        : written;
  }

  private static SeatDecision parted(SeatDecision decision) {
    return decision.next() instanceof Seat.Active active
            && active.companion() instanceof Companion.Parting parting
        ? with(decision, with(active, active.leaseUntil(), new Companion.None(parting.round())))
        : decision;
  }

  private static SeatDecision first(Seat before, SeatDecision decision) {
    return before instanceof Seat.Following last
            && decision.next() instanceof Seat.Following next
            && last.register().record().isPresent()
        ? with(
            decision,
            next.with(
                next.record(),
                new Seat.Sighting(
                    next.register().record(), next.register().version(), last.register().since()),
                next.claim()))
        : decision;
  }

  /** As if a write that is under way had been sent at this moment. */
  private static Seat unsent(Seat seat) {
    return seat instanceof Seat.Active active
        ? new Seat.Active(
            active.record(),
            active.leaseUntil(),
            active.companion(),
            active.register(),
            active
                .writing()
                .map(each -> new Seat.Attempt(each.record(), each.version(), 0, each.unknown())),
            active.counter())
        : seat;
  }

  private static SeatEvent answered(SeatEvent.RegisterWritten written) {
    Seat.Attempt attempt = written.attempt();
    return new SeatEvent.RegisterWritten(
        written.at(),
        new Seat.Attempt(attempt.record(), attempt.version(), written.at(), attempt.unknown()),
        written.result());
  }
}

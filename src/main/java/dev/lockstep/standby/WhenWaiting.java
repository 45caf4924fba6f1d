package dev.lockstep.standby;

import dev.lockstep.standby.PeerAnswer.Refused.Reason;
import dev.lockstep.standby.Seat.Copy;
import dev.lockstep.standby.Seat.Following;
import dev.lockstep.standby.Seat.Leader;
import dev.lockstep.standby.Seat.Sight;
import dev.lockstep.standby.Seat.Supply;
import dev.lockstep.standby.Seat.Waiting;
import java.util.Optional;

/** The transitions of a PC that has started, and neither leads nor follows yet. */
final class WhenWaiting {
  private final LineRules rules;
  private final Ascent ascent;

  WhenWaiting(LineRules rules, Ascent ascent) {
    this.rules = rules;
    this.ascent = ascent;
  }

  SeatDecision decide(Waiting state, SeatEvent event) {
    return switch (event) {
      case SeatEvent.Beat beat -> beat(state, beat);
      case SeatEvent.Requested asked -> asked(state, asked);
      case SeatEvent.Answered answered -> answered(state, answered);
      case SeatEvent.RegisterRead read -> ascent.read(state, read);
      case SeatEvent.RegisterWritten written -> ascent.written(state, written);
      case SeatEvent.Said said -> said(state, said.word());
      case SeatEvent.Stopping _ -> SeatDecision.end(state.record(), Seat.EndReason.STOPPED);
      case SeatEvent.CaughtUp _,
          SeatEvent.CompanionSilent _,
          SeatEvent.Drained _,
          SeatEvent.CopyLost _ ->
          SeatDecision.to(state);
    };
  }

  private SeatDecision beat(Waiting state, SeatEvent.Beat beat) {
    SeatRecord record = state.record();
    SeatDecision looking =
        SeatDecision.to(
            state, new SeatEffect.Send(new PeerRequest.Hello(record.caller(), record.reigns())));
    return switch (rules.keeper()) {
      case ZOOKEEPER -> looking.and(new SeatEffect.ReadRegister());
      case PEER ->
          state.sight() == Sight.LATER_HERE
              ? looking.and(
                  new SeatEffect.Send(
                      new PeerRequest.LeaseClaim(
                          record.caller(),
                          state.peerRun(),
                          record.term() + 1,
                          record.reigns(),
                          beat.position())))
              : looking;
    };
  }

  private SeatDecision asked(Waiting state, SeatEvent.Requested asked) {
    return switch (asked.request()) {
      case PeerRequest.Hello hello -> {
        Waiting next = sees(state, hello.caller(), hello.reigns());
        yield SeatDecision.to(next, SeatDecision.standing(next));
      }
      case PeerRequest.LeaseClaim claim -> grant(state, Optional.empty(), claim, asked);
      case PeerRequest.LeaseRenewal _,
          PeerRequest.SupplyBegin _,
          PeerRequest.ChangeSetBatch _,
          PeerRequest.BaseCopyBegin _,
          PeerRequest.BaseCopyPart _,
          PeerRequest.BaseCopyEnd _,
          PeerRequest.InSyncNotice _,
          PeerRequest.StepDownRequest _,
          PeerRequest.HandOver _,
          PeerRequest.Leave _ ->
          SeatDecision.refuse(state, Reason.NOT_NOW);
    };
  }

  private static Waiting sees(Waiting state, PeerCaller peer, Reigns theirs) {
    if (peer.run() < state.peerRun()) {
      return state;
    }
    SeatRecord record = state.record().withTerm(peer.term());
    return state.seeing(record, sight(record, theirs), peer.run());
  }

  private static Sight sight(SeatRecord record, Reigns theirs) {
    return switch (record.reigns().compare(record.self(), theirs, record.peer())) {
      case NONE -> Sight.BOTH_NEW;
      case LATER -> Sight.LATER_HERE;
      case EARLIER -> Sight.LATER_THERE;
      case FORKED -> Sight.FORKED;
    };
  }

  /**
   * The other PC was active last and asks for a new term. It is noted before the lease is granted,
   * so that a takeover here has a later one.
   *
   * <p>This PC stays in sync where both have the same, which is judged once in each run of the
   * caller: a claim that comes late may be of a moment before the caller went on by itself.
   */
  SeatDecision grant(
      Seat.Candidate state,
      Optional<Following> was,
      PeerRequest.LeaseClaim claim,
      SeatEvent.Requested asked) {
    SeatRecord record = state.record();
    if (rules.keeper() != LineRules.Keeper.PEER || claim.to() != record.run()) {
      return SeatDecision.refuse(state, Reason.NOT_NOW);
    }
    if (claim.term() <= record.term()) {
      return SeatDecision.refuse(state, Reason.OLD_TERM);
    }
    if (sight(record, claim.reigns()) != Sight.LATER_THERE) {
      return SeatDecision.refuse(state, Reason.ACTIVE_LATER);
    }
    long run = claim.caller().run();
    boolean again = was.filter(each -> each.leader().run() >= run).isPresent();
    boolean same =
        claim.reigns().equals(record.reigns()) && claim.position().equals(asked.position());
    boolean inSync = same && !again && !asked.position().sequences().isEmpty();
    SeatRecord next = record.withTerm(claim.term());
    Following following =
        new Following(
            next,
            new Leader(run, claim.term()),
            new Supply(0, inSync ? Copy.IN_SYNC : Copy.BEHIND),
            rules.overFrom(asked.at()),
            state.register(),
            Optional.empty());
    return SeatDecision.durably(
        following, SeatDecision.reply(new PeerAnswer.Granted(next.caller(), claim.term(), inSync)));
  }

  private SeatDecision answered(Waiting state, SeatEvent.Answered answered) {
    return switch (answered.answer()) {
      case PeerAnswer.Standing standing -> standing(state, standing);
      case PeerAnswer.Granted granted -> granted(state, granted, answered);
      case PeerAnswer.Refused refused ->
          SeatDecision.to(
              state.with(
                  state.record().withTerm(refused.by().term()), state.register(), state.claim()));
      case PeerAnswer.Confirmed _,
          PeerAnswer.SupplyTaken _,
          PeerAnswer.CopyWanted _,
          PeerAnswer.Taken _,
          PeerAnswer.Silent _ ->
          SeatDecision.to(state);
    };
  }

  private SeatDecision granted(
      Waiting state, PeerAnswer.Granted granted, SeatEvent.Answered answered) {
    boolean timely = answered.at() < rules.heldUntil(answered.sentAt());
    return timely
            && answered.request() instanceof PeerRequest.LeaseClaim claim
            && granted.term() > state.record().term()
        ? ascent.granted(state.record(), granted, answered, claim.position())
        : SeatDecision.to(state);
  }

  private static SeatDecision standing(Waiting state, PeerAnswer.Standing standing) {
    return standing.role() == PeerAnswer.Role.ACTIVE
        ? follow(state, standing, state.clearFrom()).orElse(SeatDecision.to(state))
        : SeatDecision.to(sees(state, standing.by(), standing.reigns()));
  }

  /**
   * Follows an active PC, where its term is not older than what is known here, and its records have
   * all reigns of this PC. Otherwise a person chooses.
   */
  static Optional<SeatDecision> follow(
      Seat.Candidate state, PeerAnswer.Standing active, long clearFrom) {
    SeatRecord record = state.record();
    PeerCaller by = active.by();
    if (by.term() < record.term()) {
      return Optional.empty();
    }
    if (record.reigns().of(record.self()) > active.reigns().of(record.self())) {
      return Optional.of(
          SeatDecision.to(
              new Waiting(
                  record, clearFrom, Sight.FORKED, by.run(), state.register(), state.claim())));
    }
    Following next =
        new Following(
            record.withTerm(by.term()),
            new Leader(by.run(), by.term()),
            new Supply(0, Copy.BEHIND),
            clearFrom,
            state.register(),
            state.claim());
    return Optional.of(SeatDecision.durably(next));
  }

  private SeatDecision said(Waiting state, PersonWord word) {
    return switch (word.kind()) {
      case ALONE ->
          laterThere(state)
              ? SeatDecision.tell(state, WordResult.OTHER_WAS_LATER)
              : takeOver(state, word);
      case TAKE_OVER ->
          word.acceptLoss()
              ? takeOver(state, word)
              : SeatDecision.tell(state, WordResult.NOT_IN_SYNC);
      case STEP_DOWN ->
          state.sight() == Sight.FORKED
              ? giveUp(state)
              : SeatDecision.tell(state, WordResult.NOT_NOW);
    };
  }

  private static boolean laterThere(Waiting state) {
    SeatRecord record = state.record();
    Reigns reigns = record.reigns();
    return state.sight() == Sight.FORKED
        || state.sight() == Sight.LATER_THERE
        || reigns.of(record.peer()) > reigns.of(record.self());
  }

  private SeatDecision takeOver(Waiting state, PersonWord word) {
    Seat.TakingOver next =
        new Seat.TakingOver(
            state.record(),
            word,
            Optional.empty(),
            rules.keeper() == LineRules.Keeper.PEER ? state.clearFrom() : Seat.NEVER,
            state.register(),
            state.claim());
    return SeatDecision.tell(next, WordResult.BEGUN);
  }

  /** What this PC has that the other lacks is put aside when it is given a copy. */
  private static SeatDecision giveUp(Waiting state) {
    SeatRecord record = state.record();
    SeatRecord next = record.withReigns(record.reigns().with(record.self(), 0)).inSync(0);
    return SeatDecision.durably(
        state.seeing(next, Sight.UNSEEN, state.peerRun()), new SeatEffect.Tell(WordResult.DONE));
  }
}

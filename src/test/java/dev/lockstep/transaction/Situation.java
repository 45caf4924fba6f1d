package dev.lockstep.transaction;

import static dev.lockstep.transaction.TransactionSamples.alone;
import static dev.lockstep.transaction.TransactionSamples.applied;
import static dev.lockstep.transaction.TransactionSamples.armed;
import static dev.lockstep.transaction.TransactionSamples.branch;
import static dev.lockstep.transaction.TransactionSamples.committing;
import static dev.lockstep.transaction.TransactionSamples.intended;
import static dev.lockstep.transaction.TransactionSamples.look;
import static dev.lockstep.transaction.TransactionSamples.notApplied;
import static dev.lockstep.transaction.TransactionSamples.once;
import static dev.lockstep.transaction.TransactionSamples.prepared;
import static dev.lockstep.transaction.TransactionSamples.unknown;
import static dev.lockstep.transaction.TransactionSamples.waiting;
import static dev.lockstep.transaction.TransactionSamples.write;

import dev.lockstep.device.Reason.Code;
import dev.lockstep.transaction.State.Committing;
import dev.lockstep.transaction.State.Committing.Standing;
import dev.lockstep.transaction.State.Ended;
import dev.lockstep.transaction.State.Preparing;
import dev.lockstep.transaction.State.RollingBack;
import dev.lockstep.transaction.State.RollingBack.Disarmament;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A state in which a transaction can be, with the name that the golden table gives it. */
record Situation(String name, State state) {

  static final Branch LOOKS = branch(look(0, 0));
  static final Branch WRITES = branch(write(0, 0, "press"), write(1, 0, "oven"));
  static final Branch STAGED = branch(write(0, 0, "press"), write(1, 1, "oven"));
  static final Branch ONCE = branch(write(0, 0, "press"), once(1, 0, "robot"));
  static final Branch ARMED = branch(armed(0, 0, "press"));
  static final Branch ARMED_STAGED = branch(write(0, 0, "oven"), armed(1, 1, "press"));
  static final Branch ALONE = alone(write(0, 0, "press"));
  static final Branch ALONE_ARMED = alone(armed(0, 0, "press"));
  static final Branch ALONE_LOOKS = alone(look(0, 0));

  /** Every state, in every way in which it makes a difference. */
  static List<Situation> all() {
    List<Situation> all = new ArrayList<>();
    all.add(new Situation("Absent", new State.Absent()));
    all.addAll(preparing());
    all.addAll(preparedOnes());
    all.addAll(moving());
    all.addAll(timed());
    all.addAll(waitingOnes());
    all.addAll(rollingBack());
    all.addAll(ended());
    return all;
  }

  private static List<Situation> preparing() {
    return List.of(
        preparing("writes", WRITES, Preparing.Phase.CHECKING),
        preparing("to be armed", ARMED, Preparing.Phase.CHECKING),
        preparing("only looks", LOOKS, Preparing.Phase.CHECKING),
        preparing("one phase", ALONE, Preparing.Phase.CHECKING),
        preparing("one phase, to be armed", ALONE_ARMED, Preparing.Phase.CHECKING),
        preparing("one phase, only looks", ALONE_LOOKS, Preparing.Phase.CHECKING),
        preparing("all armed", ARMED, Preparing.Phase.ARMING),
        preparing("one armed, one not", ARMED_STAGED, Preparing.Phase.ARMING),
        preparing("one phase", ALONE_ARMED, Preparing.Phase.ARMING));
  }

  private static Situation preparing(String which, Branch branch, Preparing.Phase phase) {
    Preparing state = new Preparing(branch, phase, List.of(), TransactionSamples.VOTE);
    return new Situation("Preparing %s, %s".formatted(phase, which), state);
  }

  private static List<Situation> preparedOnes() {
    State broken =
        new State.Prepared(
            WRITES,
            TransactionSamples.yes(WRITES),
            List.of(TransactionSamples.reason(Code.REQUIREMENT_BROKEN)));
    return List.of(
        new Situation("Prepared, writes", prepared(WRITES)),
        new Situation("Prepared, a requirement broken", broken),
        new Situation("Prepared, once in the end", prepared(ONCE)),
        new Situation("Prepared, armed", prepared(ARMED)));
  }

  private static List<Situation> moving() {
    Standing moving = Standing.MOVING;
    Committing byOperator =
        new Committing(
            WRITES,
            TransactionSamples.yes(WRITES),
            TransactionSamples.OPERATOR,
            List.of(intended(), intended()),
            moving,
            TransactionSamples.VOTE);
    return List.of(
        committed("both sent", committing(WRITES, moving, intended(), intended())),
        committed("first stage sent", committing(STAGED, moving, intended(), waiting())),
        committed("being settled", committing(STAGED, moving, unknown(Code.UNKNOWN), waiting())),
        committed("once sent", committing(ONCE, moving, applied(), intended())),
        committed("armed sent", committing(ARMED, moving, intended())),
        committed("by an operator", byOperator),
        committed("by an operator, against a rollback", contradicted(byOperator)));
  }

  private static List<Situation> timed() {
    Progress intended =
        new Progress.Intended(TransactionSamples.later(TransactionSamples.TOGETHER), List.of());
    return List.of(
        committed("writes", timed(WRITES, Standing.AWAITING, waiting(), waiting())),
        committed("armed", timed(ARMED, Standing.AWAITING, waiting())),
        committed("first of two stages", timed(STAGED, Standing.AWAITING, waiting(), waiting())),
        committed("at its instant", timed(WRITES, Standing.MOVING, intended, intended)),
        committed(
            "first stage at its instant", timed(STAGED, Standing.MOVING, intended, waiting())),
        committed(
            "one missed its instant",
            timed(WRITES, Standing.WITHHELD, applied(), waiting(Code.STALE))));
  }

  private static Committing timed(Branch branch, Standing standing, Progress... progress) {
    return new Committing(
        branch,
        TransactionSamples.yes(branch),
        TransactionSamples.AT_AN_INSTANT,
        List.of(progress),
        standing,
        TransactionSamples.VOTE,
        TransactionSamples.instant(TransactionSamples.TOGETHER));
  }

  private static Committing byOperator(Standing standing, Progress each) {
    return new Committing(
        WRITES,
        TransactionSamples.yes(WRITES),
        TransactionSamples.OPERATOR,
        List.of(each, each),
        standing,
        TransactionSamples.VOTE);
  }

  private static Committing contradicted(Committing byOperator) {
    Decided.Contradiction rollback =
        TransactionSamples.COORDINATOR.asContradiction(Outcome.ROLLED_BACK);
    return new Committing(
        byOperator.branch(),
        byOperator.vote(),
        TransactionSamples.OPERATOR.against(Optional.of(rollback)),
        byOperator.progress(),
        byOperator.standing(),
        byOperator.lastStep());
  }

  private static List<Situation> waitingOnes() {
    Standing again = Standing.RETRYING;
    Standing withheld = Standing.WITHHELD;
    Progress rejected = notApplied(TransactionSamples.COORDINATOR.at());
    Progress stale = waiting(Code.STALE);
    Standing stuck = Standing.STUCK;
    return List.of(
        committed("rejected", committing(WRITES, again, rejected, applied())),
        committed("all rejected", committing(WRITES, again, rejected, rejected)),
        committed(
            "a requirement broken", committing(ARMED, again, waiting(Code.REQUIREMENT_BROKEN))),
        committed("unknown, by an operator", byOperator(again, unknown(Code.UNKNOWN))),
        committed(
            "unknown, by an operator, against a rollback",
            contradicted(byOperator(again, unknown(Code.UNKNOWN)))),
        committed("unknown", committing(STAGED, again, unknown(Code.UNKNOWN), waiting())),
        committed(
            "one not verified, one unknown",
            committing(WRITES, stuck, unknown(Code.NOT_VERIFIED), unknown(Code.UNKNOWN))),
        committed("all", committing(WRITES, withheld, stale, stale)),
        committed("armed", committing(ARMED, withheld, stale)),
        committed("second stage, armed", committing(ARMED_STAGED, withheld, applied(), stale)),
        committed(
            "once unknown", committing(ONCE, Standing.STUCK, applied(), unknown(Code.UNKNOWN))),
        committed("not verified", committing(WRITES, stuck, unknown(Code.NOT_VERIFIED), applied())),
        committed("by an operator", byOperator(stuck, unknown(Code.NOT_VERIFIED))),
        committed(
            "by an operator, against a rollback",
            contradicted(byOperator(stuck, unknown(Code.NOT_VERIFIED)))),
        committed("altered", committing(STAGED, stuck, unknown(Code.ALTERED), waiting())),
        committed("armed, not verified", committing(ARMED, stuck, unknown(Code.NOT_VERIFIED))),
        committed(
            "not verified, one rejected",
            committing(WRITES, stuck, unknown(Code.NOT_VERIFIED), rejected)),
        committed(
            "once not verified",
            committing(ONCE, Standing.STUCK, applied(), unknown(Code.NOT_VERIFIED))));
  }

  private static Situation committed(String which, Committing state) {
    return new Situation("Committing %s, %s".formatted(state.standing(), which), state);
  }

  private static List<Situation> rollingBack() {
    List<Situation> all = new ArrayList<>();
    for (Disarmament each : Disarmament.values()) {
      RollingBack told =
          new RollingBack(
              ARMED,
              TransactionSamples.no(),
              TransactionSamples.COORDINATOR,
              Outcome.ROLLED_BACK,
              List.of(),
              each);
      all.add(new Situation("RollingBack " + each, told));
    }
    RollingBack afterVote =
        new RollingBack(
            ARMED,
            TransactionSamples.yes(ARMED),
            TransactionSamples.COORDINATOR,
            Outcome.ROLLED_BACK,
            List.of(),
            Disarmament.DISARMING);
    all.add(new Situation("RollingBack DISARMING, after a COMMIT vote", afterVote));
    RollingBack done = paused(afterVote, Code.ALREADY_APPLIED);
    all.add(new Situation("RollingBack PAUSED, already applied", done));
    RollingBack ordered =
        (RollingBack) byOperator("", Disarmament.DISARMING, Outcome.HEURISTIC_ROLLBACK).state();
    all.add(
        new Situation(
            "RollingBack PAUSED, by an operator, not confirmed", paused(ordered, Code.UNKNOWN)));
    for (Disarmament each : List.of(Disarmament.DISARMING, Disarmament.PAUSED)) {
      String name = "RollingBack %s, ".formatted(each);
      all.add(byOperator(name + "by an operator", each, Outcome.HEURISTIC_ROLLBACK));
      all.add(byOperator(name + "committed by an operator", each, Outcome.HEURISTIC_COMMIT));
      all.add(byOperator(name + "mixed, says an operator", each, Outcome.HEURISTIC_MIXED));
    }
    return all;
  }

  private static RollingBack paused(RollingBack state, Code code) {
    return new RollingBack(
        state.branch(),
        state.ballot(),
        state.decided(),
        state.outcome(),
        state.progress(),
        Disarmament.PAUSED,
        List.of(TransactionSamples.reason(code)));
  }

  private static Situation byOperator(String name, Disarmament disarmament, Outcome outcome) {
    List<Progress> halfWay = List.of(applied(), waiting(Code.STALE));
    Ballot yes = TransactionSamples.yes(ARMED_STAGED);
    Decided operator = TransactionSamples.OPERATOR;
    return new Situation(
        name, new RollingBack(ARMED_STAGED, yes, operator, outcome, halfWay, disarmament));
  }

  private static List<Situation> ended() {
    List<Situation> all = new ArrayList<>();
    Decided alone = Decided.byGateway("voted ROLLBACK", TransactionSamples.VOTE);
    Ended refused = ended(TransactionSamples.no(), Optional.of(Outcome.ROLLED_BACK), alone);
    Optional<Branch> nothing = Optional.empty();
    Ended tombstone =
        new Ended(
            TransactionSamples.ID,
            nothing,
            Optional.empty(),
            Optional.of(Outcome.ROLLED_BACK),
            List.of(),
            TransactionSamples.COORDINATOR,
            false);
    Ballot.ReadOnly looked = new Ballot.ReadOnly(List.of(), TransactionSamples.VOTE);
    Ended undecided = ended(looked, Optional.empty(), alone);
    all.add(new Situation("Ended READ_ONLY, undecided", undecided));
    all.add(new Situation("Ended READ_ONLY, undecided, forgotten", forgotten(undecided)));
    Optional<Outcome> committed = Optional.of(Outcome.COMMITTED);
    all.add(
        new Situation(
            "Ended READ_ONLY, told COMMITTED",
            ended(looked, committed, TransactionSamples.COORDINATOR)));
    all.add(new Situation("Ended ROLLED_BACK, refused", refused));
    all.add(new Situation("Ended ROLLED_BACK, never heard of", tombstone));
    Optional<Ballot> yes = Optional.of(TransactionSamples.yes(ALONE));
    all.add(
        new Situation(
            "Ended COMMITTED, one phase",
            new Ended(
                TransactionSamples.ID,
                Optional.of(ALONE),
                yes,
                committed,
                List.of(applied()),
                Decided.byGateway("the only participant", TransactionSamples.VOTE),
                false)));
    for (Outcome outcome : Outcome.values()) {
      Decided who =
          outcome.heuristic() ? TransactionSamples.OPERATOR : TransactionSamples.COORDINATOR;
      Ended told = ended(TransactionSamples.yes(WRITES), Optional.of(outcome), who);
      all.add(new Situation("Ended " + outcome, told));
      if (outcome == Outcome.COMMITTED) {
        all.add(new Situation("Ended COMMITTED, forgotten", forgotten(told)));
      }
      if (outcome == Outcome.HEURISTIC_ROLLBACK) {
        all.add(new Situation("Ended HEURISTIC_ROLLBACK, forgotten", forgotten(told)));
        Ended knowing =
            ended(
                TransactionSamples.yes(WRITES),
                Optional.of(outcome),
                TransactionSamples.CONTRADICTED);
        all.add(new Situation("Ended HEURISTIC_ROLLBACK, against a known COMMIT", knowing));
      }
    }
    return all;
  }

  private static Ended ended(Ballot ballot, Optional<Outcome> outcome, Decided decided) {
    Optional<Branch> branch = Optional.of(ballot instanceof Ballot.ReadOnly ? LOOKS : WRITES);
    List<Progress> none = List.of();
    return new Ended(
        TransactionSamples.ID, branch, Optional.of(ballot), outcome, none, decided, false);
  }

  private static Ended forgotten(Ended state) {
    return new Ended(
        state.id(),
        state.branch(),
        state.ballot(),
        state.outcome(),
        state.progress(),
        state.decided(),
        true);
  }
}

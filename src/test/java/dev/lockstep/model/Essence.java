package dev.lockstep.model;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.Delivery;
import dev.lockstep.coordinator.Ruling;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Decided.Authority;
import dev.lockstep.transaction.Decided.Contradiction;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A state without what is kept for people alone: sentences, counts of attempts, times that nothing
 * is measured from. Two states of one essence decide alike, so one of them stands for both; without
 * this there would be no end of states.
 */
final class Essence {
  private static final Moment THEN = ModelScene.morning();

  private Essence() {}

  static State of(State state) {
    return switch (state) {
      case State.Absent absent -> absent;
      case State.Preparing preparing ->
          new State.Preparing(preparing.branch(), preparing.phase(), List.of(), THEN);
      // From its vote counts staleAfter.
      case State.Prepared prepared ->
          new State.Prepared(prepared.branch(), yes(prepared.vote().at()), List.of());
      case State.Committing committing ->
          new State.Committing(
              committing.branch(),
              yes(THEN),
              of(committing.decided()),
              committing.progress().stream().map(Essence::of).toList(),
              committing.standing(),
              committing.lastStep(),
              committing.instant());
      case State.RollingBack back ->
          new State.RollingBack(
              back.branch(),
              of(back.ballot()),
              of(back.decided()),
              back.outcome(),
              List.of(),
              back.disarmament());
      case State.Ended ended ->
          new State.Ended(
              ended.id(),
              ended.branch(),
              ended.ballot().map(Essence::of),
              ended.outcome(),
              List.of(),
              of(ended.decided()),
              ended.forgotten());
    };
  }

  /** What a restart finds: an intent of an earlier run is older than what is found out now. */
  static State aged(State state) {
    if (!(state instanceof State.Committing committing)) {
      return state;
    }
    List<Progress> progress = new ArrayList<>();
    for (Progress each : committing.progress()) {
      progress.add(
          each instanceof Progress.Intended(Moment at, List<Reason> earlier)
              ? new Progress.Intended(
                  new Moment(
                      at.wall(), at.ticks(), ModelScene.EARLIER_RUN, at.boot(), at.synchronised()),
                  earlier)
              : each);
    }
    return new State.Committing(
        committing.branch(),
        committing.vote(),
        committing.decided(),
        progress,
        committing.standing(),
        committing.lastStep(),
        committing.instant());
  }

  private static Ballot.Yes yes(Moment at) {
    return new Ballot.Yes(Promise.CHECKED, Optional.empty(), List.of(), at);
  }

  private static Ballot of(Ballot ballot) {
    return switch (ballot) {
      case Ballot.Yes yes -> yes(THEN);
      case Ballot.No no -> new Ballot.No(List.of(), THEN);
      case Ballot.ReadOnly readOnly -> new Ballot.ReadOnly(List.of(), THEN);
    };
  }

  /** A person's request may come twice, and is known by name and reason. */
  private static Decided of(Decided decided) {
    return switch (decided.by()) {
      // From its arrival a gateway knows whether an instant was still to come.
      case COORDINATOR, EVIDENCE, GATEWAY ->
          new Decided(decided.by(), "", "", decided.instant().isPresent() ? decided.at() : THEN)
              .moving(decided.instant());
      case OPERATOR ->
          new Decided(
              decided.by(),
              decided.who(),
              decided.why(),
              THEN,
              decided.against().map(Essence::of),
              decided.instant());
    };
  }

  private static Contradiction of(Contradiction known) {
    return new Contradiction(known.outcome(), Authority.COORDINATOR, "", THEN);
  }

  private static Progress of(Progress progress) {
    return switch (progress) {
      case Progress.Waiting waiting -> new Progress.Waiting(codes(waiting.because()));
      case Progress.Intended intended ->
          new Progress.Intended(intended.at(), codes(intended.earlier()));
      case Progress.Applied applied -> new Progress.Applied(THEN, "", List.of());
      case Progress.NotApplied not -> new Progress.NotApplied(THEN, List.of());
      case Progress.Unknown unknown ->
          new Progress.Unknown(unknown.sentAt(), codes(unknown.because()));
    };
  }

  private static List<Reason> codes(List<Reason> reasons) {
    return reasons.stream().map(Reason::code).distinct().map(code -> Reason.of(code, "")).toList();
  }

  static Coordination of(Coordination state) {
    return switch (state) {
      case Coordination.Absent absent -> absent;
      case Coordination.Preparing preparing ->
          new Coordination.Preparing(
              preparing.plan(), preparing.votes().stream().map(Essence::of).toList());
      case Coordination.Decided decided ->
          new Coordination.Decided(
              decided.plan(),
              heard(decided.votes(), decided.deliveries()),
              of(decided.ruling()),
              decided.deliveries().stream().map(Essence::of).toList());
      case Coordination.Ended ended ->
          new Coordination.Ended(
              ended.plan(),
              heard(ended.votes(), ended.deliveries()),
              of(ended.ruling()),
              ended.deliveries().stream().map(Essence::of).toList(),
              ended.at(),
              new TreeMap<>(ended.forgets()));
    };
  }

  private static Ruling of(Ruling ruling) {
    return new Ruling(ruling.verdict(), List.of(), ruling.at());
  }

  /**
   * After the decision, the vote of one whom it is delivered to plays no part any more; but for a
   * dry run, whose votes are gathered after it.
   */
  private static List<Vote> heard(List<Vote> votes, List<Delivery> deliveries) {
    if (votes.stream().anyMatch(Vote.Awaited.class::isInstance)) {
      return votes.stream().map(Essence::of).toList();
    }
    List<Vote> heard = new ArrayList<>();
    for (int each = 0; each < votes.size(); each++) {
      boolean excused = deliveries.get(each) instanceof Delivery.Excused;
      heard.add(excused ? of(votes.get(each)) : new Vote.Missing(""));
    }
    return heard;
  }

  private static Vote of(Vote vote) {
    return switch (vote) {
      case Vote.Awaited awaited -> awaited;
      case Vote.Yes yes -> yes;
      case Vote.ReadOnly readOnly -> readOnly;
      case Vote.No no -> new Vote.No(List.of());
      case Vote.Taken taken -> new Vote.Taken("");
      case Vote.Missing missing -> new Vote.Missing("");
    };
  }

  private static Delivery of(Delivery delivery) {
    return switch (delivery) {
      case Delivery.Pending pending ->
          new Delivery.Pending(0, pending.unknowns(), Optional.empty());
      case Delivery.Confirmed confirmed ->
          new Delivery.Confirmed(confirmed.outcome(), 0, Optional.empty(), confirmed.at());
      case Delivery.Excused excused -> excused;
      case Delivery.Lost lost -> lost;
    };
  }
}

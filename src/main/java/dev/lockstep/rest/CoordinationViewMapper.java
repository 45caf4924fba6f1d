package dev.lockstep.rest;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.Coordination.Decided;
import dev.lockstep.coordinator.Coordination.Ended;
import dev.lockstep.coordinator.Coordination.Preparing;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.Delivery;
import dev.lockstep.coordinator.Objection;
import dev.lockstep.coordinator.OutcomeSummary;
import dev.lockstep.coordinator.Ruling;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.rest.CoordinationViews.Ballot;
import dev.lockstep.rest.CoordinationViews.Cause;
import dev.lockstep.rest.CoordinationViews.Participant;
import dev.lockstep.rest.CoordinationViews.Word;
import dev.lockstep.transaction.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Mapper from a coordination to the JSON that the API shows of it. */
public final class CoordinationViewMapper {
  private CoordinationViewMapper() {}

  /** Votes and deliveries of the participants, as far as there are any. */
  private record Sides(CoordinationPlan plan, List<Vote> votes, List<Delivery> deliveries) {}

  /** All that is known of it. */
  public static CoordinationViews.Coordination whole(CoordinationRecord record) {
    Coordination state = record.coordination();
    Sides sides = sides(state);
    Optional<Ruling> ruling = state.decision();
    return new CoordinationViews.Coordination(
        sides.plan().id().value(),
        state.name(),
        ruling.map(Ruling::verdict),
        ruling.map(Ruling::at),
        sides.plan().instant(),
        ruling.map(Ruling::reasons).orElse(List.of()),
        outcome(state),
        contradictions(sides, ruling),
        participants(sides),
        endedAt(state),
        dryRun(sides.plan()),
        version(sides.plan()),
        record.timeline().stream()
            .map(
                entry ->
                    new CoordinationViews.Line(
                        entry.at(), entry.event(), entry.from(), entry.to(), entry.detail()))
            .toList());
  }

  /** One row of a list. */
  public static CoordinationViews.Row row(CoordinationRecord record) {
    Coordination state = record.coordination();
    Sides sides = sides(state);
    return new CoordinationViews.Row(
        sides.plan().id().value(),
        state.name(),
        state.decision().map(Ruling::verdict),
        outcome(state),
        contradictions(sides, state.decision()),
        sides.plan().shares().stream().map(share -> share.gateway().toString()).toList(),
        dryRun(sides.plan()),
        version(sides.plan()));
  }

  private static Optional<Boolean> dryRun(CoordinationPlan plan) {
    return Optional.of(plan.dryRun()).filter(Boolean::booleanValue);
  }

  private static Optional<CoordinationViews.PlanVersion> version(CoordinationPlan plan) {
    return plan.origin()
        .map(origin -> new CoordinationViews.PlanVersion(origin.name(), origin.version()));
  }

  static CoordinationViews.Decision decision(CoordinationRecord record) {
    Coordination state = record.coordination();
    Word word =
        state
            .decision()
            .map(
                ruling ->
                    switch (ruling.verdict()) {
                      case COMMIT -> Word.COMMIT;
                      case ABORT -> Word.ABORT;
                    })
            .orElse(Word.UNDECIDED);
    CoordinationPlan plan = sides(state).plan();
    return new CoordinationViews.Decision(
        plan.id().value(), word, plan.instant().filter(at -> word == Word.COMMIT));
  }

  private static Sides sides(Coordination state) {
    return switch (state) {
      case Coordination.Absent absent ->
          throw new IllegalStateException("nothing is shown of what never was");
      case Preparing preparing ->
          new Sides(
              preparing.plan(),
              preparing.votes(),
              preparing.votes().stream()
                  .<Delivery>map(vote -> new Delivery.Pending(0, 0, Optional.empty()))
                  .toList());
      case Decided decided -> new Sides(decided.plan(), decided.votes(), decided.deliveries());
      case Ended ended -> new Sides(ended.plan(), ended.votes(), ended.deliveries());
    };
  }

  private static Optional<Outcome> outcome(Coordination state) {
    return state instanceof Ended ended ? Optional.of(ended.outcome()) : Optional.empty();
  }

  private static Optional<Instant> endedAt(Coordination state) {
    return state instanceof Ended ended ? Optional.of(ended.at()) : Optional.empty();
  }

  private static List<String> contradictions(Sides sides, Optional<Ruling> ruling) {
    return ruling
        .map(
            made ->
                OutcomeSummary.contradictions(
                    sides.plan(), sides.votes(), made.verdict(), sides.deliveries()))
        .orElse(List.of());
  }

  private static List<Participant> participants(Sides sides) {
    List<Participant> participants = new ArrayList<>();
    for (int each = 0; each < sides.votes().size(); each++) {
      String gateway = sides.plan().shares().get(each).gateway().toString();
      participants.add(participant(gateway, sides.votes().get(each), sides.deliveries().get(each)));
    }
    return participants;
  }

  private static Participant participant(String gateway, Vote vote, Delivery delivery) {
    Optional<Vote.Yes> yes = vote instanceof Vote.Yes given ? Optional.of(given) : Optional.empty();
    return new Participant(
        gateway,
        ballot(vote),
        yes.map(Vote.Yes::promise),
        yes.flatMap(Vote.Yes::heldUntil),
        reasons(vote),
        OutcomeSummary.at(vote, delivery),
        confirmed(delivery),
        attempts(delivery),
        lastError(delivery));
  }

  static Optional<Ballot> ballot(Vote vote) {
    return switch (vote) {
      case Vote.Awaited awaited -> Optional.empty();
      case Vote.Yes yes -> Optional.of(Ballot.COMMIT);
      case Vote.ReadOnly readOnly -> Optional.of(Ballot.READ_ONLY);
      case Vote.No no -> Optional.of(Ballot.ROLLBACK);
      case Vote.Taken taken -> Optional.of(Ballot.REFUSED);
      case Vote.Missing missing -> Optional.of(Ballot.NONE);
    };
  }

  static List<Cause> reasons(Vote vote) {
    return switch (vote) {
      case Vote.No no -> no.reasons().stream().map(CoordinationViewMapper::cause).toList();
      case Vote.Taken taken -> List.of(cause(Objection.of("OTHER_COMMANDS", taken.detail())));
      case Vote.Missing missing -> List.of(cause(Objection.of("NO_VOTE", missing.detail())));
      case Vote.Awaited awaited -> List.of();
      case Vote.Yes yes -> List.of();
      case Vote.ReadOnly readOnly -> List.of();
    };
  }

  private static Cause cause(Objection reason) {
    return new Cause(
        reason.code(), reason.device(), reason.command(), reason.resource(), reason.detail());
  }

  static boolean confirmed(Delivery delivery) {
    return switch (delivery) {
      case Delivery.Excused excused -> true;
      case Delivery.Confirmed confirmed -> true;
      case Delivery.Pending pending -> false;
      case Delivery.Lost lost -> false;
    };
  }

  private static int attempts(Delivery delivery) {
    return switch (delivery) {
      case Delivery.Excused excused -> 0;
      case Delivery.Confirmed confirmed -> confirmed.attempts();
      case Delivery.Pending pending -> pending.attempts();
      case Delivery.Lost lost -> lost.attempts();
    };
  }

  static Optional<String> lastError(Delivery delivery) {
    return switch (delivery) {
      case Delivery.Excused excused -> Optional.empty();
      case Delivery.Confirmed confirmed -> confirmed.lastError();
      case Delivery.Pending pending -> pending.lastError();
      case Delivery.Lost lost -> Optional.of(lost.lastError());
    };
  }
}

package dev.lockstep.coordinator;

import dev.lockstep.coordinator.Coordination.Decided;
import dev.lockstep.coordinator.Coordination.Ended;
import dev.lockstep.coordinator.Coordination.Preparing;
import dev.lockstep.device.DurationFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What follows while votes are gathered: COMMIT needs every one of them, ABORT needs one. */
final class PreparingTransitions {
  private static final int REASONS_MAX = 20;

  private PreparingTransitions() {}

  static CoordinationDecision decide(Preparing state, CoordinationEvent event) {
    return switch (event) {
      case CoordinationEvent.Voted voted -> voted(state, voted);
      case CoordinationEvent.VotesDue due -> due(state, due);
      case CoordinationEvent.Restarted restarted -> restarted(state, restarted);
      case CoordinationEvent.Requested requested -> CoordinationDecision.stay(state);
      case CoordinationEvent.Told told -> CoordinationDecision.stay(state);
      case CoordinationEvent.RetryDue due -> CoordinationDecision.stay(state);
      case CoordinationEvent.ForgetAnswered answered -> CoordinationDecision.stay(state);
    };
  }

  private static CoordinationDecision voted(Preparing state, CoordinationEvent.Voted voted) {
    if (!(state.votes().get(voted.participant()) instanceof Vote.Awaited)) {
      return CoordinationDecision.stay(state);
    }
    List<Vote> votes = new ArrayList<>(state.votes());
    votes.set(voted.participant(), voted.vote());
    if (votes.stream().allMatch(Vote::consents)) {
      Optional<Ruling> late =
          tooLate(state.plan(), voted.at()).or(() -> lapsing(state.plan(), votes, voted.at()));
      if (late.isPresent()) {
        return rule(state.plan(), votes, late.get());
      }
      return rule(state.plan(), votes, new Ruling(Verdict.COMMIT, List.of(), voted.at()));
    }
    if (votes.stream().noneMatch(vote -> vote instanceof Vote.Awaited)) {
      return rule(state.plan(), votes, abort(state.plan(), votes, voted.at()));
    }
    Preparing next = new Preparing(state.plan(), votes);
    boolean first = state.votes().stream().noneMatch(Vote::refuses);
    return voted.vote().refuses() && first
        ? CoordinationDecision.passing(next, new CoordinationEffect.AwaitOtherReasons())
        : CoordinationDecision.passing(next);
  }

  /**
   * ABORT where the instant is so near that a gateway might hear of it when it has passed: some
   * machines would move and others not.
   */
  private static Optional<Ruling> tooLate(CoordinationPlan plan, Instant now) {
    return plan.instant()
        .filter(instant -> now.plus(CoordinationPlan.LEAD).isAfter(instant))
        .map(
            instant ->
                new Ruling(
                    Verdict.ABORT,
                    List.of(
                        "all consented at %s, and the instant %s is less than %s later"
                            .formatted(now, instant, DurationFormat.of(CoordinationPlan.LEAD))),
                    now));
  }

  /** ABORT where a machine stays armed for a shorter time than until the instant. */
  private static Optional<Ruling> lapsing(CoordinationPlan plan, List<Vote> votes, Instant now) {
    List<String> reasons = new ArrayList<>();
    for (int each = 0; each < votes.size(); each++) {
      if (votes.get(each) instanceof Vote.Yes yes) {
        String gateway = plan.shares().get(each).gateway().toString();
        plan.instant()
            .filter(instant -> yes.heldUntil().filter(instant::isAfter).isPresent())
            .ifPresent(
                instant ->
                    reasons.add(
                        "%s: its promise lapses at %s, before the instant %s"
                            .formatted(gateway, yes.heldUntil().orElseThrow(), instant)));
      }
    }
    return reasons.isEmpty()
        ? Optional.empty()
        : Optional.of(new Ruling(Verdict.ABORT, reasons, now));
  }

  private static CoordinationDecision due(Preparing state, CoordinationEvent.VotesDue due) {
    boolean refused = state.votes().stream().anyMatch(Vote::refuses);
    String why =
        refused
            ? "had not voted when another's refusal settled it"
            : "did not vote within " + DurationFormat.of(state.plan().terms().timeout());
    List<Vote> votes =
        state.votes().stream()
            .map(vote -> vote instanceof Vote.Awaited ? new Vote.Missing(why) : vote)
            .toList();
    return rule(state.plan(), votes, abort(state.plan(), votes, due.at()));
  }

  /**
   * Votes died with the process; without a decision in the log no gateway can have been told
   * COMMIT.
   */
  private static CoordinationDecision restarted(
      Preparing state, CoordinationEvent.Restarted restarted) {
    String lost = "the coordinator restarted before it had decided";
    List<Vote> votes = state.votes().stream().<Vote>map(vote -> new Vote.Missing(lost)).toList();
    return rule(state.plan(), votes, new Ruling(Verdict.ABORT, List.of(lost), restarted.at()));
  }

  private static Ruling abort(CoordinationPlan plan, List<Vote> votes, Instant at) {
    List<String> reasons = new ArrayList<>();
    for (int each = 0; each < votes.size(); each++) {
      String gateway = plan.shares().get(each).gateway().toString();
      sentences(votes.get(each)).forEach(reason -> reasons.add(gateway + ": " + reason));
    }
    int more = reasons.size() - REASONS_MAX;
    if (more > 0) {
      reasons.subList(REASONS_MAX, reasons.size()).clear();
      reasons.add("and %d more; see the participants".formatted(more));
    }
    return new Ruling(Verdict.ABORT, reasons, at);
  }

  private static List<String> sentences(Vote vote) {
    return switch (vote) {
      case Vote.No no ->
          no.reasons().isEmpty()
              ? List.of("voted ROLLBACK")
              : no.reasons().stream().map(Objection::toString).toList();
      case Vote.Taken taken -> List.of(taken.detail());
      case Vote.Missing missing -> List.of(missing.detail());
      case Vote.Awaited awaited -> List.of();
      case Vote.Yes yes -> List.of();
      case Vote.ReadOnly readOnly -> List.of();
    };
  }

  /**
   * The commit point is the return of the write that this step asks for. ABORT is forced too,
   * although a restart would abort whatever it finds undecided: the votes are in it, and with them
   * why, and who must not be told (a gateway where the id is another transaction's).
   */
  static CoordinationDecision rule(CoordinationPlan plan, List<Vote> votes, Ruling ruling) {
    return rule(plan, votes, ruling, ruling.at());
  }

  /**
   * The same, where the decision is older than the votes.
   *
   * @param at when the last vote was in
   */
  static CoordinationDecision rule(
      CoordinationPlan plan, List<Vote> votes, Ruling ruling, Instant at) {
    List<Delivery> deliveries =
        votes.stream()
            .<Delivery>map(
                vote -> concerned(vote) ? Delivery.Pending.FIRST : new Delivery.Excused())
            .toList();
    Decided decided = new Decided(plan, votes, ruling, deliveries);
    if (deliveries.stream().noneMatch(Delivery::pending)) {
      Ended ended = DecidedTransitions.end(decided, deliveries, at);
      return CoordinationDecision.forced(ended, EndedTransitions.forgets(ended));
    }
    return CoordinationDecision.forced(decided, DecidedTransitions.deliveries(decided));
  }

  private static boolean concerned(Vote vote) {
    return switch (vote) {
      case Vote.Yes yes -> true;
      case Vote.Missing missing -> true;
      case Vote.Awaited awaited -> true;
      case Vote.No no -> false;
      case Vote.ReadOnly readOnly -> false;
      case Vote.Taken taken -> false;
    };
  }
}

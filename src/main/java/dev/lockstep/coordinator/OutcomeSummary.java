package dev.lockstep.coordinator;

import dev.lockstep.transaction.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the participants' outcomes come to. */
public final class OutcomeSummary {
  private OutcomeSummary() {}

  /**
   * How it ended at one participant.
   *
   * @return empty where nothing was to move, or the branch was not ours, or it is not known yet
   */
  public static Optional<Outcome> at(Vote vote, Delivery delivery) {
    return switch (delivery) {
      case Delivery.Confirmed confirmed -> Optional.of(confirmed.outcome());
      case Delivery.Lost lost -> Optional.of(Outcome.HEURISTIC_HAZARD);
      case Delivery.Pending pending -> Optional.empty();
      case Delivery.Excused excused ->
          vote instanceof Vote.No ? Optional.of(Outcome.ROLLED_BACK) : Optional.empty();
    };
  }

  /** All participants taken together: proof that machines parted weighs more than not knowing. */
  static Outcome of(List<Vote> votes, Verdict verdict, List<Delivery> deliveries) {
    boolean moved = false;
    boolean stayed = false;
    boolean unknown = false;
    for (int each = 0; each < votes.size(); each++) {
      Optional<Outcome> outcome = at(votes.get(each), deliveries.get(each));
      if (outcome.isPresent()) {
        moved |= moved(outcome.get());
        stayed |= stayed(outcome.get());
        unknown |= outcome.get() == Outcome.HEURISTIC_HAZARD;
      }
    }
    if (moved && stayed) {
      return Outcome.HEURISTIC_MIXED;
    }
    if (unknown) {
      return Outcome.HEURISTIC_HAZARD;
    }
    return switch (verdict) {
      case COMMIT -> stayed ? Outcome.HEURISTIC_ROLLBACK : Outcome.COMMITTED;
      case ABORT -> moved ? Outcome.HEURISTIC_COMMIT : Outcome.ROLLED_BACK;
    };
  }

  /** Who did not do as decided, or cannot say; one sentence each, for people. */
  public static List<String> contradictions(
      CoordinationPlan plan, List<Vote> votes, Verdict verdict, List<Delivery> deliveries) {
    List<String> sentences = new ArrayList<>();
    for (int each = 0; each < votes.size(); each++) {
      Optional<Outcome> outcome = at(votes.get(each), deliveries.get(each));
      if (outcome.isPresent() && !plain(verdict, outcome.get())) {
        String sentence = "%s: %s, while %s was decided";
        sentences.add(
            sentence.formatted(plan.shares().get(each).gateway(), outcome.get(), verdict));
      }
    }
    return sentences;
  }

  /** Whether it is exactly what was decided, without a person's word in it. */
  static boolean plain(Verdict verdict, Outcome outcome) {
    return switch (verdict) {
      case COMMIT -> outcome == Outcome.COMMITTED;
      case ABORT -> outcome == Outcome.ROLLED_BACK;
    };
  }

  private static boolean moved(Outcome outcome) {
    return switch (outcome) {
      case COMMITTED, HEURISTIC_COMMIT, HEURISTIC_MIXED -> true;
      case ROLLED_BACK, HEURISTIC_ROLLBACK, HEURISTIC_HAZARD -> false;
    };
  }

  private static boolean stayed(Outcome outcome) {
    return switch (outcome) {
      case ROLLED_BACK, HEURISTIC_ROLLBACK, HEURISTIC_MIXED -> true;
      case COMMITTED, HEURISTIC_COMMIT, HEURISTIC_HAZARD -> false;
    };
  }
}

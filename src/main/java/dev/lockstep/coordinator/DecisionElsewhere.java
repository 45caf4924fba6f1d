package dev.lockstep.coordinator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A decision that a gateway proposed, which knows nothing of the plan: what it means for it. */
public final class DecisionElsewhere {
  private static final String PUBLISHED = "PUBLISHED";

  private DecisionElsewhere() {}

  /**
   * The record that follows: decided, and to be delivered. A gateway proposes COMMIT only when it
   * has seen that each participant votes COMMIT.
   *
   * @param begun the coordination as it was begun, or as another decision was proposed for it
   * @param by who proposed the decision that stands
   */
  public static CoordinationRecord apply(CoordinationRecord begun, Ruling ruling, String by) {
    Coordination before = begun.coordination();
    CoordinationPlan plan =
        before
            .work()
            .orElseThrow(() -> new IllegalArgumentException("nothing was begun, so none decides"));
    List<Vote> votes =
        before.ballots().stream().map(vote -> vote(vote, ruling.verdict(), by)).toList();
    Coordination next = PreparingTransitions.rule(plan, votes, ruling).next();
    List<TimelineEntry> timeline = new ArrayList<>(begun.timeline());
    timeline.add(
        new TimelineEntry(
            ruling.at(),
            "DecidedElsewhere",
            before.name(),
            next.name(),
            "decided %s by %s".formatted(ruling.verdict(), by)));
    return new CoordinationRecord(next, timeline);
  }

  private static Vote vote(Vote known, Verdict verdict, String by) {
    return switch (verdict) {
      case COMMIT -> known.consents() ? known : new Vote.Yes(PUBLISHED, Optional.empty());
      case ABORT ->
          known instanceof Vote.Awaited ? new Vote.Missing("decided by " + by + " before") : known;
    };
  }
}

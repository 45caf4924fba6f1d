package dev.lockstep.coordinator;

import dev.lockstep.coordinator.Coordination.Absent;
import dev.lockstep.coordinator.Coordination.Preparing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What follows when a coordination is asked for. */
final class AbsentTransitions {
  private AbsentTransitions() {}

  static CoordinationDecision decide(Absent state, CoordinationEvent event) {
    return switch (event) {
      case CoordinationEvent.Requested requested -> begin(requested.plan());
      case CoordinationEvent.Voted voted -> CoordinationDecision.stay(state);
      case CoordinationEvent.VotesDue due -> CoordinationDecision.stay(state);
      case CoordinationEvent.Told told -> CoordinationDecision.stay(state);
      case CoordinationEvent.RetryDue due -> CoordinationDecision.stay(state);
      case CoordinationEvent.ForgetAnswered answered -> CoordinationDecision.stay(state);
      case CoordinationEvent.Restarted restarted -> CoordinationDecision.stay(state);
    };
  }

  /**
   * Durable before the first prepare leaves. If power failed in between, no gateway would have
   * heard of it, and the restart tells all of them to roll back what they never had: harmless. The
   * other way round a gateway would stand in doubt and ask a coordinator that never heard of it;
   * and "never heard of" from one that was restarted after the vote is no abort, but the suspicion
   * of a lost decision (decision 6): presumed abort does not make this write superfluous.
   */
  private static CoordinationDecision begin(CoordinationPlan plan) {
    List<CoordinationEffect> effects = new ArrayList<>();
    for (int each = 0; each < plan.shares().size(); each++) {
      effects.add(new CoordinationEffect.Prepare(plan, each));
    }
    effects.add(new CoordinationEffect.AwaitVotes(plan.terms().timeout()));
    List<Vote> votes = Collections.nCopies(plan.shares().size(), new Vote.Awaited());
    Coordination begun =
        plan.dryRun() ? DryRunTransitions.begun(plan, votes) : new Preparing(plan, votes);
    return CoordinationDecision.forced(begun, effects);
  }
}

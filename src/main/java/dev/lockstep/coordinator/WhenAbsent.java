package dev.lockstep.coordinator;

import dev.lockstep.coordinator.Coordination.Absent;
import dev.lockstep.coordinator.Coordination.Preparing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What follows when a coordination is asked for. */
final class WhenAbsent {
  private WhenAbsent() {}

  static Step decide(Absent state, Event event) {
    return switch (event) {
      case Event.Requested requested -> begin(requested.plan());
      case Event.Voted voted -> Step.stay(state);
      case Event.VotesDue due -> Step.stay(state);
      case Event.Told told -> Step.stay(state);
      case Event.RetryDue due -> Step.stay(state);
      case Event.ForgetAnswered answered -> Step.stay(state);
      case Event.Restarted restarted -> Step.stay(state);
    };
  }

  /**
   * Durable before the first prepare leaves. If power failed in between, no gateway would have
   * heard of it, and the restart tells all of them to roll back what they never had: harmless. The
   * other way round a gateway would stand in doubt and ask a coordinator that never heard of it;
   * and "never heard of" from one that was restarted after the vote is no abort, but the suspicion
   * of a lost decision (DESIGN 6): presumed abort does not make this write superfluous.
   */
  private static Step begin(Plan plan) {
    List<Effect> effects = new ArrayList<>();
    for (int each = 0; each < plan.shares().size(); each++) {
      effects.add(new Effect.Prepare(plan, each));
    }
    effects.add(new Effect.AwaitVotes(plan.terms().timeout()));
    List<Vote> votes = Collections.nCopies(plan.shares().size(), new Vote.Awaited());
    return Step.forced(new Preparing(plan, votes), effects);
  }
}

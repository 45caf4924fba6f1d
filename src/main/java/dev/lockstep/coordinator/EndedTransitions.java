package dev.lockstep.coordinator;

import dev.lockstep.coordinator.Coordination.Ended;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What follows when all have confirmed: they may forget, and are told so. */
final class EndedTransitions {
  private EndedTransitions() {}

  static CoordinationDecision decide(Ended state, CoordinationEvent event) {
    return switch (event) {
      case CoordinationEvent.ForgetAnswered answered ->
          state.forgets().containsKey(answered.participant())
              ? answered(state, answered)
              : CoordinationDecision.stay(state);
      case CoordinationEvent.RetryDue due ->
          state.forgets().containsKey(due.participant())
              ? CoordinationDecision.passing(state, forget(state, due.participant()))
              : CoordinationDecision.stay(state);
      case CoordinationEvent.Restarted restarted ->
          CoordinationDecision.passing(state, forgets(state));
      case CoordinationEvent.Requested again -> CoordinationDecision.stay(state);
      case CoordinationEvent.Voted late -> CoordinationDecision.stay(state);
      case CoordinationEvent.VotesDue late -> CoordinationDecision.stay(state);
      case CoordinationEvent.Told late -> CoordinationDecision.stay(state);
    };
  }

  static List<CoordinationEffect> forgets(Ended state) {
    List<CoordinationEffect> effects = new ArrayList<>();
    state.forgets().keySet().forEach(each -> effects.add(forget(state, each)));
    return effects;
  }

  private static CoordinationEffect forget(Ended state, int participant) {
    return new CoordinationEffect.Forget(
        state.plan().id(), participant, state.plan().shares().get(participant).gateway());
  }

  /**
   * A gateway that is gone for good must not keep the coordination open for ever: what it still
   * remembers is its own, and does no harm.
   *
   * <p>That all have forgotten is written lazily: where a power cut takes it, they are told once
   * more, and a gateway that has forgotten already says so.
   */
  private static CoordinationDecision answered(
      Ended state, CoordinationEvent.ForgetAnswered answered) {
    SortedMap<Integer, Integer> forgets = new TreeMap<>(state.forgets());
    int attempts = forgets.merge(answered.participant(), 1, Integer::sum);
    if (!answered.taken() && attempts < state.plan().terms().forgetMax()) {
      return CoordinationDecision.passing(
          with(state, forgets),
          new CoordinationEffect.Retry(answered.participant(), attempts, Optional.empty()));
    }
    forgets.remove(answered.participant());
    Ended next = with(state, forgets);
    return forgets.isEmpty()
        ? CoordinationDecision.lazily(next)
        : CoordinationDecision.passing(next);
  }

  private static Ended with(Ended state, SortedMap<Integer, Integer> forgets) {
    return new Ended(
        state.plan(), state.votes(), state.ruling(), state.deliveries(), state.at(), forgets);
  }
}

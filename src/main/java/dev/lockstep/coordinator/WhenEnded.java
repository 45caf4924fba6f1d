package dev.lockstep.coordinator;

import dev.lockstep.coordinator.Coordination.Ended;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What follows when all have confirmed: they may forget, and are told so. */
final class WhenEnded {
  private WhenEnded() {}

  static Step decide(Ended state, Event event) {
    return switch (event) {
      case Event.ForgetAnswered answered ->
          state.forgets().containsKey(answered.participant())
              ? answered(state, answered)
              : Step.stay(state);
      case Event.RetryDue due ->
          state.forgets().containsKey(due.participant())
              ? Step.passing(state, forget(state, due.participant()))
              : Step.stay(state);
      case Event.Restarted restarted -> Step.passing(state, forgets(state));
      case Event.Requested again -> Step.stay(state);
      case Event.Voted late -> Step.stay(state);
      case Event.VotesDue late -> Step.stay(state);
      case Event.Told late -> Step.stay(state);
    };
  }

  static List<Effect> forgets(Ended state) {
    List<Effect> effects = new ArrayList<>();
    state.forgets().keySet().forEach(each -> effects.add(forget(state, each)));
    return effects;
  }

  private static Effect forget(Ended state, int participant) {
    return new Effect.Forget(
        state.plan().id(), participant, state.plan().shares().get(participant).gateway());
  }

  /**
   * A gateway that is gone for good must not keep the coordination open for ever: what it still
   * remembers is its own, and harms nobody.
   *
   * <p>That all have forgotten is written lazily: where a power cut takes it, they are told once
   * more, and a gateway that has forgotten already says so.
   */
  private static Step answered(Ended state, Event.ForgetAnswered answered) {
    SortedMap<Integer, Integer> forgets = new TreeMap<>(state.forgets());
    int attempts = forgets.merge(answered.participant(), 1, Integer::sum);
    if (!answered.taken() && attempts < state.plan().terms().forgetMax()) {
      return Step.passing(
          with(state, forgets),
          new Effect.Retry(answered.participant(), attempts, Optional.empty()));
    }
    forgets.remove(answered.participant());
    Ended next = with(state, forgets);
    return forgets.isEmpty() ? Step.lazily(next) : Step.passing(next);
  }

  private static Ended with(Ended state, SortedMap<Integer, Integer> forgets) {
    return new Ended(
        state.plan(), state.votes(), state.ruling(), state.deliveries(), state.at(), forgets);
  }
}

package dev.lockstep.coordinator;

import dev.lockstep.coordinator.Coordination.Decided;
import dev.lockstep.coordinator.Coordination.Ended;
import dev.lockstep.coordinator.Delivery.Confirmed;
import dev.lockstep.coordinator.Delivery.Lost;
import dev.lockstep.coordinator.Delivery.Pending;
import dev.lockstep.transaction.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What follows after the decision: it is told until everybody has confirmed, and never changed. */
final class DecidedTransitions {
  private DecidedTransitions() {}

  static CoordinationDecision decide(Decided state, CoordinationEvent event) {
    return DryRunTransitions.gathering(state)
        ? DryRunTransitions.decide(state, event)
        : deliver(state, event);
  }

  private static CoordinationDecision deliver(Decided state, CoordinationEvent event) {
    return switch (event) {
      case CoordinationEvent.Told told ->
          state.deliveries().get(told.participant()) instanceof Pending pending
              ? told(state, told, pending)
              : CoordinationDecision.stay(state);
      case CoordinationEvent.RetryDue due -> retry(state, due.participant());
      case CoordinationEvent.Restarted restarted ->
          CoordinationDecision.passing(state, deliveries(state));
      // A vote that comes after the decision changes nothing: it was decided without it.
      case CoordinationEvent.Voted late -> CoordinationDecision.stay(state);
      case CoordinationEvent.VotesDue late -> CoordinationDecision.stay(state);
      case CoordinationEvent.Requested again -> CoordinationDecision.stay(state);
      case CoordinationEvent.ForgetAnswered answered -> CoordinationDecision.stay(state);
    };
  }

  static List<CoordinationEffect> deliveries(Decided state) {
    List<CoordinationEffect> effects = new ArrayList<>();
    for (int each = 0; each < state.deliveries().size(); each++) {
      if (state.deliveries().get(each).pending()) {
        effects.add(deliver(state, each));
      }
    }
    return effects;
  }

  private static CoordinationEffect deliver(Decided state, int participant) {
    return new CoordinationEffect.Deliver(
        state.plan().id(),
        participant,
        state.plan().shares().get(participant).gateway(),
        state.ruling().verdict(),
        state.plan().instant());
  }

  private static CoordinationDecision retry(Decided state, int participant) {
    return state.deliveries().get(participant).pending()
        ? CoordinationDecision.passing(state, deliver(state, participant))
        : CoordinationDecision.stay(state);
  }

  private static CoordinationDecision told(
      Decided state, CoordinationEvent.Told told, Pending before) {
    int attempts = before.attempts() + 1;
    return switch (told.receipt()) {
      case Receipt.Ended ended ->
          settled(
              state, told, new Confirmed(ended.outcome(), attempts, before.lastError(), told.at()));
      case Receipt.UnderWay way ->
          again(state, told, new Pending(attempts, 0, Optional.empty()), way.retryAfter());
      case Receipt.Unclear unclear ->
          again(
              state,
              told,
              new Pending(attempts, before.unknowns(), Optional.of(unclear.detail())),
              Optional.empty());
      case Receipt.NotKnown not ->
          switch (state.ruling().verdict()) {
            // Presumed abort: what a gateway does not know cannot commit any more.
            case ABORT ->
                settled(
                    state,
                    told,
                    new Confirmed(Outcome.ROLLED_BACK, attempts, before.lastError(), told.at()));
            case COMMIT -> lost(state, told, before, not.detail());
          };
    };
  }

  /**
   * It voted COMMIT, and knows nothing of it. That may pass (the wrong journal is mounted, a proxy
   * answers for it), so it is asked a few times before the hazard is put on record.
   */
  private static CoordinationDecision lost(
      Decided state, CoordinationEvent.Told told, Pending before, String detail) {
    int attempts = before.attempts() + 1;
    int unknowns = before.unknowns() + 1;
    if (unknowns >= state.plan().terms().lostMax()) {
      return settled(state, told, new Lost(attempts, detail, told.at()));
    }
    Pending next = new Pending(attempts, unknowns, Optional.of(detail));
    return again(state, told, next, Optional.empty());
  }

  private static CoordinationDecision again(
      Decided state, CoordinationEvent.Told told, Pending next, Optional<Duration> asked) {
    return CoordinationDecision.passing(
        with(state, told.participant(), next),
        new CoordinationEffect.Retry(told.participant(), next.attempts(), asked));
  }

  /**
   * A plain confirmation need not be durable while others are awaited: no gateway may forget before
   * the end is written, so it would say the same again. A contradiction is written at once: an
   * operator may clear it away at the gateway long before the last one confirms.
   */
  private static CoordinationDecision settled(
      Decided state, CoordinationEvent.Told told, Delivery settled) {
    Decided next = with(state, told.participant(), settled);
    if (next.deliveries().stream().noneMatch(Delivery::pending)) {
      Ended ended = end(next, next.deliveries(), told.at());
      return CoordinationDecision.forced(ended, EndedTransitions.forgets(ended));
    }
    return plain(state, settled)
        ? CoordinationDecision.passing(next)
        : CoordinationDecision.forced(next, List.of());
  }

  private static boolean plain(Decided state, Delivery settled) {
    return switch (settled) {
      case Confirmed confirmed ->
          OutcomeSummary.plain(state.ruling().verdict(), confirmed.outcome());
      case Lost lost -> false;
      case Pending pending -> true;
      case Delivery.Excused excused -> true;
    };
  }

  /**
   * Only now, with the end durable, may the gateways forget: one that forgot earlier would answer a
   * repeated commit after a restart with "not known", and look as if it had lost its vote. Nor is
   * the caller told the end before (P1, P2): an operator may clear the record away at a gateway,
   * and a restart that had to ask again would report a hazard where COMMITTED was said. After a
   * heuristic end no gateway forgets: the readings that explain it lie at the gateways.
   */
  static Ended end(Decided state, List<Delivery> deliveries, Instant at) {
    boolean heuristic =
        OutcomeSummary.of(state.votes(), state.ruling().verdict(), deliveries).heuristic()
            || !OutcomeSummary.contradictions(
                    state.plan(), state.votes(), state.ruling().verdict(), deliveries)
                .isEmpty();
    SortedMap<Integer, Integer> forgets = new TreeMap<>();
    for (int each = 0; each < state.votes().size() && !heuristic; each++) {
      if (!(state.votes().get(each) instanceof Vote.Taken)) {
        forgets.put(each, 0);
      }
    }
    return new Ended(state.plan(), state.votes(), state.ruling(), deliveries, at, forgets);
  }

  private static Decided with(Decided state, int participant, Delivery delivery) {
    List<Delivery> deliveries = new ArrayList<>(state.deliveries());
    deliveries.set(participant, delivery);
    return new Decided(state.plan(), state.votes(), state.ruling(), deliveries);
  }
}

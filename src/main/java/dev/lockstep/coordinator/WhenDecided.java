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
final class WhenDecided {
  private WhenDecided() {}

  static Step decide(Decided state, Event event) {
    return switch (event) {
      case Event.Told told ->
          state.deliveries().get(told.participant()) instanceof Pending pending
              ? told(state, told, pending)
              : Step.stay(state);
      case Event.RetryDue due -> retry(state, due.participant());
      case Event.Restarted restarted -> Step.passing(state, deliveries(state));
      // A vote that comes after the decision changes nothing: it was decided without it.
      case Event.Voted late -> Step.stay(state);
      case Event.VotesDue late -> Step.stay(state);
      case Event.Requested again -> Step.stay(state);
      case Event.ForgetAnswered answered -> Step.stay(state);
    };
  }

  static List<Effect> deliveries(Decided state) {
    List<Effect> effects = new ArrayList<>();
    for (int each = 0; each < state.deliveries().size(); each++) {
      if (state.deliveries().get(each).pending()) {
        effects.add(deliver(state, each));
      }
    }
    return effects;
  }

  private static Effect deliver(Decided state, int participant) {
    return new Effect.Deliver(
        state.plan().id(),
        participant,
        state.plan().shares().get(participant).gateway(),
        state.ruling().verdict());
  }

  private static Step retry(Decided state, int participant) {
    return state.deliveries().get(participant).pending()
        ? Step.passing(state, deliver(state, participant))
        : Step.stay(state);
  }

  private static Step told(Decided state, Event.Told told, Pending before) {
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
  private static Step lost(Decided state, Event.Told told, Pending before, String detail) {
    int attempts = before.attempts() + 1;
    int unknowns = before.unknowns() + 1;
    if (unknowns >= state.plan().terms().lostMax()) {
      return settled(state, told, new Lost(attempts, detail, told.at()));
    }
    Pending next = new Pending(attempts, unknowns, Optional.of(detail));
    return again(state, told, next, Optional.empty());
  }

  private static Step again(
      Decided state, Event.Told told, Pending next, Optional<Duration> asked) {
    return Step.passing(
        with(state, told.participant(), next),
        new Effect.Retry(told.participant(), next.attempts(), asked));
  }

  /**
   * A plain confirmation need not be durable while others are awaited: no gateway may forget before
   * the end is written, so it would say the same again. A contradiction is written at once: an
   * operator may clear it away at the gateway long before the last one confirms.
   */
  private static Step settled(Decided state, Event.Told told, Delivery settled) {
    Decided next = with(state, told.participant(), settled);
    if (next.deliveries().stream().noneMatch(Delivery::pending)) {
      Ended ended = end(next, next.deliveries(), told.at());
      return Step.forced(ended, WhenEnded.forgets(ended));
    }
    return plain(state, settled) ? Step.passing(next) : Step.forced(next, List.of());
  }

  private static boolean plain(Decided state, Delivery settled) {
    return switch (settled) {
      case Confirmed confirmed -> Outcomes.plain(state.ruling().verdict(), confirmed.outcome());
      case Lost lost -> false;
      case Pending pending -> true;
      case Delivery.Excused excused -> true;
    };
  }

  /**
   * Only now, with the end durable, may the gateways forget: one that forgot earlier would answer a
   * repeated commit after a restart with "not known", and look as if it had lost its vote. Nor is
   * whoever asked told the end before (DESIGN P1, P2): an operator may clear the record away at a
   * gateway, and a restart that had to ask again would report a hazard where COMMITTED was said.
   * After a heuristic end nobody forgets: the readings that explain it lie at the gateways.
   */
  static Ended end(Decided state, List<Delivery> deliveries, Instant at) {
    boolean heuristic =
        Outcomes.of(state.votes(), state.ruling().verdict(), deliveries).heuristic()
            || !Outcomes.contradictions(
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

package dev.lockstep.coordinator;

import dev.lockstep.coordinator.Coordination.Decided;
import dev.lockstep.device.DurationFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What follows in a dry run while its votes are gathered. It is decided before it is asked: ABORT
 * stands in the log when the first prepare leaves, so that no process, neither this coordinator
 * after a crash, nor another one, nor a gateway that finishes by itself, can make a COMMIT of it.
 *
 * <p>The crash story: 1. ABORT is durable; 2. gateways vote COMMIT, and stand prepared; 3. the
 * coordinator is killed; 4. a gateway in doubt reads ABORT and rolls back; the restart finds the
 * decision undelivered, and tells it to all.
 */
final class DryRunTransitions {
  static final String REASON = "a dry run is rolled back, whatever the votes are";

  private DryRunTransitions() {}

  /** The state when it begins. */
  static Decided begun(CoordinationPlan plan, List<Vote> votes) {
    List<Delivery> pending = votes.stream().<Delivery>map(vote -> Delivery.Pending.FIRST).toList();
    return new Decided(plan, votes, new Ruling(Verdict.ABORT, List.of(REASON), plan.at()), pending);
  }

  /** Whether votes are still awaited, and so no gateway is told yet. */
  static boolean gathering(Decided state) {
    return state.plan().dryRun() && state.votes().stream().anyMatch(Vote.Awaited.class::isInstance);
  }

  static CoordinationDecision decide(Decided state, CoordinationEvent event) {
    return switch (event) {
      case CoordinationEvent.Voted voted -> voted(state, voted);
      case CoordinationEvent.VotesDue due ->
          told(
              missing(
                  state,
                  "did not vote within " + DurationFormat.of(state.plan().terms().timeout())),
              due.at());
      // Votes died with the process; that they did costs the report, and no machine.
      case CoordinationEvent.Restarted restarted ->
          told(missing(state, "the coordinator restarted before all had voted"), restarted.at());
      case CoordinationEvent.Requested again -> CoordinationDecision.stay(state);
      // No gateway was told anything yet.
      case CoordinationEvent.Told told -> CoordinationDecision.stay(state);
      case CoordinationEvent.RetryDue due -> CoordinationDecision.stay(state);
      case CoordinationEvent.ForgetAnswered answered -> CoordinationDecision.stay(state);
    };
  }

  /**
   * All that have voted stand prepared until the last vote is in: what the machines would be asked
   * together is tried together. A refusal ends nothing early; each reason is wanted.
   */
  private static CoordinationDecision voted(Decided state, CoordinationEvent.Voted voted) {
    if (!(state.votes().get(voted.participant()) instanceof Vote.Awaited)) {
      return CoordinationDecision.stay(state);
    }
    List<Vote> votes = new ArrayList<>(state.votes());
    votes.set(voted.participant(), voted.vote());
    Decided next = new Decided(state.plan(), votes, state.ruling(), state.deliveries());
    return gathering(next) ? CoordinationDecision.passing(next) : told(next, voted.at());
  }

  private static Decided missing(Decided state, String why) {
    UnaryOperator<Vote> filled =
        vote -> vote instanceof Vote.Awaited ? new Vote.Missing(why) : vote;
    return new Decided(
        state.plan(),
        state.votes().stream().map(filled).toList(),
        state.ruling(),
        state.deliveries());
  }

  /**
   * Forced, as the decision after a refusal is: the votes are in it, and with them who must not be
   * told, because the id is another transaction's there.
   */
  private static CoordinationDecision told(Decided voted, Instant at) {
    return PreparingTransitions.rule(voted.plan(), voted.votes(), voted.ruling(), at);
  }
}

package dev.lockstep.app;

import dev.lockstep.participant.DecisionListener;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RefusalListener;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Decision;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;

/** Metrics of what happens: votes, outcomes, refusals (Micrometer). Thread-safe. */
@Singleton
final class GatewayMetrics implements DecisionListener, RefusalListener {
  private final MeterRegistry registry;
  private final SystemTime time;
  private final LatencyMetrics latencies;
  private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
  private final Map<ProblemType, Counter> rejections = new EnumMap<>(ProblemType.class);
  private final Counter contradictions;
  private final Counter lapses;
  private final Counter breaches;
  private final Counter commitVotes;
  private final Counter readOnlyVotes;
  private final Counter rollbackVotes;

  GatewayMetrics(MeterRegistry registry, SystemTime time) {
    this.registry = registry;
    this.time = time;
    forgetEarlierRun(registry);
    latencies = new LatencyMetrics(registry, time);
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(
          outcome,
          Counter.builder("lockstep.outcomes")
              .description("transactions that ended here, by outcome; heuristic ones need a look")
              .tag("outcome", outcome.name())
              .register(registry));
    }
    for (ProblemType type : ProblemType.values()) {
      rejections.put(
          type,
          Counter.builder("lockstep.rest.rejections")
              .description("requests that were refused, by kind of problem")
              .tag("problem", type.name())
              .register(registry));
    }
    contradictions =
        counter(
            "lockstep.contradictions",
            "transactions that a person ended otherwise than they were decided");
    lapses =
        counter(
            "lockstep.promises.lapsed", "votes whose promise lapsed before their decision came");
    breaches =
        counter(
            "lockstep.requirements.broken",
            "changes of what a vote requires, to the worse, while its decision was awaited");
    commitVotes = vote("COMMIT");
    readOnlyVotes = vote("READ_ONLY");
    rollbackVotes = vote("ROLLBACK");
  }

  /**
   * Removes the meters of an earlier run in the same process, as after a reload in development
   * mode: they would go on showing a gateway that is closed.
   */
  private static void forgetEarlierRun(MeterRegistry registry) {
    registry.getMeters().stream()
        .filter(meter -> meter.getId().getName().startsWith("lockstep."))
        .forEach(registry::remove);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private Counter vote(String vote) {
    return Counter.builder("lockstep.votes")
        .description("votes cast")
        .tag("vote", vote)
        .register(registry);
  }

  /**
   * What times the links to devices.
   *
   * @param namedMax devices that are counted under their own name
   */
  DeviceLinks.Metering devices(int namedMax) {
    return new DeviceMeters(registry, time, namedMax);
  }

  /** What times votes, commits and disks, and counts coordinations. */
  LatencyMetrics latencies() {
    return latencies;
  }

  @Override
  public void count(ProblemType type) {
    of(rejections, type).increment();
  }

  @Override
  public void decided(State before, Event event, Decision decision) {
    latencies.decided(before, event, decision);
    State after = decision.next();
    if (before.cast().isEmpty() && after.cast().isPresent()) {
      voted(after.cast().get());
    }
    if (against(after) && !against(before)) {
      contradictions.increment();
    }
    if (!before.equals(after) && event instanceof Event.PromiseLapsed) {
      lapses.increment();
    }
    if (!before.equals(after)
        && event instanceof Event.RequirementsSeen seen
        && !seen.broken().isEmpty()) {
      breaches.increment();
    }
    if (after instanceof State.Ended ended
        && ended.outcome().isPresent()
        && !(before instanceof State.Ended known && known.outcome().isPresent())) {
      of(outcomes, ended.outcome().get()).increment();
    }
  }

  private static boolean against(State state) {
    return state.decider().flatMap(Decided::against).isPresent();
  }

  private void voted(Ballot ballot) {
    switch (ballot) {
      case Ballot.Yes yes -> commitVotes.increment();
      case Ballot.ReadOnly readOnly -> readOnlyVotes.increment();
      case Ballot.No no -> rollbackVotes.increment();
    }
  }

  private static <K> Counter of(Map<K, Counter> counters, K key) {
    Counter counter = counters.get(key);
    if (counter == null) {
      throw new IllegalStateException("a counter for each: " + key);
    }
    return counter;
  }
}

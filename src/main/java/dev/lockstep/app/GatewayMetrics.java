package dev.lockstep.app;

import dev.lockstep.app.security.ClosedConnections;
import dev.lockstep.app.security.ConnectionLimit;
import dev.lockstep.coordinator.CoordinationListener;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.ensemble.ZooKeeperDecisionLog;
import dev.lockstep.journal.JournalMeter;
import dev.lockstep.journal.SqliteDecisionLog;
import dev.lockstep.participant.DecisionListener;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.rest.CertificateExpiry;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RefusalListener;
import dev.lockstep.rest.TransactionDetails;
import dev.lockstep.rest.restat.EnlistmentRelocation;
import dev.lockstep.rest.restat.PendingEnlistments;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Decision;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Metrics (Micrometer). Thread-safe. */
@Singleton
public final class GatewayMetrics implements DecisionListener, RefusalListener {
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

  /** What counts and times coordinations. */
  CoordinationListener coordinations() {
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

  /** Gauges of an open gateway. */
  public void watch(Gateway gateway, TransactionDetails details, boolean insecure) {
    for (State.Name name : State.Name.values()) {
      if (name != State.Name.ABSENT && name != State.Name.ENDED) {
        live(gateway, "lockstep.transactions." + lower(name), state -> state.name() == name)
            .description("live transactions in this state")
            .register(registry);
      }
    }
    live(gateway, "lockstep.transactions.in.doubt", details::inDoubt)
        .description("voted COMMIT, and no decision for long")
        .register(registry);
    live(gateway, "lockstep.transactions.held.back", GatewayMetrics::heldBack)
        .description("commits whose machines start by themselves once what they require holds")
        .register(registry);
    live(gateway, "lockstep.transactions.withheld", standing(State.Committing.Standing.WITHHELD))
        .description("commits that wait for an operator's release")
        .register(registry);
    live(gateway, "lockstep.transactions.stuck", standing(State.Committing.Standing.STUCK))
        .description("commits that wait for an operator's look")
        .register(registry);
    for (Intervention.Kind kind : Intervention.Kind.values()) {
      waiting(gateway, kind).register(registry);
    }
    live(gateway, "lockstep.transactions.broken", GatewayMetrics::broken)
        .description("voted COMMIT on what holds no longer: a requirement, or a lapsed promise")
        .register(registry);
    Gauge.builder(
            "lockstep.heuristics.unforgotten", gateway, each -> each.participant().alarmCount())
        .description("transactions that a person ended, and that are not forgotten yet")
        .register(registry);
    for (LinkStatus.State state : LinkStatus.State.values()) {
      Gauge.builder("lockstep.devices", gateway, each -> links(each, state))
          .description("devices by the state of their connection")
          .tag("state", state.name())
          .register(registry);
    }
    Gauge.builder("lockstep.insecure", () -> insecure ? 1 : 0)
        .description("1 where others can reach the gateway without TLS and authentication")
        .register(registry);
    journal(gateway.journal().meter());
    latencies.watch(gateway.journal().meter(), "transactions");
  }

  /** Meters of the coordinator's log, where it is a file. */
  public void watch(SqliteDecisionLog<?> log) {
    latencies.watch(log.meter(), "coordinations");
  }

  /** Gauges of what stands in the way now, as health has it in sentences. */
  public void watch(StandingTroubles troubles) {
    for (StandingTroubles.Part part : StandingTroubles.Part.values()) {
      Gauge.builder("lockstep.troubles", troubles, each -> each.count(part))
          .description("what stands in the way now, by part: health has a sentence for each")
          .tag("part", part.name())
          .register(registry);
    }
  }

  /** Gauge of enlistments that REST-AT coordinators have not asked to prepare. */
  public void watch(PendingEnlistments enlistments) {
    Gauge.builder("lockstep.restat.enlisted", enlistments, PendingEnlistments::size)
        .description("REST-AT transactions taken part in that were not asked to prepare yet")
        .register(registry);
  }

  /** Gauge of transactions whose REST-AT coordinators do not know the new address. */
  public void watch(EnlistmentRelocation change) {
    Gauge.builder("lockstep.restat.untold", change, EnlistmentRelocation::pending)
        .description("live REST-AT transactions whose coordinators do not know the new address")
        .register(registry);
  }

  /** Gauges of the certificates' ends. */
  public void watch(CertificateExpiry certificates) {
    for (CertificateExpiry.Kind kind : CertificateExpiry.Kind.values()) {
      Gauge.builder("lockstep.certificate.left", certificates, each -> seconds(each.left(kind)))
          .description("time until a certificate expires; NaN where there is none of its kind")
          .baseUnit("seconds")
          .tag("certificate", kind.name())
          .register(registry);
    }
  }

  private static double seconds(Optional<Duration> left) {
    return left.map(each -> (double) each.toSeconds()).orElse(Double.NaN);
  }

  /** Gauges of the coordinators' common log. */
  public void watch(ZooKeeperDecisionLog<?> log) {
    Gauge.builder("lockstep.ensemble.usable", log, each -> each.troubles().isEmpty() ? 1 : 0)
        .description("1 where coordinations may be begun on the ensemble")
        .register(registry);
    Gauge.builder("lockstep.ensemble.replicas", log, ZooKeeperDecisionLog::replicas)
        .description("coordinators that live, this one among them")
        .register(registry);
    Gauge.builder("lockstep.ensemble.planless", log, ZooKeeperDecisionLog::planless)
        .description("verdicts of gateways whose plan was lost with its coordinator")
        .register(registry);
  }

  /** Gauges and counters of the plant's bus. */
  public void watch(OutboxPart outbox, OrdersPart orders) {
    BusMetrics bus = new BusMetrics(registry);
    bus.watch(outbox);
    bus.watch(orders);
  }

  /** Gauges and counters of the connections to this gateway. */
  public void watch(ConnectionLimit connections) {
    Gauge.builder("lockstep.http.connections", connections, ConnectionLimit::open)
        .description("connections to this gateway")
        .register(registry);
    Gauge.builder("lockstep.http.connections.silent", connections, ConnectionLimit::silent)
        .description("connections that have not asked for anything yet")
        .register(registry);
    for (ClosedConnections.Cause cause : ClosedConnections.Cause.values()) {
      FunctionCounter.builder(
              "lockstep.http.connections.closed",
              connections.closed(),
              closed -> closed.count(cause))
          .description("connections closed for want of room, or because they asked for nothing")
          .tag("cause", cause.name())
          .register(registry);
    }
  }

  private static Gauge.Builder<Gateway> waiting(Gateway gateway, Intervention.Kind kind) {
    return Gauge.builder(
            "lockstep.transactions.waiting",
            gateway,
            each -> each.participant().waiting().getOrDefault(kind, 0L))
        .description("live transactions that wait for a person, by what for")
        .tag("kind", kind.name());
  }

  static boolean heldBack(State state) {
    return state instanceof State.Committing committing && committing.heldBack();
  }

  private static boolean broken(State state) {
    return state instanceof State.Prepared prepared && !prepared.broken().isEmpty();
  }

  private static Gauge.Builder<Gateway> live(Gateway gateway, String name, Predicate<State> which) {
    return Gauge.builder(
        name, gateway, each -> each.participant().live().stream().filter(which).count());
  }

  private static String lower(State.Name name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  private static Predicate<State> standing(State.Committing.Standing wanted) {
    return state -> state instanceof State.Committing committing && committing.standing() == wanted;
  }

  private static double links(Gateway gateway, LinkStatus.State state) {
    return gateway.links().all().stream()
        .filter(each -> each.link().status().state() == state)
        .count();
  }

  private void journal(JournalMeter meter) {
    counter(meter, "appends", "durable appends", JournalMeter::appends);
    counter(meter, "appends.lazy", "appends without a waiting caller", JournalMeter::lazyAppends);
    counter(meter, "fsyncs", "groups that were made durable", JournalMeter::fsyncs);
    counter(meter, "failures", "appends that did not become durable", JournalMeter::failures);
    counter(meter, "bytes", "bytes of rows written", JournalMeter::bytes);
    counter(meter, "lost", "lazy appends that were lost", JournalMeter::lazyLosses);
    Gauge.builder("lockstep.journal.group.max", meter, JournalMeter::groupMax)
        .description("the most appends that shared one fsync")
        .register(registry);
    Gauge.builder("lockstep.journal.wait.max.seconds", meter, each -> seconds(each.waitMax()))
        .description("the longest that an append waited")
        .register(registry);
    FunctionCounter.builder("lockstep.journal.wait.seconds", meter, each -> seconds(each.waitSum()))
        .description("all waiting of appends together")
        .register(registry);
  }

  private void counter(
      JournalMeter meter, String name, String description, ToDoubleFunction<JournalMeter> count) {
    FunctionCounter.builder("lockstep.journal." + name, meter, count)
        .description(description)
        .register(registry);
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}

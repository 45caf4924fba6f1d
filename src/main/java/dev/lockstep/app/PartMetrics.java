package dev.lockstep.app;

import dev.lockstep.app.security.ClosedConnections;
import dev.lockstep.app.security.ConnectionLimit;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.ensemble.ZooKeeperDecisionLog;
import dev.lockstep.journal.SqliteDecisionLog;
import dev.lockstep.rest.CertificateExpiry;
import dev.lockstep.rest.TransactionDetails;
import dev.lockstep.rest.restat.EnlistmentRelocation;
import dev.lockstep.rest.restat.PendingEnlistments;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.State;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Gauges and counters that ask the gateway's parts when they are read (Micrometer). Thread-safe.
 */
@Singleton
public final class PartMetrics {
  private final MeterRegistry registry;
  private final LatencyMetrics latencies;

  /**
   * @param earlier made before: it forgets the meters of an earlier run
   */
  PartMetrics(MeterRegistry registry, GatewayMetrics earlier) {
    this.registry = registry;
    this.latencies = earlier.latencies();
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
    live(gateway, "lockstep.transactions.held.back", LiveStates::heldBack)
        .description("commits whose machines start by themselves once what they require holds")
        .register(registry);
    live(gateway, "lockstep.transactions.withheld", LiveStates::withheld)
        .description("commits that wait for an operator's release")
        .register(registry);
    live(gateway, "lockstep.transactions.stuck", LiveStates::stuck)
        .description("commits that wait for an operator's look")
        .register(registry);
    for (Intervention.Kind kind : Intervention.Kind.values()) {
      waiting(gateway, kind).register(registry);
    }
    live(gateway, "lockstep.transactions.broken", LiveStates::broken)
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
    new JournalMetrics(registry).watch(gateway.journal().meter());
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

  private static Gauge.Builder<Gateway> live(Gateway gateway, String name, Predicate<State> which) {
    return Gauge.builder(
        name, gateway, each -> each.participant().live().stream().filter(which).count());
  }

  private static String lower(State.Name name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  private static double links(Gateway gateway, LinkStatus.State state) {
    return gateway.links().all().stream()
        .filter(each -> each.link().status().state() == state)
        .count();
  }

  private static double seconds(Optional<Duration> left) {
    return left.map(each -> (double) each.toSeconds()).orElse(Double.NaN);
  }
}

package dev.lockstep.app;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationListener;
import dev.lockstep.coordinator.Ruling;
import dev.lockstep.coordinator.Verdict;
import dev.lockstep.device.Moment;
import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalMeter;
import dev.lockstep.participant.DecisionListener;
import dev.lockstep.transaction.Decision;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Histograms of what callers and disks wait for, with few and fixed buckets, so that those of all
 * gateways add up. Thread-safe; what is recorded is durable already.
 */
final class LatencyMetrics implements DecisionListener, CoordinationListener {
  private static final Duration[] WAITS =
      bounds("PT0.005S PT0.01S PT0.025S PT0.05S PT0.1S PT0.25S PT0.5S PT1S PT2.5S PT5S PT10S PT1M");
  private static final Duration[] DISK =
      bounds("PT0.0005S PT0.001S PT0.0025S PT0.005S PT0.01S PT0.025S PT0.1S PT0.5S PT1S PT5S");

  private final MeterRegistry registry;
  private final TimeSource clock;

  /** Ticks of another run compare with nothing. */
  private final String run;

  private final Timer votes;
  private final Timer commits;
  private final Timer awaited;
  private final Timer decisions;
  private final Timer deliveries;
  private final Counter committed;
  private final Counter aborted;

  LatencyMetrics(MeterRegistry registry, TimeSource clock) {
    this.registry = registry;
    this.clock = clock;
    run = clock.now().run();
    votes = timer("lockstep.vote", "from a prepare until its vote is durable");
    commits = timer("lockstep.commit", "from the commit's arrival until it is done, durably");
    awaited = timer("lockstep.coordination.votes", "from a coordination's begin to its decision");
    decisions = timer("lockstep.coordination.decision", "until a decision is durable");
    deliveries = timer("lockstep.coordination.delivery", "from a decision until all confirmed it");
    committed = verdict(Verdict.COMMIT);
    aborted = verdict(Verdict.ABORT);
  }

  private static Duration[] bounds(String list) {
    return Stream.of(list.split(" ")).map(Duration::parse).toArray(Duration[]::new);
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(WAITS)
        .register(registry);
  }

  private Counter verdict(Verdict verdict) {
    return Counter.builder("lockstep.coordinations")
        .description("coordinations that were decided here, by verdict")
        .tag("verdict", verdict.name())
        .register(registry);
  }

  @Override
  public void decided(State before, Event event, Decision decision) {
    State after = decision.next();
    if (before.cast().isEmpty() && after.cast().isPresent()) {
      record(votes, before instanceof State.Preparing asked ? asked.since() : event.at());
    }
    if (before instanceof State.Committing committing
        && after instanceof State.Ended ended
        && ended.outcome().filter(Outcome.COMMITTED::equals).isPresent()) {
      record(commits, committing.decided().at());
    }
  }

  /** What began in an earlier run is left out: it says how long the gateway was away. */
  private void record(Timer timer, Moment since) {
    if (since.run().equals(run)) {
      timer.record(clock.ticks() - since.ticks(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void stepped(Coordination before, Coordination after) {
    if (before instanceof Coordination.Preparing begun && after.decision().isPresent()) {
      Ruling ruling = after.decision().get();
      record(awaited, begun.plan().at(), ruling.at());
      record(decisions, ruling.at(), clock.now().wall());
      (ruling.verdict() == Verdict.COMMIT ? committed : aborted).increment();
    }
    if (before instanceof Coordination.Decided decided && after instanceof Coordination.Ended end) {
      record(deliveries, decided.ruling().at(), end.at());
    }
  }

  /** Wall clock: these moments are read back from the log. One that jumps back counts nothing. */
  private static void record(Timer timer, Instant since, Instant until) {
    timer.record(Duration.between(since, until));
  }

  /** What callers and disk wait for at this log. */
  void watch(JournalMeter meter, String log) {
    Timer appends = disk("append", log, "from an append until it would survive a power cut");
    Timer queue = disk("queued", log, "the longest wait in a group until its write begins");
    Timer commit = disk("commit", log, "writing a group and its fsync");
    meter.observe(
        new JournalMeter.Observer() {
          @Override
          public void waited(long nanos) {
            appends.record(nanos, TimeUnit.NANOSECONDS);
          }

          @Override
          public void queued(long nanos) {
            queue.record(nanos, TimeUnit.NANOSECONDS);
          }

          @Override
          public void committed(long nanos) {
            commit.record(nanos, TimeUnit.NANOSECONDS);
          }
        });
    Gauge.builder("lockstep.journal.queue", meter, JournalMeter::queue)
        .description("entries that wait for their write")
        .tag("log", log)
        .register(registry);
  }

  private Timer disk(String what, String log, String description) {
    return Timer.builder("lockstep.journal." + what)
        .description(description)
        .tag("log", log)
        .serviceLevelObjectives(DISK)
        .register(registry);
  }
}

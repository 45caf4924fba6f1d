package dev.lockstep.app;

import dev.lockstep.journal.JournalMeter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** Metrics of the journal of transactions: what it wrote, and how long its callers waited. */
final class JournalMetrics {
  private final MeterRegistry registry;

  JournalMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void watch(JournalMeter meter) {
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

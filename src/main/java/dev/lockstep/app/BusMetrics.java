package dev.lockstep.app;

import dev.lockstep.outbox.ChannelStanding;
import dev.lockstep.outbox.OrderChannelStanding;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Metrics of the plant's bus, by channel; none of a part that is off. */
final class BusMetrics {
  private static final String CHANNEL = "channel";

  private final MeterRegistry registry;

  BusMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** What is told. */
  void watch(OutboxPart outbox) {
    for (ChannelStanding channel : outbox.standing()) {
      String name = channel.name();
      Gauge.builder(
              "lockstep.outbox.waiting", outbox, each -> sum(each, name, ChannelStanding::waiting))
          .description("entries that wait to be told")
          .tag(CHANNEL, name)
          .register(registry);
      Gauge.builder(
              "lockstep.outbox.lag.seconds", outbox, each -> sum(each, name, OutboxStanding::lag))
          .description("how long the oldest entry waits to be told")
          .tag(CHANNEL, name)
          .register(registry);
      told("told", "events that the broker acknowledged", outbox, name, ChannelStanding::told);
      told("failures", "attempts that failed", outbox, name, ChannelStanding::failures);
      told("dropped", "entries that were not told", outbox, name, ChannelStanding::dropped);
    }
  }

  private void told(
      String what,
      String description,
      OutboxPart outbox,
      String channel,
      ToDoubleFunction<ChannelStanding> count) {
    FunctionCounter.builder("lockstep.outbox." + what, outbox, each -> sum(each, channel, count))
        .description(description)
        .tag(CHANNEL, channel)
        .register(registry);
  }

  private static double sum(
      OutboxPart outbox, String channel, ToDoubleFunction<ChannelStanding> count) {
    return outbox.standing().stream()
        .filter(each -> each.name().equals(channel))
        .mapToDouble(count)
        .sum();
  }

  /** What is ordered. */
  void watch(OrdersPart orders) {
    for (OrderChannelStanding channel : orders.standing()) {
      gauge(
          channel,
          "lag.seconds",
          "how long the oldest order that is here is not acknowledged",
          each -> each.oldest().toMillis() / 1e3);
      gauge(
          channel,
          "usable",
          "1 where the channel takes orders",
          each -> each.trouble().isEmpty() ? 1 : 0);
      ordered(
          channel, "taken", "orders that are durable, repeats too", OrderChannelStanding::taken);
      ordered(channel, "repeated", "orders that were known before", OrderChannelStanding::repeated);
      ordered(channel, "refused", "orders that became dead letters", OrderChannelStanding::refused);
      ordered(
          channel,
          "failures",
          "attempts that left an order unacknowledged, to be tried again",
          OrderChannelStanding::failures);
    }
  }

  private void gauge(
      OrderChannelStanding channel,
      String what,
      String description,
      ToDoubleFunction<OrderChannelStanding> value) {
    Gauge.builder("lockstep.orders." + what, channel, value)
        .description(description)
        .tag(CHANNEL, channel.name())
        .register(registry);
  }

  private void ordered(
      OrderChannelStanding channel,
      String what,
      String description,
      ToDoubleFunction<OrderChannelStanding> count) {
    FunctionCounter.builder("lockstep.orders." + what, channel, count)
        .description(description)
        .tag(CHANNEL, channel.name())
        .register(registry);
  }
}

package dev.lockstep.app;

import dev.lockstep.outbox.ChannelStanding;
import dev.lockstep.rest.OutboxViews;

/** The outbox as the API and the metrics show it. */
final class OutboxStanding {
  private OutboxStanding() {}

  static OutboxViews.Standing of(OutboxPart part) {
    return new OutboxViews.Standing(
        part.on(), part.standing().stream().map(OutboxStanding::channel).toList());
  }

  private static OutboxViews.Channel channel(ChannelStanding channel) {
    return new OutboxViews.Channel(
        channel.name(),
        channel.target(),
        channel.waiting(),
        channel.told(),
        channel.failures(),
        channel.dropped(),
        channel.trouble(),
        channel.lastError().map(each -> new OutboxViews.Failure(each.message(), each.at())),
        channel.sources().stream()
            .map(
                each ->
                    new OutboxViews.Source(
                        each.name(),
                        each.cursor(),
                        each.last(),
                        each.waiting(),
                        each.dropped(),
                        each.oldest()))
            .toList());
  }

  /** How long the oldest entry waits, in seconds. */
  static double lag(ChannelStanding channel) {
    return channel.sources().stream()
        .mapToDouble(each -> each.oldest().toMillis() / 1e3)
        .max()
        .orElse(0);
  }
}

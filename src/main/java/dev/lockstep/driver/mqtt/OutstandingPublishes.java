package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Moment;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.FenceResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The register of publishes that may still arrive: the fence of P5a. Thread-safe.
 *
 * <p>A message expires a known time after the broker received it. The broker has received it at the
 * latest at its acknowledgement, or else at the CONNACK of the next connection: with the same
 * client id the broker then ends the old connection (MQTT 5, 3.1.4), and receives nothing more from
 * it. Until one of the two arrives, the message may stay in a socket for any time, and the fence is
 * open.
 */
final class OutstandingPublishes {
  /** The id of a message that moves no device and is not registered. */
  static final long UNREGISTERED = 0;

  /** The pause before another attempt where the remaining time is not known. */
  private static final Duration RETRY = Duration.ofMillis(500);

  private final TimeSource clock;
  private final Duration expiryMax;
  private final Duration margin;
  private final Moment opened;

  /** A publish without an acknowledgement. */
  private record UnderWay(Duration expiry, long leftAt) {}

  private final Map<Long, UnderWay> underWay = new HashMap<>();
  private long lastId;
  private long expiredBy;
  private boolean connectedOnce;
  private long earlierRunsExpiredBy;

  OutstandingPublishes(TimeSource clock, MqttSettings.Sending limits) {
    this.clock = clock;
    this.expiryMax = limits.expiryMax();
    this.margin = limits.fenceMargin();
    this.opened = clock.now();
    this.expiredBy = opened.ticks();
    this.earlierRunsExpiredBy = opened.ticks();
  }

  /**
   * Registers a publish immediately before its send.
   *
   * @return its id
   */
  synchronized long register(Duration expiry) {
    underWay.put(++lastId, new UnderWay(expiry, clock.now().ticks()));
    return lastId;
  }

  /** Records the result of a publish. Where the result is not certain, it stays registered. */
  synchronized void complete(long id, PublishResult published) {
    switch (published) {
      case PublishResult.Acknowledged taken -> received(id);
      case PublishResult.Unsent unsent -> underWay.remove(id);
      case PublishResult.Refused refused -> underWay.remove(id);
      case PublishResult.Lost lost -> {}
    }
  }

  /** The broker has received it by now at the latest. */
  private void received(long id) {
    UnderWay sent = underWay.remove(id);
    if (sent != null) {
      expiredBy = later(expiredBy, clock.now().ticks() + sent.expiry().plus(margin).toNanos());
    }
  }

  /**
   * Whether an acknowledgement is overdue. On the same connection it may never arrive; a new
   * connection ends the waiting.
   */
  synchronized boolean overdue() {
    long now = clock.now().ticks();
    return underWay.values().stream()
        .anyMatch(sent -> now - sent.leftAt() > sent.expiry().plus(margin).toNanos());
  }

  /** A new connection was made: the broker receives nothing more from earlier ones. */
  synchronized void connected() {
    if (!connectedOnce) {
      connectedOnce = true;
      earlierRunsExpiredBy = clock.now().ticks() + expiryMax.plus(margin).toNanos();
    }
    underWay.keySet().stream().toList().forEach(this::received);
  }

  /** Whether nothing that this run sent since this register was made can arrive any more. */
  synchronized boolean settled() {
    return underWay.isEmpty() && expiredBy - clock.now().ticks() <= 0;
  }

  /** Whether nothing sent can arrive any more, by this run or by an earlier one. */
  synchronized boolean settledAcrossRuns() {
    return settled() && connectedOnce && earlierRunsExpiredBy - clock.now().ticks() <= 0;
  }

  synchronized FenceResult fence(Moment sentAt) {
    Moment now = clock.now();
    boolean before = !sentAt.run().equals(opened.run()) || sentAt.ticks() - opened.ticks() < 0;
    if (before && !connectedOnce) {
      return new FenceResult.Open(
          "not connected since the send, so the message may still reach the broker", RETRY);
    }
    if (!underWay.isEmpty()) {
      String detail = "the broker has not acknowledged %d message(s)";
      return new FenceResult.Open(detail.formatted(underWay.size()), RETRY);
    }
    long until = before ? later(expiredBy, earlierRunsExpiredBy) : expiredBy;
    long left = until - now.ticks();
    if (left > 0) {
      Duration retry = Duration.ofNanos(left);
      String detail = "messages sent earlier expire in %d ms";
      return new FenceResult.Open(detail.formatted(retry.toMillis()), retry);
    }
    return new FenceResult.Shut("all messages sent earlier have expired");
  }

  private static long later(long one, long other) {
    return one - other >= 0 ? one : other;
  }
}

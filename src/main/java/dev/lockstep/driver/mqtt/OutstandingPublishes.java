package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Moment;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.FenceResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What was sent and could still arrive: the fence of DESIGN P5a. Thread-safe.
 *
 * <p>A message expires a known time after the broker took it. When that was is known by its
 * acknowledgement at the latest, or else by the CONNACK of the next connection: with the same
 * client id the broker then ends the old connection (MQTT 5, 3.1.4), and takes nothing more from
 * it. Until one of the two has come the message may lie in a socket for any time, and the fence is
 * open.
 */
final class OutstandingPublishes {
  /** Of a message that moves no device. */
  static final long NO_TICKET = 0;

  /** When asking again makes sense while nobody can say how long it takes. */
  private static final Duration RETRY = Duration.ofMillis(500);

  private final TimeSource clock;
  private final Duration expiryMax;
  private final Duration margin;
  private final Moment opened;

  /** Not acknowledged yet. */
  private record UnderWay(Duration expiry, long leftAt) {}

  private final Map<Long, UnderWay> underWay = new HashMap<>();
  private long tickets;
  private long goneBy;
  private boolean connectedOnce;
  private long pastGoneBy;

  OutstandingPublishes(TimeSource clock, MqttSettings.Sending limits) {
    this.clock = clock;
    this.expiryMax = limits.expiryMax();
    this.margin = limits.fenceMargin();
    this.opened = clock.now();
    this.goneBy = opened.ticks();
    this.pastGoneBy = opened.ticks();
  }

  /** Right before a send. Returns its ticket. */
  synchronized long leaves(Duration expiry) {
    underWay.put(++tickets, new UnderWay(expiry, clock.now().ticks()));
    return tickets;
  }

  /** What came of a send. Where that is nothing certain, the ticket stays. */
  synchronized void note(long ticket, PublishResult published) {
    switch (published) {
      case PublishResult.Taken taken -> taken(ticket);
      case PublishResult.Unsent unsent -> underWay.remove(ticket);
      case PublishResult.Refused refused -> underWay.remove(ticket);
      case PublishResult.Lost lost -> {}
    }
  }

  /** The broker has it now, if not for longer. */
  private void taken(long ticket) {
    UnderWay sent = underWay.remove(ticket);
    if (sent != null) {
      goneBy = later(goneBy, clock.now().ticks() + sent.expiry().plus(margin).toNanos());
    }
  }

  /**
   * Whether the broker owes an acknowledgement that nobody waits for any more. On the same
   * connection it would come or never come; only the next connection ends the waiting.
   */
  synchronized boolean overdue() {
    long now = clock.now().ticks();
    return underWay.values().stream()
        .anyMatch(sent -> now - sent.leftAt() > sent.expiry().plus(margin).toNanos());
  }

  /** A new connection stands: the broker takes nothing more from the ones before. */
  synchronized void connected() {
    if (!connectedOnce) {
      connectedOnce = true;
      pastGoneBy = clock.now().ticks() + expiryMax.plus(margin).toNanos();
    }
    underWay.keySet().stream().toList().forEach(this::taken);
  }

  /**
   * Whether nothing sent by this run since {@link OutstandingPublishes} was made can arrive any
   * more.
   */
  synchronized boolean settled() {
    return underWay.isEmpty() && goneBy - clock.now().ticks() <= 0;
  }

  /** Whether nothing sent can arrive any more, by this run or by one before it. */
  synchronized boolean quiet() {
    return settled() && connectedOnce && pastGoneBy - clock.now().ticks() <= 0;
  }

  synchronized FenceResult fence(Moment sentAt) {
    Moment now = clock.now();
    boolean before = !sentAt.run().equals(opened.run()) || sentAt.ticks() - opened.ticks() < 0;
    if (before && !connectedOnce) {
      return new FenceResult.Open(
          "not connected since; what was under way may still reach the broker", RETRY);
    }
    if (!underWay.isEmpty()) {
      String detail = "the broker has not acknowledged %d message(s)";
      return new FenceResult.Open(detail.formatted(underWay.size()), RETRY);
    }
    long until = before ? later(goneBy, pastGoneBy) : goneBy;
    long left = until - now.ticks();
    if (left > 0) {
      Duration retry = Duration.ofNanos(left);
      String detail = "messages sent before expire in %d ms";
      return new FenceResult.Open(detail.formatted(retry.toMillis()), retry);
    }
    return new FenceResult.Shut("every message sent before has expired");
  }

  private static long later(long one, long other) {
    return one - other >= 0 ? one : other;
  }
}

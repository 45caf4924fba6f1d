package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Backoff;
import dev.lockstep.device.TimeSource;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.random.RandomGenerator;

/**
 * An edge node of a host: its session, the links to its devices, and when it may be asked for its
 * births. Thread-safe.
 */
final class EdgeNode {
  private final SparkplugAddress address;
  private final EdgeNodeSession session;
  private final TimeSource clock;
  private final Backoff pauses;
  private final RandomGenerator random;
  private final Set<SparkplugLink> links = new CopyOnWriteArraySet<>();

  private Optional<String> wanted = Optional.empty();
  private int asked;
  private long askedAt;
  private long next;
  private final long openedAt;

  EdgeNode(
      SparkplugAddress address,
      MqttSettings.Sparkplug settings,
      RandomGenerator random,
      TimeSource clock) {
    this.address = address;
    this.session = new EdgeNodeSession(clock, settings.reorderTimeout());
    this.clock = clock;
    this.pauses = settings.rebirth();
    this.random = random;
    this.askedAt = clock.ticks();
    this.next = askedAt;
    this.openedAt = askedAt;
  }

  SparkplugAddress address() {
    return address;
  }

  EdgeNodeSession session() {
    return session;
  }

  Set<SparkplugLink> links() {
    return links;
  }

  /** Asks for its births as soon as the pause allows. */
  synchronized void want(String reason) {
    wanted = Optional.of(reason);
  }

  /** It was born, or is dead, or cannot be reached: nothing is asked. */
  synchronized void settle() {
    wanted = Optional.empty();
  }

  /** The time until it may be asked; empty where it need not be. */
  synchronized Optional<Duration> due() {
    return wanted.map(reason -> Duration.ofNanos(next - clock.ticks()));
  }

  /**
   * Whether it is to be asked now, and counts that. Each request that comes soon after another
   * waits twice as long: an edge node that is always out of order is not made to do nothing but
   * give birth.
   *
   * @return the reason
   */
  synchronized Optional<String> take() {
    if (wanted.isEmpty() || next - clock.ticks() > 0) {
      return Optional.empty();
    }
    long now = clock.ticks();
    boolean calm = now - askedAt > pauses.longest().toNanos();
    asked = calm ? 0 : asked + 1;
    next = now + pauses.pause(asked, random).toNanos();
    return wanted;
  }

  /** When it was first known, by the monotonic clock. */
  long openedAt() {
    return openedAt;
  }

  /** A request has left. */
  synchronized void asked() {
    askedAt = clock.ticks();
  }

  /**
   * Whether a birth answers a request that left after this moment: then the edge node has read all
   * that was sent to it before.
   */
  synchronized boolean answeredSince(long ticks) {
    return askedAt - ticks >= 0 && session.bornAfter(askedAt);
  }
}

package dev.lockstep.outbox;

import dev.lockstep.device.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** How a channel of orders stands, for people. Thread-safe. */
public final class OrderChannelStanding {
  private static final Logger LOG = Logger.getLogger(OrderChannelStanding.class);
  private static final long NONE = Long.MAX_VALUE;

  private final String name;
  private final String target;
  private final TimeSource clock;
  private final Map<OrderFate, Long> fates = new ConcurrentHashMap<>();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicReference<Optional<String>> trouble = new AtomicReference<>(Optional.empty());

  /** Ticks at which the order that is being handled was first tried; of the channel's thread. */
  private final AtomicLong waitsSince = new AtomicLong(NONE);

  /**
   * @param name {@code kafka} or {@code mqtt}
   * @param target broker and topic, for people
   */
  OrderChannelStanding(String name, String target, TimeSource clock) {
    this.name = name;
    this.target = target;
    this.clock = clock;
  }

  /** {@code kafka} or {@code mqtt}. */
  public String name() {
    return name;
  }

  /** Broker and topic. */
  public String target() {
    return target;
  }

  /** Orders that were acknowledged as begun, repeats among them. */
  public long taken() {
    return count(OrderFate.BEGUN) + repeated();
  }

  /** Orders that were acknowledged because they were known before. */
  public long repeated() {
    return count(OrderFate.REPEATED);
  }

  /** Orders that became dead letters. */
  public long refused() {
    return count(OrderFate.REFUSED);
  }

  /** Attempts after which an order was left unacknowledged, to be tried again. */
  public long failures() {
    return failures.get();
  }

  /** For how long the oldest order that is here is not acknowledged; zero where there is none. */
  public Duration oldest() {
    long since = waitsSince.get();
    return since == NONE ? Duration.ZERO : Duration.ofNanos(Math.max(0, clock.ticks() - since));
  }

  /** Why no orders are taken now, one sentence. */
  public Optional<String> trouble() {
    return trouble.get().map(why -> "orders from %s: %s".formatted(target, why));
  }

  private long count(OrderFate fate) {
    return fates.getOrDefault(fate, 0L);
  }

  /** An order is tried, for the first time or again. */
  void tried() {
    if (waitsSince.get() == NONE) {
      waitsSince.set(clock.ticks());
    }
  }

  /** What was tried is durable elsewhere. */
  void done(OrderFate fate) {
    fates.merge(fate, 1L, Long::sum);
    waitsSince.set(NONE);
    over();
  }

  /** What was tried cannot be taken now, and stays where it is. */
  void putOff(OrderNotNowException later) {
    failures.incrementAndGet();
    report(later.reason());
  }

  /** What was tried is not this one's any more: it comes again, here or elsewhere. */
  void left() {
    waitsSince.set(NONE);
  }

  /** Logged once for each sentence. */
  void report(String why) {
    if (!trouble.getAndSet(Optional.of(why)).equals(Optional.of(why))) {
      LOG.warnf("orders from %s: %s", target, why);
    }
  }

  /** A fault of this program: nothing is taken before a restart, and nothing is lost. */
  void reportBug(RuntimeException bug) {
    LOG.errorf(bug, "orders from %s stand still after a fault of this program", target);
    trouble.set(
        Optional.of(
            "they stand still after a fault of this program (%s); a restart takes them up again"
                .formatted(bug)));
  }

  void over() {
    if (trouble.getAndSet(Optional.empty()).isPresent()) {
      LOG.infof("orders from %s: taken again", target);
    }
  }
}

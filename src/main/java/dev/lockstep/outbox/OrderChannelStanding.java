package dev.lockstep.outbox;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** How a channel stands, for people. Thread-safe. */
public final class OrderChannelStanding {
  private static final Logger LOG = Logger.getLogger(OrderChannelStanding.class);

  private final String target;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicReference<Optional<String>> trouble = new AtomicReference<>(Optional.empty());

  OrderChannelStanding(String target) {
    this.target = target;
  }

  /** Broker and topic. */
  public String target() {
    return target;
  }

  /** Orders that were acknowledged as begun, repeats among them. */
  public long taken() {
    return taken.get();
  }

  /** Orders that became dead letters. */
  public long refused() {
    return refused.get();
  }

  /** Why no orders are taken now, one sentence. */
  public Optional<String> trouble() {
    return trouble.get().map(why -> "orders from %s: %s".formatted(target, why));
  }

  void count(boolean begun) {
    (begun ? taken : refused).incrementAndGet();
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

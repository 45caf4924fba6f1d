package dev.lockstep.app.security;

import dev.lockstep.device.TimeSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * Count of the connections that {@link ConnectionLimit} closed, and its line in the log, at most
 * one a minute: a flood must not fill the disk. Thread-safe.
 */
public final class ClosedConnections {
  private static final Logger LOG = Logger.getLogger(ClosedConnections.class);
  private static final long LOG_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Why a connection was closed. */
  public enum Cause {
    TOTAL("there were as many as there may be"),
    ADDRESS("its address had as many as one may have"),
    FIRST_HEAD("which asked for nothing");

    private final String sentence;

    Cause(String sentence) {
      this.sentence = sentence;
    }
  }

  private final TimeSource clock;
  private final Map<Cause, LongAdder> counts = new EnumMap<>(Cause.class);
  private boolean logged;
  private long loggedAt;
  private long since;

  ClosedConnections(TimeSource clock) {
    this.clock = clock;
    for (Cause each : Cause.values()) {
      counts.put(each, new LongAdder());
    }
  }

  /**
   * @param from the address of its other end
   * @param open how many there are
   */
  synchronized void add(Cause cause, Object from, int open) {
    of(cause).increment();
    since++;
    long now = clock.ticks();
    if (logged && now - loggedAt < LOG_EVERY_NANOS) {
      return;
    }
    LOG.warnf(
        "connections closed: %d since the last such line; the last from %s, %s; %d are open"
            + " (lockstep.http.connections-max, connections-per-address-max, first-head-max)",
        since, from, cause.sentence, open);
    logged = true;
    loggedAt = now;
    since = 0;
  }

  /** How many since the start. */
  public long count(Cause cause) {
    return of(cause).sum();
  }

  /** All of them. */
  public long count() {
    return counts.values().stream().mapToLong(LongAdder::sum).sum();
  }

  private LongAdder of(Cause cause) {
    LongAdder count = counts.get(cause);
    if (count == null) {
      throw new IllegalStateException("a count for each: " + cause);
    }
    return count;
  }
}

package dev.lockstep.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/**
 * Counts what a journal does since it was opened. Thread-safe, never blocks; readings are not a
 * snapshot.
 */
public final class JournalMeter {
  /** Upper bounds of the buckets of {@link #waits()}; one more bucket holds what waited longer. */
  public static final List<Duration> WAIT_BOUNDS =
      List.of(
          Duration.ofNanos(250_000),
          Duration.ofNanos(500_000),
          Duration.ofMillis(1),
          Duration.ofMillis(2),
          Duration.ofMillis(5),
          Duration.ofMillis(10),
          Duration.ofMillis(25),
          Duration.ofMillis(50),
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          Duration.ofSeconds(1));

  /**
   * A listener for times in nanoseconds, called by the threads that wait and write: never blocks.
   */
  public interface Observer {
    /** A caller waited so long until its append was durable. */
    void waited(long nanos);

    /** The caller that waited longest for a group to begin waited so long. */
    void queued(long nanos);

    /** A group took so long from its begin until its fsync came back, or failed. */
    void committed(long nanos);
  }

  private static final Observer NO_OBSERVER =
      new Observer() {
        @Override
        public void waited(long nanos) {}

        @Override
        public void queued(long nanos) {}

        @Override
        public void committed(long nanos) {}
      };

  private volatile Observer observer = NO_OBSERVER;
  private volatile IntSupplier queue = () -> 0;
  private final LongAdder appends = new LongAdder();
  private final LongAdder lazyAppends = new LongAdder();
  private final LongAdder fsyncs = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder lazyLosses = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAccumulator groupMax = new LongAccumulator(Math::max, 0);
  private final LongAccumulator waitMax = new LongAccumulator(Math::max, 0);
  private final LongAdder waitSum = new LongAdder();
  private final AtomicLongArray waits = new AtomicLongArray(WAIT_BOUNDS.size() + 1);

  /** Has this one told of each time from now on, in place of the one before. */
  public void observe(Observer next) {
    observer = next;
  }

  void queueOf(IntSupplier size) {
    queue = size;
  }

  void queued(long nanos) {
    observer.queued(nanos);
  }

  void committed(long nanos) {
    observer.committed(nanos);
  }

  void grouped(int forced, int lazy, long bytesWritten) {
    fsyncs.increment();
    appends.add(forced);
    lazyAppends.add(lazy);
    bytes.add(bytesWritten);
    groupMax.accumulate(forced + lazy);
  }

  void waited(long nanos) {
    waitMax.accumulate(nanos);
    waitSum.add(nanos);
    int bucket = 0;
    while (bucket < WAIT_BOUNDS.size() && WAIT_BOUNDS.get(bucket).toNanos() < nanos) {
      bucket++;
    }
    waits.incrementAndGet(bucket);
    observer.waited(nanos);
  }

  void failed() {
    failures.increment();
  }

  void lostLazily() {
    lazyLosses.increment();
  }

  /** Entries that wait for their group to begin. */
  public int queue() {
    return queue.getAsInt();
  }

  /** Forced appends that are durable. */
  public long appends() {
    return appends.sum();
  }

  /** Lazy appends that were written. */
  public long lazyAppends() {
    return lazyAppends.sum();
  }

  /**
   * SQL transactions committed, each with one fsync; checkpoints, one in some thousand, come on
   * top.
   */
  public long fsyncs() {
    return fsyncs.sum();
  }

  /** Appends that were refused, failed or not durable in time. */
  public long failures() {
    return failures.sum();
  }

  /** Lazy appends that were not written. */
  public long lazyLosses() {
    return lazyLosses.sum();
  }

  /** Octets handed to SQLite; pages, and so what reaches the disk, are more. */
  public long bytes() {
    return bytes.sum();
  }

  /**
   * Entries of the largest group so far; on average a group has {@code (appends + lazyAppends) /
   * fsyncs}.
   */
  public long groupMax() {
    return groupMax.get();
  }

  /** The longest that a forced append waited until it was durable. */
  public Duration waitMax() {
    return Duration.ofNanos(waitMax.get());
  }

  /** All waits of forced appends together. */
  public Duration waitSum() {
    return Duration.ofNanos(waitSum.sum());
  }

  /**
   * How many forced appends waited how long: one count for each of {@link #WAIT_BOUNDS}, and one
   * for more.
   */
  public List<Long> waits() {
    List<Long> counts = new ArrayList<>(waits.length());
    for (int bucket = 0; bucket < waits.length(); bucket++) {
      counts.add(waits.get(bucket));
    }
    return List.copyOf(counts);
  }
}

package dev.lockstep.bench;

import java.util.Arrays;

/**
 * Times of one kind, every one kept: some ten thousand, so percentiles are exact and need no
 * buckets. For one thread.
 */
public final class Latencies {
  private long[] nanos = new long[4096];
  private int count;

  public void add(long elapsedNanos) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = elapsedNanos;
  }

  /** All of those as well. */
  void addAll(Latencies others) {
    for (int each = 0; each < others.count; each++) {
      add(others.nanos[each]);
    }
  }

  public int count() {
    return count;
  }

  /**
   * By nearest rank: the smallest time that at least this share of all does not exceed.
   *
   * @param percent more than 0, up to 100
   * @return milliseconds; 0 where there is no time at all
   */
  public double percentileMillis(double percent) {
    if (!(percent > 0 && percent <= 100)) {
      throw new IllegalArgumentException(percent + " is no percentile");
    }
    if (count == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100 * count);
    return sorted[Math.clamp(rank, 1, count) - 1] / 1e6;
  }
}

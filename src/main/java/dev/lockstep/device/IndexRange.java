package dev.lockstep.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A part of an array, a matrix, a text or octets: the NumericRange of OPC 10000-4, 7.27, for
 * example {@code 5}, {@code 2:4} or {@code 1,0:2}.
 *
 * @param intervals one for each dimension, the outermost first; never empty
 */
public record IndexRange(List<Interval> intervals) {
  /** Digits alone, because the standard permits no sign and no space. */
  private static final Pattern INTERVAL = Pattern.compile("([0-9]{1,10})(?::([0-9]{1,10}))?");

  /** An array has at most 2,147,483,647 elements (OPC 10000-6, 5.2.5). */
  private static final long INDEX_MAX = Integer.MAX_VALUE - 1;

  /** More than any machine's; the standard has no limit. */
  private static final int DIMENSIONS_MAX = 16;

  public IndexRange {
    intervals = List.copyOf(intervals);
    if (intervals.isEmpty()) {
      throw new IllegalArgumentException("a range has at least one dimension");
    }
  }

  /**
   * The indexes of one dimension.
   *
   * @param first from zero on
   * @param last inclusive; the same as the first for a single index
   */
  public record Interval(int first, int last) {
    public Interval {
      if (first < 0 || last < first || last > INDEX_MAX) {
        throw new IllegalArgumentException("no interval: %d:%d".formatted(first, last));
      }
    }

    /** How many indexes it has. */
    public int count() {
      return last - first + 1;
    }

    boolean overlaps(Interval other) {
      return first <= other.last && other.first <= last;
    }

    @Override
    public String toString() {
      return first == last ? String.valueOf(first) : first + ":" + last;
    }
  }

  /**
   * The range that a text stands for; empty where it stands for none. The first index of an
   * interval is less than the last: {@code 2:2} is none.
   */
  public static Optional<IndexRange> parse(String text) {
    List<Interval> intervals = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      Optional<Interval> interval = interval(each);
      if (interval.isEmpty() || intervals.size() == DIMENSIONS_MAX) {
        return Optional.empty();
      }
      intervals.add(interval.get());
    }
    return Optional.of(new IndexRange(intervals));
  }

  private static Optional<Interval> interval(String text) {
    Matcher found = INTERVAL.matcher(text);
    if (!found.matches()) {
      return Optional.empty();
    }
    long first = Long.parseLong(found.group(1));
    long last = found.group(2) == null ? first : Long.parseLong(found.group(2));
    boolean ordered = found.group(2) == null || first < last;
    return ordered && last <= INDEX_MAX
        ? Optional.of(new Interval((int) first, (int) last))
        : Optional.empty();
  }

  /**
   * Whether both have an element in common. Where one has more dimensions, these are a part of an
   * element of the other: characters of a text.
   */
  public boolean overlaps(IndexRange other) {
    int common = Math.min(intervals.size(), other.intervals.size());
    for (int each = 0; each < common; each++) {
      if (!intervals.get(each).overlaps(other.intervals.get(each))) {
        return false;
      }
    }
    return true;
  }

  /** Whether the first dimensions, so many of them, have one index each. */
  public boolean isSingle(int dimensions) {
    return intervals.stream().limit(dimensions).allMatch(each -> each.count() == 1);
  }

  /** How many indexes each dimension has. */
  public int[] counts() {
    return intervals.stream().mapToInt(Interval::count).toArray();
  }

  /** As OPC UA spells it, without leading zeros. */
  @Override
  public String toString() {
    return intervals.stream().map(Interval::toString).collect(Collectors.joining(","));
  }
}

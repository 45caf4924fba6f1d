package dev.lockstep.device;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Durations as persons read them: {@code 400 ms}, {@code 2.5 s}, {@code 1 min 30 s}, {@code 3 h}.
 */
public final class DurationFormat {
  private static final long MILLIS_PER_SECOND = 1_000;

  private DurationFormat() {}

  /** To the millisecond; not negative. */
  public static String of(Duration duration) {
    List<String> parts = new ArrayList<>();
    add(parts, duration.toDays(), "d");
    add(parts, duration.toHoursPart(), "h");
    add(parts, duration.toMinutesPart(), "min");
    long millis = duration.toSecondsPart() * MILLIS_PER_SECOND + duration.toMillisPart();
    if (millis >= MILLIS_PER_SECOND && millis % MILLIS_PER_SECOND != 0) {
      parts.add("%s s".formatted(millis / (double) MILLIS_PER_SECOND));
    } else if (millis >= MILLIS_PER_SECOND) {
      parts.add("%d s".formatted(millis / MILLIS_PER_SECOND));
    } else if (millis > 0 || parts.isEmpty()) {
      parts.add("%d ms".formatted(millis));
    }
    return String.join(" ", parts);
  }

  private static void add(List<String> parts, long count, String unit) {
    if (count > 0) {
      parts.add("%d %s".formatted(count, unit));
    }
  }
}

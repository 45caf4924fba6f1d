package dev.lockstep.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Instant as a page shows it: in UTC, until the browser puts its own time there.
 *
 * @param iso for software
 * @param text for people
 * @param age how long ago, in one word
 */
record TimeText(String iso, String text, String age) {
  /** Where there is none. */
  static final TimeText NONE = new TimeText("", "", "");

  private static final DateTimeFormatter TEXT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  static TimeText of(Instant at, Instant now) {
    return new TimeText(
        at.truncatedTo(ChronoUnit.MILLIS).toString(),
        TEXT.format(at) + " UTC",
        age(Duration.between(at, now)));
  }

  /** For example {@code 12 min}; two units below a day, one above. */
  static String age(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + " min";
    }
    if (seconds < 86_400) {
      return "%d h %d min".formatted(seconds / 3_600, seconds % 3_600 / 60);
    }
    return "%d d %d h".formatted(seconds / 86_400, seconds % 86_400 / 3_600);
  }

  public boolean known() {
    return !iso.isEmpty();
  }
}

package dev.lockstep.catalog;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parser of durations in text form: {@code 500ms}, {@code 90s}, {@code 15m}, or ISO 8601 ({@code
 * PT15M}).
 */
final class DurationText {
  static final String REMEDY = "write 500ms, 90s, 15m, 2h or PT15M";
  static final Duration LONGEST = Duration.ofDays(3650);

  private static final Pattern SHORT =
      Pattern.compile("(-?\\d{1,15}(?:\\.\\d{1,9})?)\\s*(ms|s|m|h|d)");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private DurationText() {}

  /** The duration, of any sign and length; empty where the text is not a duration. */
  static Optional<Duration> parse(String text) {
    String stripped = text.strip().toLowerCase(Locale.ROOT);
    Matcher matcher = SHORT.matcher(stripped);
    if (matcher.matches()) {
      Duration unit = UNITS.getOrDefault(matcher.group(2), Duration.ZERO);
      BigDecimal nanos =
          new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit.toNanos()));
      BigDecimal seconds = nanos.movePointLeft(9);
      long whole = seconds.longValue();
      long rest = nanos.subtract(BigDecimal.valueOf(whole).movePointRight(9)).longValue();
      return Optional.of(Duration.ofSeconds(whole, rest));
    }
    try {
      return Optional.of(Duration.parse(stripped));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}

package dev.lockstep.device;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parser of instants in text form (ISO 8601-1, 5.4; RFC 3339): a date, a time of day and an offset
 * from UTC, in basic or extended format. A text without an offset is not an instant.
 */
public final class Timestamps {
  private static final Pattern FORM =
      Pattern.compile(
          "(?<date>\\d[0-9Ww-]*?\\d)[Tt ]"
              + "(?<hour>\\d{2})(?:(?<colon>:?)(?<minute>\\d{2})(?:\\k<colon>(?<second>\\d{2}))?)?"
              + "(?:[.,](?<fraction>\\d{1,30}))?"
              + "(?<offset>[Zz]|[+\\-\u2212]\\d{2}(?::?\\d{2})?)");

  private static final Pattern CALENDAR =
      Pattern.compile("(?<year>\\d{4})(?<dash>-?)(?<month>\\d{2})\\k<dash>(?<day>\\d{2})");

  private static final Pattern ORDINAL = Pattern.compile("(?<year>\\d{4})-?(?<day>\\d{3})");

  private static final Pattern WEEK =
      Pattern.compile("(?<year>\\d{4})(?<dash>-?)[Ww](?<week>\\d{2})\\k<dash>(?<day>[1-7])");

  private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);

  private Timestamps() {}

  /**
   * The instant; empty where the text is not one, or is finer than a nanosecond. A leap second
   * (23:59:60) is not an instant here, because the clocks have none.
   */
  public static Optional<Instant> parse(String text) {
    Matcher found = FORM.matcher(text);
    if (!found.matches()) {
      return Optional.empty();
    }
    try {
      LocalDate date = date(found.group("date"));
      BigDecimal seconds = secondsOfDay(found);
      BigDecimal nanos = seconds.multiply(NANOS);
      int offset = offset(found.group("offset"));
      return Optional.of(
          date.atStartOfDay()
              .toInstant(ZoneOffset.ofTotalSeconds(offset))
              .plusNanos(nanos.longValueExact()));
    } catch (DateTimeException | ArithmeticException impossible) {
      return Optional.empty();
    }
  }

  private static LocalDate date(String text) {
    Matcher calendar = CALENDAR.matcher(text);
    if (calendar.matches()) {
      return LocalDate.of(
          number(calendar, "year"), number(calendar, "month"), number(calendar, "day"));
    }
    Matcher ordinal = ORDINAL.matcher(text);
    if (ordinal.matches()) {
      return LocalDate.ofYearDay(number(ordinal, "year"), number(ordinal, "day"));
    }
    Matcher week = WEEK.matcher(text);
    if (!week.matches()) {
      throw new DateTimeException("no date");
    }
    // 4 January is always in the first week of its year.
    LocalDate first = LocalDate.of(number(week, "year"), 1, 4);
    IsoFields.WEEK_OF_WEEK_BASED_YEAR
        .rangeRefinedBy(first)
        .checkValidValue(number(week, "week"), IsoFields.WEEK_OF_WEEK_BASED_YEAR);
    return first
        .minusDays(first.getDayOfWeek().getValue() - 1L)
        .plusWeeks(number(week, "week") - 1L)
        .plusDays(number(week, "day") - 1L);
  }

  /**
   * The seconds since midnight; a fraction belongs to the smallest unit that is written. 24:00 is
   * the end of the day.
   */
  private static BigDecimal secondsOfDay(Matcher found) {
    int hour = Integer.parseInt(found.group("hour"));
    Optional<Integer> minute = group(found, "minute").map(Integer::valueOf);
    Optional<Integer> second = group(found, "second").map(Integer::valueOf);
    int unit = second.isPresent() ? 1 : minute.isPresent() ? 60 : 3_600;
    BigDecimal part =
        group(found, "fraction")
            .map(digits -> new BigDecimal("0." + digits).multiply(BigDecimal.valueOf(unit)))
            .orElse(BigDecimal.ZERO);
    long whole = hour * 3_600L + minute.orElse(0) * 60L + second.orElse(0);
    BigDecimal total = BigDecimal.valueOf(whole).add(part);
    boolean inside = hour <= 24 && minute.orElse(0) < 60 && second.orElse(0) < 60;
    if (!inside || total.compareTo(BigDecimal.valueOf(86_400)) > 0) {
      throw new DateTimeException("no time of day");
    }
    return total;
  }

  private static int offset(String text) {
    if (text.equalsIgnoreCase("Z")) {
      return 0;
    }
    String digits = text.substring(1).replace(":", "");
    int minutes = digits.length() > 2 ? Integer.parseInt(digits.substring(2)) : 0;
    if (minutes > 59) {
      throw new DateTimeException("no offset");
    }
    int seconds = Integer.parseInt(digits.substring(0, 2)) * 3_600 + minutes * 60;
    return text.charAt(0) == '+' ? seconds : -seconds;
  }

  private static Optional<String> group(Matcher found, String group) {
    return Optional.ofNullable(found.group(group));
  }

  private static int number(Matcher found, String group) {
    return Integer.parseInt(found.group(group));
  }
}

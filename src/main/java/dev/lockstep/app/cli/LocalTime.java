package dev.lockstep.app.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Times as people read them: in their own zone, with its offset. */
final class LocalTime {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd, xxx");
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  private LocalTime() {}

  /** To the second; what is no time stays as it is. */
  static String seconds(String instant, ZoneId zone) {
    return shown(instant, zone, SECONDS);
  }

  /** The day with the zone's offset, for times of that day that follow. */
  static String day(String instant, ZoneId zone) {
    return shown(instant, zone, DAY);
  }

  /** The time of the day, to the millisecond. */
  static String clock(String instant, ZoneId zone) {
    return shown(instant, zone, CLOCK);
  }

  private static String shown(String instant, ZoneId zone, DateTimeFormatter format) {
    return parsed(instant).map(each -> format.format(each.atZone(zone))).orElse(instant);
  }

  /** How long before {@code now}, by the gateway's own clock: 45 s, 12 min, 5 h, 3 days. */
  static String age(String instant, String now) {
    Optional<Duration> age =
        parsed(instant).flatMap(then -> parsed(now).map(until -> Duration.between(then, until)));
    return age.filter(each -> !each.isNegative()).map(LocalTime::words).orElse("");
  }

  private static String words(Duration age) {
    if (age.toMinutes() < 2) {
      return age.toSeconds() + " s";
    }
    if (age.toHours() < 2) {
      return age.toMinutes() + " min";
    }
    return age.toDays() < 2 ? age.toHours() + " h" : age.toDays() + " days";
  }

  private static Optional<Instant> parsed(String instant) {
    try {
      return Optional.of(Instant.parse(instant));
    } catch (DateTimeParseException none) {
      return Optional.empty();
    }
  }
}

package dev.lockstep.driver.opcua;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;

/**
 * Instants as OPC UA holds them: a whole number of 100 ns since 1601 (OPC 10000-6, 5.2.2.5). Zero
 * and less stand for the beginning, the end of 9999 and more for the end. Milo's own conversion is
 * wrong by up to a second before 1970, and cuts what is finer than 100 ns.
 */
final class UtcTimes {
  static final Instant FIRST = Instant.parse("1601-01-01T00:00:00Z");
  static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private static final long PER_SECOND = 10_000_000L;
  private static final long LAST_TICKS = Duration.between(FIRST, LAST).getSeconds() * PER_SECOND;

  private UtcTimes() {}

  /**
   * Empty where the wire cannot hold the instant: outside of 1601 to 9999, or finer than 100 ns.
   */
  static Optional<DateTime> of(Instant instant) {
    if (instant.isBefore(FIRST) || instant.isAfter(LAST) || instant.getNano() % 100 != 0) {
      return Optional.empty();
    }
    Duration since = Duration.between(FIRST, instant);
    long ticks = since.getSeconds() * PER_SECOND + since.getNano() / 100;
    return Optional.of(new DateTime(ticks == LAST_TICKS ? Long.MAX_VALUE : ticks));
  }

  static Instant instant(DateTime time) {
    long ticks = Math.clamp(time.getUtcTime(), 0, LAST_TICKS);
    return FIRST.plusSeconds(ticks / PER_SECOND).plusNanos(ticks % PER_SECOND * 100);
  }
}

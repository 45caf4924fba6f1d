package dev.lockstep.dashboard;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The instant at which the machines of a run are to move together, as it was typed.
 *
 * @param text empty: as soon as it is decided
 * @param fault what is wrong with it; empty where nothing is
 */
record PlanInstant(String text, String fault) {
  static final PlanInstant NONE = new PlanInstant("", "");

  private static final String RIGHT = "%s; one like 2026-11-30T06:00:00Z would be right";

  /**
   * What was typed. The API takes an instant that has passed, because a decision stands; a person
   * who types one has mistyped it.
   */
  static PlanInstant typed(String field, Instant now) {
    String text = field.strip();
    if (text.isEmpty()) {
      return NONE;
    }
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      return instant.isAfter(now)
          ? new PlanInstant(text, "")
          : new PlanInstant(
              text,
              "This instant has passed: it is %s.".formatted(now.truncatedTo(ChronoUnit.SECONDS)));
    } catch (DateTimeException malformed) {
      return new PlanInstant(text, RIGHT.formatted("This is no instant with its offset from UTC"));
    }
  }

  /** For the call. */
  Optional<String> given() {
    return Optional.of(text).filter(each -> !each.isEmpty());
  }

  boolean faulty() {
    return !fault.isEmpty();
  }

  PlanInstant refused(String sentence) {
    return new PlanInstant(text, sentence);
  }
}

package dev.lockstep.rest;

import com.fasterxml.jackson.core.JsonPointer;
import dev.lockstep.device.AddressText;
import dev.lockstep.participant.PrepareRequest;
import dev.lockstep.transaction.TransactionId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Constraints that the shape of a request does not express. Every method names the place (a
 * pointer, RFC 6901) of a fault ({@link RequestRefusedException}, 400).
 */
final class RequestConstraints {
  /**
   * No machine has numbers beyond the range of a double, and 1e999999999 written out fills a disk.
   */
  private static final int MAGNITUDE_MAX = 400;

  /** Characters of a person's or gateway's name. */
  static final int NAME_MAX = 64;

  /** Characters of the name of a device or command: as in a profile. */
  static final int CATALOG_NAME_MAX = 200;

  /** Characters of the reason that a person gives. */
  private static final int REASON_MAX = 500;

  static final String BEYOND = "the number is beyond 10^±" + MAGNITUDE_MAX;

  static final String NO_VALUE = "null is no value; leave it out";

  /** Transactions of one call. */
  private static final int IDS_MAX = 256;

  /** How far ahead an instant may be. */
  private static final Duration AHEAD_MAX = Duration.ofDays(1);

  /** After which a coordinator is asked to give up. */
  private static final Duration TIME_LIMIT_MAX = Duration.ofDays(365);

  private RequestConstraints() {}

  /** A string that is there and not blank. */
  static String text(@Nullable String text, String place) {
    if (text == null) {
      throw RequestRefusedException.malformed(place, "the field is missing");
    }
    if (text.isBlank()) {
      throw RequestRefusedException.malformed(place, "the string is empty");
    }
    return text;
  }

  static Optional<String> text(Optional<String> text, String place) {
    return text.map(given -> text(given, place));
  }

  /** A string of at most so many characters, for people. */
  static String text(@Nullable String text, String place, int most) {
    String given = text(text, place);
    if (given.length() > most) {
      throw RequestRefusedException.exceeded(
          place, "%d characters; at most %d are allowed".formatted(given.length(), most));
    }
    return given;
  }

  /** The reason that a person gives. */
  static String reason(@Nullable String reason) {
    return text(reason, "/reason", REASON_MAX);
  }

  static Optional<String> operator(Optional<String> operator) {
    return operator.map(given -> text(given, "/operator", NAME_MAX));
  }

  /** The ids of transactions, each once, and at least one. */
  static List<TransactionId> ids(@Nullable List<String> given, String place) {
    if (given == null || given.isEmpty()) {
      throw RequestRefusedException.malformed(place, "at least one id is needed");
    }
    checkSize(given.size(), "elements", place, IDS_MAX);
    Set<TransactionId> ids = new LinkedHashSet<>();
    for (int i = 0; i < given.size(); i++) {
      String element = place + "/" + i;
      String text = text(given.get(i), element);
      try {
        ids.add(new TransactionId(text));
      } catch (IllegalArgumentException wrong) {
        throw RequestRefusedException.malformed(element, String.valueOf(wrong.getMessage()));
      }
    }
    return List.copyOf(ids);
  }

  static List<String> addresses(List<String> addresses, String place, int most) {
    checkSize(addresses.size(), "elements", place, most);
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < addresses.size(); i++) {
      shown.add(address(addresses.get(i), place + "/" + i));
    }
    return shown;
  }

  /**
   * An address, short enough to be called, kept and shown, and without its user: one that has any
   * is never asked, and a password would stand in the journal, on the page and in the log. What is
   * on no list is never read further than that.
   */
  static String address(@Nullable String text, String place) {
    String address = text(text, place);
    if (address.length() > Origin.LENGTH_MAX) {
      throw RequestRefusedException.exceeded(
          place,
          "the address is %d characters long; at most %d are allowed"
              .formatted(address.length(), Origin.LENGTH_MAX));
    }
    return AddressText.withoutUser(address);
  }

  /** A string that this type understands. */
  static <T> T parsed(
      @Nullable String text, String place, Function<String, T> type, String sentence) {
    String given = text(text, place);
    try {
      return type.apply(given);
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException wrong) {
      throw RequestRefusedException.malformed(place, sentence);
    }
  }

  static Duration duration(@Nullable String text, String place) {
    return parsed(
        text,
        place,
        Duration::parse,
        "an ISO 8601 duration was expected, for example PT5S or PT0.5S");
  }

  /** A time that is told to a coordinator in milliseconds: one at least, and a year at most. */
  static Duration timeLimit(String text, String place) {
    Duration limit = duration(text, place);
    if (limit.compareTo(Duration.ofMillis(1)) < 0 || limit.compareTo(TIME_LIMIT_MAX) > 0) {
      throw RequestRefusedException.exceeded(
          place, "%s is outside PT0.001S to %s".formatted(limit, TIME_LIMIT_MAX));
    }
    return limit;
  }

  /** The field {@code timeout} within its bounds; the usual one where it is not there. */
  static Duration timeout(Optional<String> given, RequestLimits.Timeout bounds) {
    if (given.isEmpty()) {
      return bounds.usual();
    }
    Duration timeout = duration(given.get(), "/timeout");
    if (timeout.compareTo(bounds.least()) < 0 || timeout.compareTo(bounds.most()) > 0) {
      throw RequestRefusedException.exceeded(
          "/timeout", "%s is outside %s to %s".formatted(timeout, bounds.least(), bounds.most()));
    }
    return timeout;
  }

  /**
   * The field {@code at}: an instant no more than a day ahead. One that has passed is taken: the
   * decision stands, and waits for a person.
   */
  static Optional<Instant> instant(Optional<String> given, Instant now) {
    Optional<Instant> instant =
        given.map(
            text ->
                parsed(
                    text,
                    "/at",
                    each -> OffsetDateTime.parse(each).toInstant(),
                    "an instant of RFC 3339 was expected, for example 2026-11-30T06:00:00.000Z"));
    if (instant.filter(now.plus(AHEAD_MAX)::isBefore).isPresent()) {
      throw RequestRefusedException.exceeded(
          "/at", "%s is more than a day ahead of %s".formatted(instant.get(), now));
    }
    return instant;
  }

  /** A list that is not empty. */
  static <T> List<T> some(@Nullable List<T> list, String kind, String place, int most) {
    if (list == null || list.isEmpty()) {
      throw RequestRefusedException.malformed(
          place, "a list with at least one %s was expected".formatted(kind));
    }
    checkSize(list.size(), "elements", place, most);
    return list;
  }

  private static void checkSize(int size, String kind, String place, int most) {
    if (size > most) {
      throw RequestRefusedException.exceeded(
          place, "%d %s; at most %d are allowed".formatted(size, kind, most));
    }
  }

  /** The wishes of a list of commands, at least one. */
  static List<PrepareRequest.Wish> wishes(
      @Nullable List<RequestBodies.Command> commands, String place, int most, int argumentsMax) {
    List<PrepareRequest.Wish> wishes = new ArrayList<>();
    for (RequestBodies.Command each : some(commands, "command", place, most)) {
      wishes.add(wish(each, place + "/" + wishes.size(), argumentsMax));
    }
    return wishes;
  }

  private static PrepareRequest.Wish wish(
      RequestBodies.Command command, String place, int argumentsMax) {
    Map<String, Object> given = command.arguments().orElse(Map.of());
    checkSize(given.size(), "fields", place + "/arguments", argumentsMax);
    Map<String, Object> arguments = object(given, place + "/arguments");
    boolean read = command.read().orElse(false);
    if (read && !arguments.isEmpty()) {
      throw RequestRefusedException.malformed(
          place + "/read", "a reading takes no arguments; leave out one of the two");
    }
    return new PrepareRequest.Wish(
        text(command.device(), place + "/device", CATALOG_NAME_MAX),
        text(command.command(), place + "/command", CATALOG_NAME_MAX),
        arguments,
        command.stage().orElse(0),
        read);
  }

  /** The values of an object: String, BigDecimal, Boolean, List or Map of the same. */
  static Map<String, Object> object(Map<?, ?> given, String place) {
    Map<String, Object> values = new LinkedHashMap<>();
    given.forEach(
        (key, value) -> {
          String name = String.valueOf(key);
          values.put(name, value(value, place + JsonPointer.empty().appendProperty(name)));
        });
    return values;
  }

  private static Object value(@Nullable Object value, String place) {
    if (value == null) {
      throw RequestRefusedException.malformed(place, NO_VALUE);
    }
    return switch (value) {
      case BigInteger number -> number(new BigDecimal(number), place);
      case BigDecimal number -> number(number, place);
      case Map<?, ?> object -> object(object, place);
      case List<?> list -> {
        List<Object> elements = new ArrayList<>();
        list.forEach(each -> elements.add(value(each, place + "/" + elements.size())));
        yield elements;
      }
      default -> value;
    };
  }

  private static BigDecimal number(BigDecimal number, String place) {
    long magnitude = (long) number.precision() - number.scale();
    if (Math.abs(magnitude) > MAGNITUDE_MAX || Math.abs((long) number.scale()) > MAGNITUDE_MAX) {
      throw RequestRefusedException.exceeded(place, BEYOND);
    }
    return number;
  }
}

package dev.lockstep.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * JSON object inside a request. Every method names the place of a fault ({@link
 * RequestRefusedException}, 400).
 *
 * @param pointer RFC 6901; empty for the body as a whole
 */
record JsonFields(JsonNode node, String pointer) {
  /**
   * No machine has numbers beyond the range of a double, and 1e999999999 written out fills a disk.
   */
  private static final int MAGNITUDE_MAX = 400;

  static JsonFields of(JsonNode node, String pointer) {
    if (!node.isObject()) {
      throw RequestRefusedException.malformed(
          pointer, "an object was expected, found " + kind(node));
    }
    return new JsonFields(node, pointer);
  }

  /** Refuses every field that is not among these. */
  JsonFields only(String... allowed) {
    Set<String> known = new TreeSet<>(List.of(allowed));
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        String expected = known.isEmpty() ? "no field" : String.join(", ", known);
        throw RequestRefusedException.malformed(
            below(name), "unknown field; allowed here: " + expected);
      }
    }
    return this;
  }

  String below(String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private Optional<JsonNode> find(String name) {
    return Optional.ofNullable(node.get(name)).filter(found -> !found.isNull());
  }

  /** A text that is not blank. */
  Optional<String> text(String name) {
    return find(name).map(found -> text(found, below(name)));
  }

  /** A text of at most so many characters, for people. */
  Optional<String> text(String name, int most) {
    return text(name).map(found -> bounded(found, below(name), most));
  }

  String neededText(String name, int most) {
    return bounded(neededText(name), below(name), most);
  }

  private static String bounded(String text, String place, int most) {
    if (text.length() > most) {
      throw RequestRefusedException.exceeded(
          place, "%d characters; at most %d are allowed".formatted(text.length(), most));
    }
    return text;
  }

  String neededText(String name) {
    return text(name).orElseThrow(() -> missing(name));
  }

  private static String text(JsonNode found, String place) {
    if (!found.isTextual()) {
      throw RequestRefusedException.malformed(place, "a string was expected, found " + kind(found));
    }
    if (found.textValue().isBlank()) {
      throw RequestRefusedException.malformed(place, "the string is empty");
    }
    return found.textValue();
  }

  List<String> texts(String name, int most, int lengthMax) {
    List<String> texts = new ArrayList<>();
    for (JsonNode each : elements(name, most)) {
      String place = below(name) + "/" + texts.size();
      texts.add(bounded(text(each, place), place, lengthMax));
    }
    return texts;
  }

  /** A whole number that fits an int. */
  Optional<Integer> whole(String name) {
    return find(name)
        .map(
            found -> {
              if (!found.isIntegralNumber() || !found.canConvertToInt()) {
                throw RequestRefusedException.malformed(
                    below(name), "a whole number was expected, found " + kind(found));
              }
              return found.intValue();
            });
  }

  /** Whether a command's {@code read} asks for a reading: then it has no arguments. */
  boolean reading(Map<String, Object> arguments) {
    boolean read =
        find("read")
            .map(
                found -> {
                  if (!found.isBoolean()) {
                    throw RequestRefusedException.malformed(
                        below("read"), "true or false was expected, found " + kind(found));
                  }
                  return found.booleanValue();
                })
            .orElse(false);
    if (read && !arguments.isEmpty()) {
      throw RequestRefusedException.malformed(
          below("read"), "a reading takes no arguments; leave out one of the two");
    }
    return read;
  }

  /** The elements of a list; none where the field is not there. */
  List<JsonNode> elements(String name, int most) {
    JsonNode found = find(name).orElse(null);
    if (found == null) {
      return List.of();
    }
    if (!found.isArray()) {
      throw RequestRefusedException.malformed(
          below(name), "a list was expected, found " + kind(found));
    }
    if (found.size() > most) {
      throw RequestRefusedException.exceeded(
          below(name), "%d elements; at most %d are allowed".formatted(found.size(), most));
    }
    List<JsonNode> elements = new ArrayList<>();
    found.forEach(elements::add);
    return elements;
  }

  /** The elements of a list that must not be empty. */
  List<JsonNode> someElements(String name, String kind, int most) {
    List<JsonNode> elements = elements(name, most);
    if (elements.isEmpty()) {
      throw RequestRefusedException.malformed(
          below(name), "a list with at least one %s was expected".formatted(kind));
    }
    return elements;
  }

  /** The field {@code timeout} within its bounds; the usual one where it is not there. */
  Duration timeout(RequestLimits.Timeout bounds) {
    return text("timeout").map(text -> timeout(text, bounds)).orElse(bounds.usual());
  }

  private Duration timeout(String text, RequestLimits.Timeout bounds) {
    String place = below("timeout");
    Duration timeout;
    try {
      timeout = Duration.parse(text);
    } catch (DateTimeParseException | ArithmeticException wrong) {
      throw RequestRefusedException.malformed(
          place, "an ISO 8601 duration was expected, for example PT5S or PT0.5S");
    }
    if (timeout.compareTo(bounds.least()) < 0 || timeout.compareTo(bounds.most()) > 0) {
      String sentence = "%s is outside %s to %s";
      throw RequestRefusedException.exceeded(
          place, sentence.formatted(timeout, bounds.least(), bounds.most()));
    }
    return timeout;
  }

  /** The values of an object: String, BigDecimal, Boolean, List or Map of the same. */
  Map<String, Object> values(String name, int most) {
    JsonNode found = find(name).orElse(null);
    if (found == null) {
      return Map.of();
    }
    JsonFields inner = of(found, below(name));
    if (found.size() > most) {
      throw RequestRefusedException.exceeded(
          inner.pointer, "%d fields; at most %d are allowed".formatted(found.size(), most));
    }
    return inner.plain();
  }

  private Map<String, Object> plain() {
    Map<String, Object> values = new LinkedHashMap<>();
    node.properties()
        .forEach(each -> values.put(each.getKey(), plain(each.getValue(), below(each.getKey()))));
    return values;
  }

  private static Object plain(JsonNode value, String place) {
    return switch (value.getNodeType()) {
      case STRING -> value.textValue();
      case BOOLEAN -> value.booleanValue();
      case NUMBER -> number(value.decimalValue(), place);
      case OBJECT -> new JsonFields(value, place).plain();
      case ARRAY -> {
        List<Object> elements = new ArrayList<>();
        value.forEach(each -> elements.add(plain(each, place + "/" + elements.size())));
        yield elements;
      }
      case NULL, MISSING, BINARY, POJO ->
          throw RequestRefusedException.malformed(place, "null is no value; leave the field out");
    };
  }

  private static BigDecimal number(BigDecimal number, String place) {
    long magnitude = (long) number.precision() - number.scale();
    if (Math.abs(magnitude) > MAGNITUDE_MAX || Math.abs((long) number.scale()) > MAGNITUDE_MAX) {
      throw RequestRefusedException.exceeded(place, "the number is beyond 10^±" + MAGNITUDE_MAX);
    }
    return number;
  }

  RequestRefusedException missing(String name) {
    return RequestRefusedException.malformed(below(name), "the field is missing");
  }

  private static String kind(JsonNode found) {
    return switch (found.getNodeType()) {
      case STRING -> "a string";
      case BOOLEAN -> "a boolean";
      case NUMBER -> "the number " + found.asText();
      case OBJECT -> "an object";
      case ARRAY -> "a list";
      case NULL -> "null";
      case MISSING, BINARY, POJO -> "nothing";
    };
  }
}

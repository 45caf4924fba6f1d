package dev.lockstep.catalog;

import dev.lockstep.catalog.YamlText.Malformed;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource.Misfit;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From parsed JSON, or a file's YAML, to a value of a type. EdgeX clients send everything as text,
 * so {@code "80"} is a number where a number is wanted and {@code "[1, 2]"} a list where a list is.
 */
final class Coercion {
  /**
   * Wider than any double, and narrow enough that no number fills the memory when it is printed.
   */
  private static final int DIGITS_MAX = 400;

  private static final int DEPTH_MAX = 32;
  private static final CatalogLimits TEXT_LIMITS =
      new CatalogLimits(1, 1 << 20, DEPTH_MAX, 0, 100_000, 0, 0, 0);
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,4})?");

  private Coercion() {}

  /** What came of it. */
  sealed interface Coerced {
    /** A value of the type's kind; its width and limits are still to be checked. */
    record To(Value value) implements Coerced {}

    /** None. */
    record Not(Misfit misfit) implements Coerced {}
  }

  /** Whether this is a decimal that can be handled as one: finite, and of bounded length. */
  static boolean isDecimal(String text) {
    String stripped = text.strip();
    return stripped.length() <= DIGITS_MAX
        && DECIMAL.matcher(stripped).matches()
        && bounded(new BigDecimal(stripped));
  }

  /** The decimal that a file means here, quoted or not. */
  static Optional<BigDecimal> decimal(Yaml yaml) {
    return of(ValueType.FLOAT64, yaml) instanceof Coerced.To(Value.Numeric(BigDecimal amount))
        ? Optional.of(amount)
        : Optional.empty();
  }

  private static boolean bounded(BigDecimal number) {
    return number.precision() <= DIGITS_MAX && Math.abs(number.scale()) <= DIGITS_MAX;
  }

  /** As a file means it: text is what is written there, and 0 and 1 are flags too. */
  static Coerced of(ValueType type, Yaml yaml) {
    if (yaml instanceof Yaml.Scalar scalar && type.kind() == ValueType.Kind.TEXT) {
      return new Coerced.To(new Value.Text(scalar.text()));
    }
    if (yaml instanceof Yaml.Scalar scalar
        && type.kind() == ValueType.Kind.FLAG
        && scalar.text().matches("[01]")) {
      return new Coerced.To(new Value.Flag(scalar.text().equals("1")));
    }
    return of(type, yaml.plain());
  }

  /**
   * As a request means it.
   *
   * @param json String, Boolean, Number, List or Map of the same, or null
   */
  static Coerced of(ValueType type, @Nullable Object json) {
    return switch (type.kind()) {
      case FLAG -> flag(json);
      case TEXT -> json instanceof String text ? to(new Value.Text(text)) : wrong(type, json);
      case WHOLE, REAL -> number(type, json);
      case BINARY -> octets(type, json);
      case STRUCTURE ->
          unfolded(json) instanceof Map<?, ?> map ? structure(map, 1) : wrong(type, json);
      case LISTING ->
          unfolded(json) instanceof List<?> list ? listing(type, list) : wrong(type, json);
    };
  }

  private static Coerced flag(@Nullable Object json) {
    return switch (json) {
      case Boolean flag -> to(new Value.Flag(flag));
      case String text when text.strip().toLowerCase(Locale.ROOT).equals("true") ->
          to(new Value.Flag(true));
      case String text when text.strip().toLowerCase(Locale.ROOT).equals("false") ->
          to(new Value.Flag(false));
      case null, default -> wrong(ValueType.BOOL, json);
    };
  }

  private static Coerced number(ValueType type, @Nullable Object json) {
    return switch (json) {
      case BigDecimal number -> number(number);
      // Doubles come as text on purpose: 0.1 is 0.1, and NaN is no decimal.
      case Number number when isDecimal(number.toString()) ->
          number(new BigDecimal(number.toString()));
      case String text when isDecimal(text) -> number(new BigDecimal(text.strip()));
      case null, default -> wrong(type, json);
    };
  }

  private static Coerced number(BigDecimal number) {
    return bounded(number)
        ? to(new Value.Numeric(number))
        : not(Code.OUT_OF_RANGE, "a number of more than " + DIGITS_MAX + " digits");
  }

  private static Coerced octets(ValueType type, @Nullable Object json) {
    if (!(json instanceof String text)) {
      return wrong(type, json);
    }
    try {
      byte[] octets = Base64.getDecoder().decode(text.strip());
      return to(new Value.Octets(Base64.getEncoder().encodeToString(octets)));
    } catch (IllegalArgumentException e) {
      return not(Code.WRONG_TYPE, "Binary wanted as Base64, found " + described(json));
    }
  }

  /** A list or object that came as text. */
  private static @Nullable Object unfolded(@Nullable Object json) {
    if (!(json instanceof String text) || !text.strip().matches("(?s)\\[.*]|\\{.*}")) {
      return json;
    }
    try {
      Optional<Yaml> parsed = YamlText.parse("", text, TEXT_LIMITS);
      return parsed.isPresent() ? parsed.get().plain() : json;
    } catch (Malformed e) {
      return json;
    }
  }

  private static Coerced listing(ValueType type, List<?> list) {
    ValueType element = type.element().orElseThrow();
    List<Value> values = new ArrayList<>();
    for (Object each : list) {
      switch (of(element, each)) {
        case Coerced.To(Value value) -> values.add(value);
        case Coerced.Not not -> {
          return not;
        }
      }
    }
    return to(new Value.Listing(values));
  }

  private static Coerced structure(Map<?, ?> map, int depth) {
    SequencedMap<String, Value> fields = new LinkedHashMap<>();
    for (Map.Entry<?, ?> each : map.entrySet()) {
      switch (loose(each.getValue(), depth + 1)) {
        case Coerced.To(Value value) -> fields.put(String.valueOf(each.getKey()), value);
        case Coerced.Not not -> {
          return not;
        }
      }
    }
    return to(new Value.Structure(fields));
  }

  /** Inside an object no type is declared: each value is what it looks like. */
  private static Coerced loose(@Nullable Object json, int depth) {
    if (depth > DEPTH_MAX) {
      return not(Code.OUT_OF_RANGE, "an object that nests deeper than " + DEPTH_MAX);
    }
    return switch (json) {
      case String text -> to(new Value.Text(text));
      case Boolean flag -> to(new Value.Flag(flag));
      case Number number -> number(ValueType.FLOAT64, number);
      case Map<?, ?> map -> structure(map, depth);
      case List<?> list -> looseListing(list, depth);
      case null, default -> wrong(ValueType.OBJECT, json);
    };
  }

  private static Coerced looseListing(List<?> list, int depth) {
    List<Value> values = new ArrayList<>();
    for (Object each : list) {
      switch (loose(each, depth + 1)) {
        case Coerced.To(Value value) -> values.add(value);
        case Coerced.Not not -> {
          return not;
        }
      }
    }
    return to(new Value.Listing(values));
  }

  private static Coerced to(Value value) {
    return new Coerced.To(value);
  }

  private static Coerced wrong(ValueType type, @Nullable Object json) {
    return not(Code.WRONG_TYPE, type.edgeXName() + " wanted, found " + described(json));
  }

  private static Coerced not(Code code, String detail) {
    return new Coerced.Not(new Misfit(code, detail));
  }

  private static String described(@Nullable Object json) {
    return switch (json) {
      case null -> "null";
      case Boolean flag -> "the boolean " + flag;
      case Number number -> "the number " + SpellingSuggestion.shortened(number.toString());
      case String text -> "the text \"" + SpellingSuggestion.shortened(text) + "\"";
      case List<?> list -> "a list";
      case Map<?, ?> map -> "an object";
      default -> "a " + json.getClass().getSimpleName();
    };
  }
}

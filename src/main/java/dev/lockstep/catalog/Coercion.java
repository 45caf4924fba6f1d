package dev.lockstep.catalog;

import dev.lockstep.catalog.YamlText.MalformedYamlException;
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
 * Coercion of parsed JSON or YAML to a value of a type. EdgeX clients send everything as text, so
 * {@code "80"} is a number where a number is expected, and {@code "[1, 2]"} a list where a list is
 * expected.
 */
final class Coercion {
  /** Enough for every double, and few enough that printing a number cannot exhaust the memory. */
  private static final int DIGITS_MAX = 400;

  private static final int DEPTH_MAX = 32;
  private static final CatalogLimits TEXT_LIMITS =
      new CatalogLimits(1, 1 << 20, DEPTH_MAX, 0, 100_000, 0, 0, 0);
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,4})?");

  private Coercion() {}

  /** The result of a coercion. */
  sealed interface Coerced {
    /** A value of the type's kind; width and limits are not checked yet. */
    record To(Value value) implements Coerced {}

    /** No value: the input does not fit the type. */
    record Not(Misfit misfit) implements Coerced {}
  }

  /** Whether the text is a finite decimal of bounded length. */
  static boolean isDecimal(String text) {
    String stripped = text.strip();
    return stripped.length() <= DIGITS_MAX
        && DECIMAL.matcher(stripped).matches()
        && bounded(new BigDecimal(stripped));
  }

  /** The YAML scalar as a decimal, quoted or not. */
  static Optional<BigDecimal> decimal(Yaml yaml) {
    return of(ValueType.FLOAT64, yaml) instanceof Coerced.To(Value.Numeric(BigDecimal amount))
        ? Optional.of(amount)
        : Optional.empty();
  }

  private static boolean bounded(BigDecimal number) {
    return number.precision() <= DIGITS_MAX && Math.abs(number.scale()) <= DIGITS_MAX;
  }

  /**
   * Coerces a value of a file: any scalar is text where text is expected, and 0 and 1 are booleans
   * too.
   */
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
   * Coerces a value of a request.
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
          parsed(json) instanceof Map<?, ?> map ? structure(map, "", 1) : wrong(type, json);
      case LISTING ->
          parsed(json) instanceof List<?> list ? listing(type, list, 1) : wrong(type, json);
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
      // Converted by their text on purpose: 0.1 stays 0.1, and NaN is not a decimal.
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
      return not(Code.WRONG_TYPE, "expected Binary as Base64, found " + described(json));
    }
  }

  /** A list or object that was sent as text, parsed; any other value unchanged. */
  private static @Nullable Object parsed(@Nullable Object json) {
    if (!(json instanceof String text) || !text.strip().matches("(?s)\\[.*]|\\{.*}")) {
      return json;
    }
    try {
      Optional<Yaml> parsed = YamlText.parse("", text, TEXT_LIMITS);
      return parsed.isPresent() ? parsed.get().plain() : json;
    } catch (MalformedYamlException e) {
      return json;
    }
  }

  /** A list, or a matrix as the list of its rows. */
  private static Coerced listing(ValueType type, List<?> list, int depth) {
    if (depth > DEPTH_MAX) {
      return not(Code.OUT_OF_RANGE, "a list that nests deeper than " + DEPTH_MAX);
    }
    ValueType element = type.element().orElseThrow();
    List<Value> values = new ArrayList<>();
    for (Object each : list) {
      switch (each instanceof List<?> row ? listing(type, row, depth + 1) : of(element, each)) {
        case Coerced.To(Value value) -> values.add(value);
        case Coerced.Not not -> {
          return not;
        }
      }
    }
    return to(new Value.Listing(values));
  }

  private static Coerced structure(Map<?, ?> map, String path, int depth) {
    SequencedMap<String, Value> fields = new LinkedHashMap<>();
    for (Map.Entry<?, ?> each : map.entrySet()) {
      String field = path.isEmpty() ? String.valueOf(each.getKey()) : path + "." + each.getKey();
      switch (untyped(each.getValue(), field, depth + 1)) {
        case Coerced.To(Value value) -> fields.put(String.valueOf(each.getKey()), value);
        case Coerced.Not not -> {
          return not;
        }
      }
    }
    return to(new Value.Structure(fields));
  }

  /** Coerces a value inside an object, where no type is declared: by its JSON type. */
  private static Coerced untyped(@Nullable Object json, String path, int depth) {
    if (depth > DEPTH_MAX) {
      return not(Code.OUT_OF_RANGE, "an object that nests deeper than " + DEPTH_MAX);
    }
    return switch (json) {
      case String text -> to(new Value.Text(text));
      case Boolean flag -> to(new Value.Flag(flag));
      case Number number -> number(ValueType.FLOAT64, number);
      case Map<?, ?> map -> structure(map, path, depth);
      case List<?> list -> untypedListing(list, path, depth);
      case null ->
          not(
              Code.WRONG_TYPE,
              SpellingSuggestion.shortened(path)
                  + " is null, which is no value: leave the field out, or write \"\" for an empty"
                  + " text");
      default -> wrong(ValueType.OBJECT, json);
    };
  }

  private static Coerced untypedListing(List<?> list, String path, int depth) {
    List<Value> values = new ArrayList<>();
    for (Object each : list) {
      switch (untyped(each, "%s[%d]".formatted(path, values.size()), depth + 1)) {
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
    return not(Code.WRONG_TYPE, "expected " + type.edgeXName() + ", found " + described(json));
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

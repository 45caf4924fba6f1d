package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.device.ValueType;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a payload looks like, to one who has nothing but the payload.
 *
 * <p>Numbers without a decimal point are Int64, others Float64; a leading zero makes a text,
 * because it is a code and no amount. What is no UTF-8, or holds control characters, is Binary.
 */
sealed interface PayloadKind {
  /**
   * A value.
   *
   * @param remark for a person; may be empty
   */
  record Scalar(ValueType type, boolean json, String remark) implements PayloadKind {}

  /** A JSON object, whose fields are values. */
  record Fields(JsonNode object) implements PayloadKind {}

  /** None that a resource could have. */
  record Unfit(String why) implements PayloadKind {}

  /** Words that come in pairs, by which many machines say yes and no; in each letter case. */
  List<List<String>> SWITCHES =
      Stream.of(List.of("on", "off"), List.of("yes", "no"), List.of("open", "closed"))
          .flatMap(
              pair ->
                  Stream.<UnaryOperator<String>>of(
                          word -> word,
                          word -> word.toUpperCase(Locale.ROOT),
                          word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                      .map(written -> pair.stream().map(written).toList()))
          .toList();

  static PayloadKind of(byte[] payload) {
    String text;
    try {
      text = PayloadJson.withoutMark(payload);
    } catch (MalformedPayloadException binary) {
      return new Scalar(ValueType.BINARY, false, "Bytes that are no UTF-8.");
    }
    if (text.chars().anyMatch(PayloadKind::isControl)) {
      return new Scalar(ValueType.BINARY, false, "Bytes with control characters, so no text.");
    }
    String bare = text.strip();
    if (bare.startsWith("{") || bare.startsWith("[") || bare.startsWith("\"")) {
      return json(payload);
    }
    if (bare.equalsIgnoreCase("true") || bare.equalsIgnoreCase("false")) {
      return new Scalar(ValueType.BOOL, false, "");
    }
    return number(bare).orElseGet(() -> new Scalar(ValueType.STRING, false, words(bare)));
  }

  private static boolean isControl(int each) {
    return Character.isISOControl(each) && each != '\t' && each != '\n' && each != '\r';
  }

  /** Two words in one spelling; empty where it is neither of a pair. */
  private static String words(String bare) {
    return SWITCHES.stream()
        .filter(pair -> pair.contains(bare))
        .map(
            pair ->
                "Decide: a Bool? Then valueType Bool, with two more attributes: trueWord: \"%s\", falseWord: \"%s\"."
                    .formatted(pair.getFirst(), pair.getLast()))
        .findFirst()
        .orElse("");
  }

  private static Optional<PayloadKind> number(String bare) {
    String digits = bare.startsWith("-") || bare.startsWith("+") ? bare.substring(1) : bare;
    boolean code = digits.length() > 1 && digits.startsWith("0") && !digits.startsWith("0.");
    if (code
        || bare.length() > PayloadJson.DIGITS_MAX
        || !ValueDecoder.DECIMAL.matcher(bare).matches()) {
      return Optional.empty();
    }
    return type(new BigDecimal(bare), bare.matches("[+-]?[0-9]+"))
        .map(type -> new Scalar(type, false, ""));
  }

  /** The type of a number; empty where none holds it. */
  private static Optional<ValueType> type(BigDecimal amount, boolean whole) {
    if (Math.abs((long) amount.scale()) > PayloadJson.DIGITS_MAX) {
      return Optional.empty();
    }
    if (whole && ValueType.INT64.holds(amount)) {
      return Optional.of(ValueType.INT64);
    }
    if (whole && ValueType.UINT64.holds(amount)) {
      return Optional.of(ValueType.UINT64);
    }
    return ValueType.FLOAT64.holds(amount) ? Optional.of(ValueType.FLOAT64) : Optional.empty();
  }

  private static PayloadKind json(byte[] payload) {
    try {
      JsonNode node = PayloadJson.parse(payload);
      return node.isObject() ? new Fields(node) : of(node);
    } catch (MalformedPayloadException malformed) {
      return new Scalar(
          ValueType.STRING,
          false,
          "It begins like JSON and is none: %s.".formatted(malformed.detail()));
    }
  }

  /** Of a value inside a JSON document. */
  static PayloadKind of(JsonNode node) {
    return switch (node.getNodeType()) {
      case BOOLEAN -> new Scalar(ValueType.BOOL, true, "");
      case STRING ->
          ValueEncoder.encodable(node.textValue())
              ? new Scalar(ValueType.STRING, true, words(node.textValue()))
              : new Unfit("is a text with half of a surrogate pair");
      case NUMBER ->
          type(node.decimalValue(), node.isIntegralNumber())
              .<PayloadKind>map(type -> new Scalar(type, true, ""))
              .orElse(new Unfit("is a number that no type holds"));
      case ARRAY -> list(node);
      case OBJECT -> node.isEmpty() ? new Unfit("is an object without fields") : new Fields(node);
      case NULL, MISSING, BINARY, POJO -> new Unfit("is null, so its type is not known");
    };
  }

  private static PayloadKind list(JsonNode list) {
    Set<ValueType> types = new HashSet<>();
    for (JsonNode each : list) {
      if (!(of(each) instanceof Scalar element) || element.type().element().isPresent()) {
        return new Unfit("is a list of objects, lists or nulls; /NAME/0/FIELD names one element");
      }
      types.add(element.type());
    }
    if (types.isEmpty()) {
      return new Unfit("is an empty list, so its type is not known");
    }
    return types.stream()
        .reduce((one, other) -> widest(one, other).orElse(ValueType.OBJECT))
        .flatMap(element -> ValueType.named(element.edgeXName() + "Array"))
        .filter(type -> type != ValueType.OBJECT_ARRAY)
        .<PayloadKind>map(type -> new Scalar(type, true, ""))
        .orElse(new Unfit("is a list of values of several types"));
  }

  /** The type that holds the values of both; empty where there is none. */
  static Optional<ValueType> widest(ValueType one, ValueType other) {
    if (one == other) {
      return Optional.of(one);
    }
    if (one.element().isPresent() && other.element().isPresent()) {
      return widest(one.element().get(), other.element().get())
          .flatMap(element -> ValueType.named(element.edgeXName() + "Array"));
    }
    boolean numbers = isNumber(one) && isNumber(other);
    return numbers ? Optional.of(ValueType.FLOAT64) : Optional.empty();
  }

  private static boolean isNumber(ValueType type) {
    return type.kind() == ValueType.Kind.WHOLE || type.kind() == ValueType.Kind.REAL;
  }
}

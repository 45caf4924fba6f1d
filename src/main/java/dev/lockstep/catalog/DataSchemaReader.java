package dev.lockstep.catalog;

import dev.lockstep.catalog.Coercion.Coerced;
import dev.lockstep.catalog.DataSchema.Numbers;
import dev.lockstep.catalog.DataSchema.Sizes;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reader of a data schema whose shape is right ({@link ThingShape}). */
final class DataSchemaReader {
  private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE);

  private DataSchemaReader() {}

  /**
   * A schema with what only the catalog needs.
   *
   * @param words for values: the titles of constants in oneOf
   * @param usual the value where a request has none: const, or default
   */
  record Read(DataSchema schema, Map<String, Value> words, Optional<Value> usual, String unit) {}

  static Read read(YamlNode node) throws RefusedAffordanceException {
    DataSchema schema = schema(node);
    Map<String, Value> words = new LinkedHashMap<>();
    for (YamlNode each : items(node, "oneOf")) {
      Optional<Value> value = each.at("const").flatMap(it -> fitted(schema.type(), it));
      Optional<String> title = each.at("title").flatMap(YamlNode::text);
      if (value.isPresent() && title.isPresent() && schema.type() != ValueType.STRING) {
        words.putIfAbsent(title.get(), value.get());
      }
    }
    Optional<Value> only =
        node.at("const").isPresent()
            ? schema.allowed().stream().findFirst()
            : node.at("default").flatMap(each -> usual(schema, each));
    return new Read(schema, words, only, node.at("unit").flatMap(YamlNode::text).orElse(""));
  }

  private static Optional<Value> usual(DataSchema schema, YamlNode node) {
    Optional<Value> value =
        fitted(schema.type(), node).filter(each -> schema.misfit(each).isEmpty());
    if (value.isEmpty()) {
      node.warn("this default is not used: " + node.described() + " does not fit its schema", "");
    }
    return value;
  }

  private static DataSchema schema(YamlNode node) throws RefusedAffordanceException {
    List<DataSchema> alternatives = new ArrayList<>();
    boolean constants = true;
    for (YamlNode each : items(node, "oneOf")) {
      constants &= each.at("const").isPresent();
      alternatives.add(schema(each));
    }
    String json = type(node, alternatives);
    Numbers numbers = numbers(node);
    Optional<DataSchema> item = json.equals("array") ? Optional.of(item(node)) : Optional.empty();
    ValueType type = valueType(node, json, numbers, item);
    Map<String, DataSchema> members = new LinkedHashMap<>();
    for (Map.Entry<String, YamlNode> each : entries(node, "properties")) {
      members.put(each.getKey(), schema(each.getValue()));
    }
    List<Value> allowed = allowed(node, type);
    if (constants) {
      alternatives.forEach(each -> allowed.addAll(each.allowed()));
      alternatives.clear();
    }
    return new DataSchema(
        json,
        type,
        numbers,
        sizes(node, json.equals("string")),
        List.copyOf(allowed),
        List.copyOf(alternatives),
        Map.copyOf(members),
        required(node),
        item);
  }

  /** The JSON type: as it is written, or as the constants, members or alternatives show it. */
  private static String type(YamlNode node, List<DataSchema> alternatives)
      throws RefusedAffordanceException {
    Optional<String> written = node.at("type").flatMap(YamlNode::text);
    Set<String> shown = new HashSet<>();
    alternatives.forEach(each -> shown.add(each.json()));
    constants(node).forEach(each -> shown.add(jsonType(each.yaml())));
    if (shown.equals(Set.of("integer", "number"))) {
      shown.remove("integer");
    }
    if (!entries(node, "properties").isEmpty()) {
      shown.add("object");
    }
    if (written.filter("null"::equals).isPresent()) {
      throw new RefusedAffordanceException(node, "a value of type null is no value", "");
    }
    if (written.isPresent()) {
      return written.get();
    }
    if (shown.size() == 1 && !shown.contains("null")) {
      return shown.iterator().next();
    }
    throw new RefusedAffordanceException(
        node,
        shown.isEmpty() ? "its data has no type" : "its data may be of several types",
        "write type: boolean, integer, number, string, array or object");
  }

  private static String jsonType(Yaml yaml) {
    return switch (yaml) {
      case Yaml.Sequence list -> "array";
      case Yaml.Mapping object -> "object";
      case Yaml.Scalar scalar ->
          switch (scalar.kind()) {
            case TEXT -> "string";
            case FLAG -> "boolean";
            case NOTHING -> "null";
            case NUMBER -> scalar.text().matches("[+-]?\\d+") ? "integer" : "number";
          };
    };
  }

  private static ValueType valueType(
      YamlNode node, String json, Numbers numbers, Optional<DataSchema> item)
      throws RefusedAffordanceException {
    return switch (json) {
      case "boolean" -> ValueType.BOOL;
      case "integer" ->
          numbers.maximum().filter(most -> most.compareTo(LONGEST) > 0).isPresent()
              ? ValueType.UINT64
              : ValueType.INT64;
      case "number" -> ValueType.FLOAT64;
      case "string" -> isBase64(node) ? ValueType.BINARY : ValueType.STRING;
      case "object" -> ValueType.OBJECT;
      default -> {
        ValueType element = item.orElseThrow().type();
        ValueType single = element == ValueType.BINARY ? ValueType.STRING : element;
        // A matrix has the type of its rows.
        yield single.element().isPresent() ? single : listOf(single);
      }
    };
  }

  private static boolean isBase64(YamlNode node) throws RefusedAffordanceException {
    Optional<YamlNode> encoding = node.at("contentEncoding");
    Optional<String> word = encoding.flatMap(YamlNode::text);
    if (word.isPresent() && !word.get().equals("base64") && !word.get().matches("7bit|8bit|")) {
      throw new RefusedAffordanceException(
          encoding.get(), "contentEncoding is " + word.get(), "base64 is read");
    }
    return word.filter("base64"::equals).isPresent();
  }

  private static ValueType listOf(ValueType element) {
    return Arrays.stream(ValueType.values())
        .filter(each -> each.element().equals(Optional.of(element)))
        .findFirst()
        .orElseThrow();
  }

  private static DataSchema item(YamlNode node) throws RefusedAffordanceException {
    Optional<YamlNode> items = node.at("items");
    if (items.isEmpty()) {
      throw new RefusedAffordanceException(
          node, "a list whose elements have no type", "write items: { type: … }");
    }
    if (!(items.get().yaml() instanceof Yaml.Sequence)) {
      return schema(items.get());
    }
    Set<DataSchema> different = new HashSet<>();
    for (YamlNode each : items.get().items("")) {
      different.add(schema(each));
    }
    if (different.size() != 1) {
      throw new RefusedAffordanceException(
          items.get(), "a list whose elements are of several kinds", "one schema for all is read");
    }
    return different.iterator().next();
  }

  private static Numbers numbers(YamlNode node) {
    Numbers numbers =
        new Numbers(
            decimal(node, "minimum"),
            decimal(node, "maximum"),
            decimal(node, "exclusiveMinimum"),
            decimal(node, "exclusiveMaximum"),
            decimal(node, "multipleOf"));
    Optional<BigDecimal> low = greater(numbers.minimum(), numbers.above());
    Optional<BigDecimal> high =
        greater(numbers.maximum().map(BigDecimal::negate), numbers.below().map(BigDecimal::negate))
            .map(BigDecimal::negate);
    if (low.isPresent() && high.isPresent() && low.get().compareTo(high.get()) > 0) {
      node.fault(
          "the lower bound %s is above the upper bound %s"
              .formatted(low.get().toPlainString(), high.get().toPlainString()),
          "correct them");
    }
    return numbers;
  }

  private static Optional<BigDecimal> greater(
      Optional<BigDecimal> one, Optional<BigDecimal> other) {
    return one.isPresent() && other.isPresent()
        ? Optional.of(one.get().max(other.get()))
        : one.or(() -> other);
  }

  private static Sizes sizes(YamlNode node, boolean text) throws RefusedAffordanceException {
    Optional<YamlNode> pattern = node.at("pattern");
    Optional<String> expression = pattern.flatMap(YamlNode::text);
    if (expression.isPresent()) {
      try {
        Pattern.compile(expression.get());
      } catch (PatternSyntaxException unknown) {
        throw new RefusedAffordanceException(
            pattern.get(), "the pattern cannot be read: " + unknown.getDescription(), "");
      }
    }
    return new Sizes(
        size(node, text ? "minLength" : "minItems").orElse(0),
        size(node, text ? "maxLength" : "maxItems").orElse(Integer.MAX_VALUE),
        expression);
  }

  private static Optional<Integer> size(YamlNode node, String key) {
    return decimal(node, key)
        .map(number -> number.min(BigDecimal.valueOf(Integer.MAX_VALUE)).intValue());
  }

  private static Optional<BigDecimal> decimal(YamlNode node, String key) {
    return node.at(key).flatMap(YamlNode::decimal);
  }

  /** The values of const and enum; a fault at one that is not of the type. */
  private static List<Value> allowed(YamlNode node, ValueType type) {
    List<Value> allowed = new ArrayList<>();
    for (YamlNode each : constants(node)) {
      Optional<Value> value = fitted(type, each);
      value.ifPresentOrElse(
          allowed::add,
          () ->
              each.fault(
                  each.described() + " is not of the schema's type",
                  "a value for %s would be right".formatted(type.edgeXName())));
    }
    return allowed;
  }

  private static List<YamlNode> constants(YamlNode node) {
    return node.at("const").map(List::of).orElseGet(() -> items(node, "enum"));
  }

  /** The value of this very kind: no text for a number, as in EdgeX. */
  private static Optional<Value> fitted(ValueType type, YamlNode node) {
    String json = jsonType(node.yaml());
    boolean right =
        switch (type.kind()) {
          case FLAG -> json.equals("boolean");
          case WHOLE, REAL -> json.equals("integer") || json.equals("number");
          case TEXT, BINARY -> json.equals("string");
          case STRUCTURE -> json.equals("object");
          case LISTING -> json.equals("array");
        };
    return right && Coercion.of(type, node.yaml()) instanceof Coerced.To(Value value)
        ? Optional.of(value)
        : Optional.empty();
  }

  private static Set<String> required(YamlNode node) {
    Set<String> required = new HashSet<>();
    items(node, "required").forEach(each -> each.text().ifPresent(required::add));
    return Set.copyOf(required);
  }

  private static List<YamlNode> items(YamlNode node, String key) {
    return node.at(key).map(each -> each.items("write a list")).orElse(List.of());
  }

  private static List<Map.Entry<String, YamlNode>> entries(YamlNode node, String key) {
    return node.at(key).map(YamlNode::entries).orElse(List.of());
  }
}

package dev.lockstep.catalog;

import dev.lockstep.catalog.Coercion.Coerced;
import dev.lockstep.device.Access;
import dev.lockstep.device.Resource;
import dev.lockstep.device.Resource.Limits;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reader of one entry of {@code deviceResources}. */
final class ResourceReader {
  private static final List<String> TYPES =
      Arrays.stream(ValueType.values()).map(ValueType::edgeXName).toList();

  private ResourceReader() {}

  /** The resource; empty where it has a fault that leaves no usable resource. */
  static Optional<KnownResource> read(YamlNode node) {
    if (!node.mapping("write name, attributes and properties")) {
      return Optional.empty();
    }
    node.likelyKeys(ProfileKeys.RESOURCE);
    Optional<ResourceName> name =
        name(node.required("name", "give the resource a name"), ResourceName::new);
    Optional<YamlNode> properties =
        node.required("properties", "write properties: { valueType: Float64, readWrite: RW }")
            .filter(each -> each.mapping("write valueType and readWrite"));
    if (name.isEmpty() || properties.isEmpty()) {
      return Optional.empty();
    }
    properties.get().likelyKeys(ProfileKeys.PROPERTIES);
    Optional<ValueType> type = type(properties.get());
    Optional<Access> access = access(properties.get());
    return type.isPresent() && access.isPresent()
        ? Optional.of(
            resource(node, properties.get(), new Declared(name.get(), type.get(), access.get())))
        : Optional.empty();
  }

  /** The properties that every resource must have. */
  private record Declared(ResourceName name, ValueType type, Access access) {}

  private static KnownResource resource(YamlNode node, YamlNode properties, Declared declared) {
    Resource resource =
        new Resource(
            declared.name(),
            declared.type(),
            declared.access(),
            limits(properties),
            scaling(properties, declared.type()),
            properties.at("units").flatMap(YamlNode::text).orElse(""),
            attributes(node));
    if (properties.at("assertion").filter(each -> !isEmpty(each)).isPresent()) {
      properties.warn("assertion is not checked", "write a condition under requires or verify");
    }
    return new KnownResource(
        resource,
        hidden(node),
        defaultValue(properties, resource),
        methodInputs(node),
        unsupported(properties, node),
        Optional.empty());
  }

  /** The name; a fault, and empty, where it is missing, empty or too long. */
  static <T> Optional<T> name(Optional<YamlNode> node, Function<String, T> constructor) {
    Optional<String> text = node.flatMap(YamlNode::text);
    try {
      return text.map(constructor);
    } catch (IllegalArgumentException e) {
      node.ifPresent(each -> each.fault(String.valueOf(e.getMessage()), ""));
      return Optional.empty();
    }
  }

  static boolean hidden(YamlNode node) {
    return node.at("isHidden").flatMap(YamlNode::flag).orElse(false);
  }

  static Optional<Access> access(YamlNode node) {
    Optional<YamlNode> found = node.required("readWrite", "write R, W or RW");
    Optional<String> text = found.flatMap(YamlNode::text);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return switch (text.get().strip().toUpperCase(Locale.ROOT)) {
      case "R" -> Optional.of(Access.READ);
      case "W" -> Optional.of(Access.WRITE);
      case "RW", "WR" -> Optional.of(Access.READ_WRITE);
      default -> {
        found.ifPresent(each -> each.fault("found " + each.described(), "write R, W or RW"));
        yield Optional.empty();
      }
    };
  }

  /** The {@code valueType}; a fault, and empty, where there is none. */
  static Optional<ValueType> type(YamlNode properties) {
    Optional<YamlNode> found =
        properties.required("valueType", "write one of " + String.join(", ", TYPES));
    Optional<String> text = found.flatMap(YamlNode::text);
    Optional<ValueType> type = text.flatMap(ValueType::named);
    if (text.isPresent() && type.isEmpty()) {
      String hint =
          SpellingSuggestion.near(text.get(), TYPES)
              .map(each -> "did you mean " + each + "?")
              .orElse("write one of " + String.join(", ", TYPES));
      found.ifPresent(each -> each.fault("unknown valueType " + each.described(), hint));
    }
    return type;
  }

  /** {@code minimum} and {@code maximum}. */
  static Limits limits(YamlNode properties) {
    Optional<BigDecimal> minimum = decimal(properties, "minimum");
    Optional<BigDecimal> maximum = decimal(properties, "maximum");
    if (minimum.isPresent() && maximum.isPresent() && minimum.get().compareTo(maximum.get()) > 0) {
      properties.fault(
          "minimum %s is above maximum %s"
              .formatted(minimum.get().toPlainString(), maximum.get().toPlainString()),
          "correct them");
    }
    return new Limits(minimum, maximum);
  }

  private static Scaling scaling(YamlNode properties, ValueType type) {
    BigDecimal scale = decimal(properties, "scale").orElse(BigDecimal.ONE);
    BigDecimal offset = decimal(properties, "offset").orElse(BigDecimal.ZERO);
    if (scale.signum() == 0) {
      properties
          .at("scale")
          .ifPresent(
              each -> each.fault("scale is 0: no value could be written", "remove it, or write 1"));
      return Scaling.NONE;
    }
    ValueType.Kind kind = type.element().orElse(type).kind();
    boolean numeric = kind == ValueType.Kind.WHOLE || kind == ValueType.Kind.REAL;
    boolean neutral = scale.compareTo(BigDecimal.ONE) == 0 && offset.signum() == 0;
    if (!numeric && !neutral) {
      properties.warn("scale and offset have no meaning for " + type.edgeXName(), "remove them");
      return Scaling.NONE;
    }
    return neutral ? Scaling.NONE : new Scaling(scale, offset);
  }

  /** A decimal property. As in EdgeX, an empty text counts as not given. */
  private static Optional<BigDecimal> decimal(YamlNode properties, String key) {
    return properties.at(key).filter(each -> !isEmpty(each)).flatMap(YamlNode::decimal);
  }

  private static boolean isEmpty(YamlNode node) {
    return node.yaml() instanceof Yaml.Scalar scalar && scalar.text().isBlank();
  }

  private static Map<String, Object> attributes(YamlNode node) {
    Optional<YamlNode> attributes =
        node.at("attributes").filter(each -> each.mapping("write the protocol's own address"));
    attributes.ifPresent(ResourceReader::checkRange);
    return attributes.isPresent() && attributes.get().yaml().plain() instanceof Map<?, ?> map
        ? keyed(map)
        : Map.of();
  }

  /**
   * In braces a comma ends a value: of {@code { indexRange: 3,0:4 }} a 3 would be left, which is
   * another part of the node.
   */
  private static void checkRange(YamlNode attributes) {
    boolean cut =
        attributes.entries().stream()
            .anyMatch(each -> each.getKey().matches("[0-9:]+") && each.getValue().yaml().nothing());
    if (cut && attributes.keys().contains("indexRange")) {
      attributes.fault(
          "indexRange ends at its comma here", "put it in quotes: indexRange: \"3,0:4\"");
    }
  }

  private static Map<String, Object> keyed(Map<?, ?> map) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    map.forEach((key, value) -> attributes.put(String.valueOf(key), value));
    return attributes;
  }

  /**
   * The default value. In EdgeX it is also the initial value of a simulator, so one that does not
   * fit is not a fault, but is not used.
   */
  private static Optional<Value> defaultValue(YamlNode properties, Resource resource) {
    Optional<YamlNode> node = properties.at("defaultValue").filter(each -> !isEmpty(each));
    return node.flatMap(
        each ->
            switch (fitted(resource, each.yaml())) {
              case Coerced.To(Value value) -> Optional.of(value);
              case Coerced.Not(Resource.Misfit misfit) -> {
                each.warn("this default is not used: " + misfit.detail(), "");
                yield Optional.empty();
              }
            });
  }

  /** A value of a file, checked against the resource's type and limits. */
  static Coerced fitted(Resource resource, Yaml yaml) {
    return switch (Coercion.of(resource.type(), yaml)) {
      case Coerced.To(Value value) ->
          resource
              .misfit(value)
              .<Coerced>map(Coerced.Not::new)
              .orElseGet(() -> new Coerced.To(value));
      case Coerced.Not not -> not;
    };
  }

  private static Optional<List<ResourceName>> methodInputs(YamlNode node) {
    Optional<YamlNode> attributes = node.at("attributes");
    if (attributes.flatMap(each -> each.at("methodId")).isEmpty()) {
      return Optional.empty();
    }
    List<ResourceName> inputs = new ArrayList<>();
    attributes
        .flatMap(each -> each.at("inputMap"))
        .map(each -> each.items("write the inputs' resources, in order"))
        .orElse(List.of())
        .forEach(each -> name(Optional.of(each), ResourceName::new).ifPresent(inputs::add));
    return Optional.of(inputs);
  }

  /**
   * The reason why a resource is not supported. Ignoring one of these properties would make values
   * silently wrong in both directions, so the resource is ignored instead.
   */
  private static Optional<String> unsupported(YamlNode properties, YamlNode resource) {
    for (String key : List.of("mask", "shift", "base")) {
      Optional<BigDecimal> found = decimal(properties, key);
      if (found.isPresent() && found.get().signum() != 0) {
        String why = key + " is not supported by this version";
        resource.warn("this resource is ignored: " + why, "define a resource for the plain value");
        return Optional.of(why);
      }
    }
    return Optional.empty();
  }
}

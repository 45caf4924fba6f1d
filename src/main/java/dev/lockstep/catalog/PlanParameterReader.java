package dev.lockstep.catalog;

import dev.lockstep.catalog.Coercion.Coerced;
import dev.lockstep.device.Access;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Reader of the parameters of a plan. */
final class PlanParameterReader {
  private static final String LIST_REMEDY = "write - { name: Speed, valueType: Float64 }";

  private PlanParameterReader() {}

  /**
   * The parameters by name. One with a fault is there as far as it is known, so that a reference to
   * it is not a second fault.
   */
  static SequencedMap<String, Optional<PlanParameter>> read(YamlNode plan, PlanLimits limits) {
    SequencedMap<String, Optional<PlanParameter>> parameters = new LinkedHashMap<>();
    Map<String, SourceLocation> places = new LinkedHashMap<>();
    Optional<YamlNode> list = plan.at("parameters");
    List<YamlNode> items = list.map(each -> each.items(LIST_REMEDY)).orElse(List.of());
    if (items.size() > limits.parametersMax()) {
      list.orElseThrow()
          .fault(
              "%d parameters, at most %d are allowed"
                  .formatted(items.size(), limits.parametersMax()),
              "split the plan");
      return parameters;
    }
    for (YamlNode each : items) {
      Optional<String> name = name(each);
      if (name.isPresent()) {
        SourceLocation earlier = places.putIfAbsent(name.get(), each.location());
        if (earlier == null) {
          parameters.put(name.get(), parameter(each, name.get()));
        } else {
          each.fault(
              "the parameter %s is defined twice, first in %s".formatted(name.get(), earlier),
              "rename one");
        }
      }
    }
    return parameters;
  }

  private static Optional<String> name(YamlNode node) {
    if (!node.mapping(LIST_REMEDY)) {
      return Optional.empty();
    }
    node.onlyKeys(PlanKeys.PARAMETER);
    Optional<YamlNode> found = node.required("name", "give the parameter a name");
    Optional<String> name = found.flatMap(YamlNode::text);
    if (name.isPresent() && !Substitution.NAME.matcher(name.get()).matches()) {
      found
          .get()
          .fault(
              found.get().described() + " is no parameter's name",
              "begin with a letter, then letters, digits and _, at most 64");
      return Optional.empty();
    }
    return name;
  }

  private static Optional<PlanParameter> parameter(YamlNode node, String name) {
    Optional<ValueType> type = ResourceReader.type(node);
    Resource.Limits limits = ResourceReader.limits(node);
    Optional<Boolean> required = node.at("required").flatMap(YamlNode::flag);
    if (type.isEmpty()) {
      return Optional.empty();
    }
    checkLimits(node, type.get(), limits);
    Resource resource =
        new Resource(
            new ResourceName(name),
            type.get(),
            Access.READ_WRITE,
            limits,
            Scaling.NONE,
            node.at("units").flatMap(YamlNode::text).orElse(""),
            Map.of());
    String description = node.at("description").flatMap(YamlNode::text).orElse("");
    PlanParameter open = new PlanParameter(resource, List.of(), Optional.empty(), true, "");
    PlanParameter listed =
        new PlanParameter(resource, enumeration(node, open), Optional.empty(), true, "");
    Optional<Value> usual = node.at("defaultValue").flatMap(each -> value(each, listed));
    if (usual.isPresent() && required.orElse(false)) {
      node.at("required")
          .ifPresent(
              each -> each.fault("a required parameter has no default", "remove one of the two"));
    }
    return Optional.of(
        new PlanParameter(
            resource,
            listed.enumeration(),
            usual,
            required.orElse(node.at("defaultValue").isEmpty()),
            description));
  }

  private static void checkLimits(YamlNode node, ValueType type, Resource.Limits limits) {
    ValueType.Kind kind = type.element().orElse(type).kind();
    boolean numeric = kind == ValueType.Kind.WHOLE || kind == ValueType.Kind.REAL;
    if (!numeric && !limits.equals(Resource.Limits.NONE)) {
      node.fault(
          "minimum and maximum have no meaning for " + type.edgeXName(),
          "remove them, or list the allowed values under enumeration");
    }
  }

  private static List<Value> enumeration(YamlNode node, PlanParameter parameter) {
    Optional<YamlNode> found = node.at("enumeration");
    List<Value> values = new ArrayList<>();
    for (YamlNode each :
        found.map(list -> list.items("list the allowed values")).orElse(List.of())) {
      value(each, parameter)
          .ifPresent(
              value -> {
                if (values.contains(value)) {
                  each.fault(each.described() + " is listed twice", "keep one");
                }
                values.add(value);
              });
    }
    if (found.isPresent()
        && found.get().yaml() instanceof Yaml.Sequence sequence
        && sequence.items().isEmpty()) {
      found.get().fault("an empty list allows nothing", "list the allowed values, or remove it");
    }
    return values;
  }

  private static Optional<Value> value(YamlNode node, PlanParameter parameter) {
    return switch (parameter.take(node.yaml())) {
      case Coerced.To(Value value) -> Optional.of(value);
      case Coerced.Not(Resource.Misfit misfit) -> {
        node.fault(misfit.detail(), "write " + parameter.wanted());
        yield Optional.empty();
      }
    };
  }
}

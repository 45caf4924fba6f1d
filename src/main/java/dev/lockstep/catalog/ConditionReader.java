package dev.lockstep.catalog;

import dev.lockstep.catalog.Coercion.Coerced;
import dev.lockstep.catalog.RelationReader.Comparison;
import dev.lockstep.device.Condition;
import dev.lockstep.device.Condition.Relation;
import dev.lockstep.device.Resource;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reader of conditions: {@code requires}, and those of {@code verify}. */
final class ConditionReader {
  private static final String SHAPE = "write { resource: GuardClosed, equals: true }";

  private static final Pattern DIGITS = Pattern.compile("[+-]?[0-9]+");

  private final ResourceLookup resources;

  ConditionReader(ResourceLookup resources) {
    this.resources = resources;
  }

  List<Condition> read(YamlNode list) {
    List<Condition> conditions = new ArrayList<>();
    list.items("write a list of conditions, each like " + SHAPE.substring(6))
        .forEach(each -> condition(each).ifPresent(conditions::add));
    return conditions;
  }

  private Optional<Condition> condition(YamlNode node) {
    if (!node.mapping(SHAPE)) {
      return Optional.empty();
    }
    node.onlyKeys(ProfileKeys.CONDITION);
    Optional<KnownResource> known =
        node.required("resource", SHAPE)
            .flatMap(each -> resources.readable(each, "a condition is read from the device"));
    return RelationReader.read(node)
        .flatMap(
            comparison -> {
              boolean numbers = known.map(each -> numeric(each.resource())).orElse(true);
              BigDecimal tolerance = RelationReader.tolerance(node, comparison.relation(), numbers);
              return known.flatMap(each -> condition(each.resource(), comparison, tolerance));
            });
  }

  private static Optional<Condition> condition(
      Resource resource, Comparison comparison, BigDecimal tolerance) {
    Relation relation = comparison.relation();
    List<Value> values = comparison.values(each -> operand(resource, relation, each));
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(new Condition(resource.name(), relation, values, tolerance));
  }

  private static Optional<Value> operand(Resource resource, Relation relation, YamlNode node) {
    boolean ordered = relation.ordered();
    if (ordered && !numeric(resource)) {
      String found = "%s needs a number, and %s is of type %s";
      node.fault(
          found.formatted(relation.word(), resource.name(), resource.type().edgeXName()),
          "use equals, notEquals or oneOf");
      return Optional.empty();
    }
    if (PackMlState.numbers(resource)
        && !ordered
        && node.yaml() instanceof Yaml.Scalar scalar
        && !DIGITS.matcher(scalar.text()).matches()) {
      return state(resource, node, scalar.text());
    }
    // A bound may lie outside the resource's limits: a condition may test for exactly that.
    Coerced coerced =
        ordered
            ? Coercion.of(resource.type(), node.yaml())
            : ResourceReader.fitted(resource, node.yaml());
    return switch (coerced) {
      case Coerced.To(Value value) -> Optional.of(value);
      case Coerced.Not(Resource.Misfit misfit) -> {
        node.fault(misfit.detail(), "write a value that " + resource.name() + " can have");
        yield Optional.empty();
      }
    };
  }

  private static Optional<Value> state(Resource resource, YamlNode node, String word) {
    Optional<PackMlState> state = PackMlState.named(word);
    if (state.isEmpty()) {
      node.fault(
          "%s has no state %s".formatted(resource.name(), node.described()),
          SpellingSuggestion.hint(word, PackMlState.words()));
    }
    return state.map(each -> Value.Numeric.of(each.number()));
  }

  static boolean numeric(Resource resource) {
    Kind kind = resource.type().element().orElse(resource.type()).kind();
    return kind == Kind.WHOLE || kind == Kind.REAL;
  }
}

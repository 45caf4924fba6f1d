package dev.lockstep.catalog;

import dev.lockstep.catalog.Coercion.Coerced;
import dev.lockstep.device.Condition;
import dev.lockstep.device.Condition.Relation;
import dev.lockstep.device.Resource;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads conditions: {@code requires}, and those of {@code verify}. */
final class ConditionReader {
  private static final String SHAPE = "write { resource: GuardClosed, equals: true }";

  private final ResourceLookup resources;

  ConditionReader(ResourceLookup resources) {
    this.resources = resources;
  }

  List<Condition> read(Spot list) {
    List<Condition> conditions = new ArrayList<>();
    list.items("write a list of conditions, each like " + SHAPE.substring(6))
        .forEach(each -> condition(each).ifPresent(conditions::add));
    return conditions;
  }

  private Optional<Condition> condition(Spot spot) {
    if (!spot.mapping(SHAPE)) {
      return Optional.empty();
    }
    spot.onlyKeys(Keys.CONDITION);
    Optional<KnownResource> known =
        spot.required("resource", SHAPE)
            .flatMap(each -> resources.readable(each, "a condition is read from the device"));
    List<Relation> relations =
        spot.keys().stream().flatMap(each -> Relation.of(each).stream()).toList();
    if (relations.size() != 1) {
      String found = relations.isEmpty() ? "no relation" : relations.size() + " relations";
      spot.fault(found, "write one of equals, notEquals, oneOf, above, atLeast, below, atMost");
      return Optional.empty();
    }
    Relation relation = relations.getFirst();
    Optional<Spot> operands = spot.at(relation.word());
    if (operands.isEmpty()) {
      spot.fault(relation.word() + " has no value", "write " + relation.word() + ": VALUE");
      return Optional.empty();
    }
    BigDecimal tolerance = tolerance(spot, known.map(KnownResource::resource), relation);
    return known.flatMap(each -> condition(each.resource(), relation, operands.get(), tolerance));
  }

  private static Optional<Condition> condition(
      Resource resource, Relation relation, Spot operands, BigDecimal tolerance) {
    List<Spot> spots =
        relation == Relation.ONE_OF ? operands.items("write a list of values") : List.of(operands);
    if (relation == Relation.ONE_OF && spots.isEmpty()) {
      operands.fault("no value to choose from", "write one value or more");
    }
    List<Value> values = new ArrayList<>();
    spots.forEach(each -> operand(resource, relation, each).ifPresent(values::add));
    return values.isEmpty() || values.size() < spots.size()
        ? Optional.empty()
        : Optional.of(new Condition(resource.name(), relation, values, tolerance));
  }

  private static Optional<Value> operand(Resource resource, Relation relation, Spot spot) {
    boolean ordered = ordered(relation);
    if (ordered && !numeric(resource)) {
      String found = "%s wants a number, and %s is %s";
      spot.fault(
          found.formatted(relation.word(), resource.name(), resource.type().edgeXName()),
          "use equals, notEquals or oneOf");
      return Optional.empty();
    }
    // A bound may lie outside the resource's limits, and usually says why it is one.
    Coerced coerced =
        ordered
            ? Coercion.of(resource.type(), spot.yaml())
            : ResourceReader.fitted(resource, spot.yaml());
    return switch (coerced) {
      case Coerced.To(Value value) -> Optional.of(value);
      case Coerced.Not(Resource.Misfit misfit) -> {
        spot.fault(misfit.detail(), "give " + resource.name() + " a value that it can have");
        yield Optional.empty();
      }
    };
  }

  private static boolean ordered(Relation relation) {
    return switch (relation) {
      case ABOVE, AT_LEAST, BELOW, AT_MOST -> true;
      case EQUALS, NOT_EQUALS, ONE_OF -> false;
    };
  }

  static boolean numeric(Resource resource) {
    Kind kind = resource.type().element().orElse(resource.type()).kind();
    return kind == Kind.WHOLE || kind == Kind.REAL;
  }

  private static BigDecimal tolerance(Spot spot, Optional<Resource> resource, Relation relation) {
    Optional<Spot> tolerance = spot.at("tolerance");
    if (tolerance.isPresent()
        && (ordered(relation) || resource.filter(each -> !numeric(each)).isPresent())) {
      tolerance.get().fault("tolerance is for the equality of numbers", "leave it out");
    }
    return tolerance(tolerance);
  }

  /** Zero or more; zero where there is none. */
  static BigDecimal tolerance(Optional<Spot> spot) {
    BigDecimal tolerance = spot.flatMap(Spot::decimal).orElse(BigDecimal.ZERO);
    if (tolerance.signum() < 0) {
      spot.ifPresent(each -> each.fault("tolerance is negative", "write 0 or more"));
    }
    return tolerance.max(BigDecimal.ZERO);
  }
}

package dev.lockstep.catalog;

import dev.lockstep.device.Condition.Relation;
import dev.lockstep.device.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reader of the common part of conditions: the relation, its operands and the tolerance. */
final class RelationReader {
  /**
   * A relation with its operands, which are not read as values yet.
   *
   * @param relation the condition's only relation
   * @param operands one value, or for {@link Relation#ONE_OF} one and more; empty where there is a
   *     fault
   */
  record Comparison(Relation relation, List<YamlNode> operands) {
    /** The operands as values; empty where one of them has a fault. */
    List<Value> values(Function<YamlNode, Optional<Value>> reader) {
      List<Value> values = new ArrayList<>();
      operands.forEach(each -> reader.apply(each).ifPresent(values::add));
      return values.size() < operands.size() ? List.of() : values;
    }
  }

  private RelationReader() {}

  /**
   * The relation of this condition with its operands; empty where it has no relation, or more than
   * one.
   */
  static Optional<Comparison> read(YamlNode condition) {
    List<Relation> relations =
        condition.keys().stream().flatMap(each -> Relation.of(each).stream()).toList();
    if (relations.size() != 1) {
      String found = relations.isEmpty() ? "no relation" : relations.size() + " relations";
      condition.fault(
          found, "write one of equals, notEquals, oneOf, above, atLeast, below, atMost");
      return Optional.empty();
    }
    Relation relation = relations.getFirst();
    Optional<YamlNode> operands = condition.at(relation.word());
    if (operands.isEmpty()) {
      condition.fault(relation.word() + " has no value", "write " + relation.word() + ": VALUE");
    }
    return operands.map(each -> new Comparison(relation, operands(relation, each)));
  }

  private static List<YamlNode> operands(Relation relation, YamlNode operands) {
    if (relation != Relation.ONE_OF) {
      return List.of(operands);
    }
    List<YamlNode> all = operands.items("write a list of values");
    if (all.isEmpty()) {
      operands.fault("an empty list of values", "write one value or more");
    }
    return all;
  }

  /**
   * The tolerance of this condition: zero or more, and zero where none is given.
   *
   * @param numbers whether numbers are compared
   */
  static BigDecimal tolerance(YamlNode condition, Relation relation, boolean numbers) {
    Optional<YamlNode> tolerance = condition.at("tolerance");
    if (relation.ordered() || !numbers) {
      tolerance.ifPresent(
          each -> each.fault("tolerance applies only to the equality of numbers", "remove it"));
    }
    return tolerance(tolerance);
  }

  /** The tolerance: zero or more, and zero where there is none. */
  static BigDecimal tolerance(Optional<YamlNode> node) {
    BigDecimal tolerance = node.flatMap(YamlNode::decimal).orElse(BigDecimal.ZERO);
    if (tolerance.signum() < 0) {
      node.ifPresent(each -> each.fault("tolerance is negative", "write 0 or more"));
    }
    return tolerance.max(BigDecimal.ZERO);
  }
}

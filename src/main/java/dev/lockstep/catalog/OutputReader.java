package dev.lockstep.catalog;

import dev.lockstep.device.Condition.Relation;
import dev.lockstep.device.OutputCondition;
import dev.lockstep.device.OutputCondition.Output;
import dev.lockstep.device.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reader of conditions on a method's outputs. A profile does not state the type of an output, so a
 * value has the type of its YAML scalar: true, 0, "done"; the vote compares it with the method's
 * signature.
 */
final class OutputReader {
  private static final String SHAPE =
      "write { index: 0, equals: true }, or name: instead of index:";
  private static final int INDEX_MAX = 255;
  private static final int NAME_MAX = 200;

  private OutputReader() {}

  static List<OutputCondition> read(YamlNode list) {
    List<OutputCondition> outputs = new ArrayList<>();
    list.items("write a list of outputs, each like { index: 0, equals: true }")
        .forEach(each -> output(each).ifPresent(outputs::add));
    return outputs;
  }

  private static Optional<OutputCondition> output(YamlNode node) {
    if (!node.mapping(SHAPE)) {
      return Optional.empty();
    }
    node.onlyKeys(ProfileKeys.OUTPUT);
    Optional<Output> output = reference(node);
    return RelationReader.read(node)
        .flatMap(
            comparison -> {
              Relation relation = comparison.relation();
              List<Value> values = comparison.values(each -> value(relation, each));
              boolean numbers = values.stream().allMatch(Value.Numeric.class::isInstance);
              BigDecimal tolerance = RelationReader.tolerance(node, relation, numbers);
              return values.isEmpty()
                  ? Optional.empty()
                  : output.map(each -> new OutputCondition(each, relation, values, tolerance));
            });
  }

  private static Optional<Output> reference(YamlNode node) {
    Optional<YamlNode> index = node.at("index");
    Optional<YamlNode> name = node.at("name");
    if (index.isPresent() == name.isPresent()) {
      node.fault("exactly one of index and name is needed", SHAPE);
      return Optional.empty();
    }
    return index.isPresent() ? index.flatMap(OutputReader::at) : name.flatMap(OutputReader::named);
  }

  private static Optional<Output> at(YamlNode index) {
    Optional<Integer> number =
        index.text().filter(each -> each.matches("[0-9]{1,3}")).map(Integer::valueOf);
    if (number.isEmpty() || number.get() > INDEX_MAX) {
      index.fault("found " + index.described(), "write a whole number from 0 to " + INDEX_MAX);
      return Optional.empty();
    }
    return number.map(Output.At::new);
  }

  private static Optional<Output> named(YamlNode name) {
    Optional<String> text = name.text();
    if (text.isPresent() && (text.get().isBlank() || text.get().length() > NAME_MAX)) {
      name.fault("found " + name.described(), "write the output's name as the method spells it");
      return Optional.empty();
    }
    return text.map(Output.Named::new);
  }

  private static Optional<Value> value(Relation relation, YamlNode node) {
    boolean ordered = relation.ordered();
    Optional<Value> value =
        node.yaml() instanceof Yaml.Scalar scalar
            ? switch (scalar.kind()) {
              case FLAG -> Optional.of(new Value.Flag(Boolean.parseBoolean(scalar.text())));
              case NUMBER -> Coercion.decimal(scalar).map(Value.Numeric::new);
              case TEXT -> Optional.of(new Value.Text(scalar.text()));
              case NOTHING -> Optional.empty();
            }
            : Optional.empty();
    if (value.isEmpty() || (ordered && !(value.get() instanceof Value.Numeric))) {
      node.fault(
          "found " + node.described(),
          ordered ? relation.word() + " needs a number" : "write true, a number or a text");
      return Optional.empty();
    }
    return value;
  }
}

package dev.lockstep.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** The participants of a plan as they are written, with the parameters still in them. */
record PlanTemplate(List<Participant> participants) {
  PlanTemplate {
    participants = List.copyOf(participants);
  }

  /** One gateway's part. */
  record Participant(PlanPlace place, YamlNode gateway, List<Command> commands) {
    Participant {
      commands = List.copyOf(commands);
    }
  }

  /**
   * One command.
   *
   * @param arguments by the name of the resource
   */
  record Command(
      PlanPlace place,
      YamlNode device,
      YamlNode command,
      SequencedMap<String, YamlNode> arguments,
      int stage,
      boolean read) {}

  /** The text of a scalar, with its parameters' values in it. */
  static String text(YamlNode node, Map<String, Object> values) {
    return node.yaml() instanceof Yaml.Scalar scalar
        ? Substitution.parse(scalar.text()).apply(values).map(Object::toString).orElse("")
        : "";
  }

  /** The value of an argument; empty where it is a parameter without a value. */
  static Optional<Object> value(Yaml yaml, Map<String, Object> values) {
    return switch (yaml) {
      case Yaml.Scalar scalar when scalar.kind() == Yaml.Kind.TEXT ->
          Substitution.parse(scalar.text()).apply(values);
      case Yaml.Scalar scalar -> Optional.of(scalar.plain());
      case Yaml.Sequence list ->
          Optional.of(list.items().stream().flatMap(each -> value(each, values).stream()).toList());
      case Yaml.Mapping mapping -> Optional.of(fields(mapping, values));
    };
  }

  private static Map<String, Object> fields(Yaml.Mapping mapping, Map<String, Object> values) {
    Map<String, Object> fields = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (!entry.value().nothing()) {
                value(entry.value(), values).ifPresent(value -> fields.put(key, value));
              }
            });
    return fields;
  }
}

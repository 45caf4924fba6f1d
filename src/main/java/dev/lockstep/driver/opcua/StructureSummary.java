package dev.lockstep.driver.opcua;

import dev.lockstep.driver.opcua.StructureLayout.Field;
import dev.lockstep.driver.opcua.StructureLayout.FieldType;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/**
 * What a person has to write for a structure, in one line: {@code {name: String, steps: [{
 * temperature: Double}], note?: String}}; of a union the fields with bars between them.
 */
final class StructureSummary {
  private static final int DEPTH_MAX = 4;
  private static final int LENGTH_MAX = 600;

  private StructureSummary() {}

  static String of(StructureLayout layout, Map<NodeId, StructureLayout> known) {
    String summary = layout.name() + " " + of(layout, known, 1);
    return summary.length() <= LENGTH_MAX ? summary : summary.substring(0, LENGTH_MAX) + "…";
  }

  private static String of(StructureLayout layout, Map<NodeId, StructureLayout> known, int depth) {
    String between = layout.kind() == StructureLayout.Kind.UNION ? " | " : ", ";
    return layout.fields().stream()
        .map(field -> field(field, known, depth))
        .collect(Collectors.joining(between, "{", "}"));
  }

  private static String field(Field field, Map<NodeId, StructureLayout> known, int depth) {
    String type =
        switch (field.type()) {
          case FieldType.BuiltIn builtIn -> builtIn.type().name();
          case FieldType.Nested nested -> {
            StructureLayout inner = known.get(nested.dataType());
            yield inner == null || depth == DEPTH_MAX ? "{…}" : of(inner, known, depth + 1);
          }
          case FieldType.AnyStructure any -> "{%s, …}".formatted(OpenTypeEncoder.TYPE_ID);
          case FieldType.AnyValue any ->
              "{%s, %s}".formatted(OpenTypeEncoder.TYPE, OpenTypeEncoder.VALUE);
          case FieldType.Unsupported none -> "?";
        };
    int dimensions = Math.max(field.rank(), 0);
    return field.name()
        + (field.optional() ? "?: " : ": ")
        + "[".repeat(dimensions)
        + type
        + "]".repeat(dimensions);
  }
}

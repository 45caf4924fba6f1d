package dev.lockstep.driver.opcua;

import dev.lockstep.driver.opcua.BinarySchema.TypeDescription;
import dev.lockstep.driver.opcua.StructureLayout.Field;
import dev.lockstep.driver.opcua.StructureLayout.FieldType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/** Type dictionaries as tests write them, with what is made of them in one line. */
final class BinarySchemas {
  static final String URI = "urn:test:dictionary";

  private static final String ROOT =
      "<opc:TypeDictionary xmlns:opc='http://opcfoundation.org/BinarySchema/'"
          + " xmlns:ua='http://opcfoundation.org/UA/' xmlns:tns='%s' xmlns:other='urn:other'"
          + " DefaultByteOrder='LittleEndian' TargetNamespace='%s'>%n"
          + "<opc:Import Namespace='http://opcfoundation.org/UA/'/>%n%s%n</opc:TypeDictionary>";

  private BinarySchemas() {}

  /** A dictionary of these types. */
  static String text(String types) {
    return text(URI, types);
  }

  static String text(String namespace, String types) {
    return ROOT.formatted(namespace, namespace, types);
  }

  /** A structure with these fields. */
  static String structure(String name, String fields) {
    return "<opc:StructuredType Name='%s' BaseType='ua:ExtensionObject'>%s</opc:StructuredType>"
        .formatted(name, fields);
  }

  static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static TypeDictionary dictionary(int node, String text) throws BinarySchemaException {
    return new TypeDictionary(new NodeId(1, node), BinarySchemaReader.read(octets(text)));
  }

  /** The layout of a type; a type of a dictionary with the number of its dictionary's node. */
  static String layout(String typeName, TypeDictionary own, TypeDictionary... others)
      throws BinarySchemaException, UnansweredException {
    DictionaryLayoutReader reader =
        new DictionaryLayoutReader(
            namespace ->
                Arrays.stream(others)
                    .filter(each -> each.schema().namespace().equals(namespace))
                    .toList());
    StructureLayout layout =
        reader.layout(
            own,
            typeName,
            new DictionaryLayoutReader.Wanted(new NodeId(1, 1), typeName, NodeId.NULL_VALUE),
            ValueBounds.Lengths.NONE);
    List<String> fields = new ArrayList<>();
    for (Field field : layout.fields()) {
      fields.add(
          field.name()
              + (field.optional() ? "?" : "")
              + (field.rank() == 1 ? "[]" : "")
              + " "
              + type(field));
    }
    return layout.kind() + fields.toString();
  }

  private static String type(Field field) {
    return switch (field.type()) {
      case FieldType.BuiltIn builtIn ->
          builtIn.type().name() + field.bounds().words().map(Object::toString).orElse("");
      case FieldType.Nested nested ->
          DictionaryType.of(nested.dataType())
              .map(each -> each.name() + "@" + each.dictionary().getIdentifier())
              .orElse(nested.dataType().toParseableString());
      case FieldType.AnyStructure any -> "any structure";
      case FieldType.AnyValue any -> "any value";
      case FieldType.Unsupported none -> "(" + none.why() + ")";
    };
  }

  /** Layouts of all structures; only a refusal may be thrown. */
  static int layouts(TypeDictionary own) {
    int laidOut = 0;
    for (TypeDescription each : own.schema().types().values()) {
      try {
        layout(each.name(), own, own);
        laidOut++;
      } catch (BinarySchemaException | UnansweredException refused) {
        if (refused.getMessage().isBlank()) {
          throw new AssertionError("a refusal without a sentence");
        }
      }
    }
    return laidOut;
  }
}

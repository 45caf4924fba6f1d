package dev.lockstep.driver.opcua;

import dev.lockstep.driver.opcua.BinarySchema.SchemaField;
import dev.lockstep.driver.opcua.BinarySchema.SchemaName;
import dev.lockstep.driver.opcua.BinarySchema.TypeDescription;
import dev.lockstep.driver.opcua.BinarySchema.TypeDescription.EnumeratedType;
import dev.lockstep.driver.opcua.BinarySchema.TypeDescription.OpaqueType;
import dev.lockstep.driver.opcua.BinarySchema.TypeDescription.StructuredType;
import dev.lockstep.driver.opcua.FieldSequence.Part;
import dev.lockstep.driver.opcua.StructureLayout.Field;
import dev.lockstep.driver.opcua.StructureLayout.FieldType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/** Makes layouts of structures of what type dictionaries say of them. */
final class DictionaryLayoutReader {
  /** Deeper than any type hierarchy in use. */
  private static final int BASES_MAX = 30;

  private static final int ENUMERATION_BITS = 32;

  /** Where a type may be derived from without inheriting any field. */
  private static final Set<String> ROOTS = Set.of("ExtensionObject", "Structure", "Union");

  private final Dictionaries dictionaries;

  DictionaryLayoutReader(Dictionaries dictionaries) {
    this.dictionaries = dictionaries;
  }

  /** Where dictionaries come from: a server's, that are read when they are first needed. */
  @FunctionalInterface
  interface Dictionaries {
    /** Those that describe types of a namespace; empty where there are none. */
    List<TypeDictionary> of(String namespace) throws BinarySchemaException, UnansweredException;
  }

  /** What a layout is made for: the data type, and its encoding, or null node ids. */
  record Wanted(NodeId dataType, String name, NodeId encoding) {}

  /**
   * The layout of a type. A field of a type that cannot be used is {@link FieldType.Unsupported}.
   *
   * @param lengths that the server gives for all texts and arrays
   */
  StructureLayout layout(
      TypeDictionary dictionary, String typeName, Wanted wanted, ValueBounds.Lengths lengths)
      throws BinarySchemaException, UnansweredException {
    TypeDescription description =
        dictionary
            .type(typeName)
            .orElseThrow(
                () -> new BinarySchemaException("it does not describe the type " + typeName));
    if (!(description instanceof StructuredType type)) {
      throw new BinarySchemaException("%s is no StructuredType in it".formatted(typeName));
    }
    FieldSequence sequence = sequence(dictionary, type, Set.of());
    List<Field> fields = new ArrayList<>();
    for (Part part : sequence.parts()) {
      fields.add(field(dictionary, part, lengths));
    }
    return new StructureLayout(
        wanted.dataType(), wanted.name(), wanted.encoding(), sequence.kind(), fields);
  }

  /**
   * The fields of a type, which are all of them (OPC 10000-5, C.2.5). Where it names a base type
   * and leaves out what that one has, it is not known whether those fields come first or are not
   * there at all.
   */
  private FieldSequence sequence(
      TypeDictionary dictionary, StructuredType type, Set<StructuredType> above)
      throws BinarySchemaException, UnansweredException {
    FieldSequence own = FieldSequence.of(type);
    Optional<SchemaName> base = type.base().filter(each -> !isRoot(each));
    if (base.isEmpty()) {
      return own;
    }
    Optional<Set<String>> inherited = fieldNames(dictionary, type, above);
    Set<String> names = own.parts().stream().map(Part::name).collect(Collectors.toSet());
    boolean repeated =
        inherited.isEmpty()
            ? type.fields().stream().anyMatch(SchemaField::inherited)
            : names.containsAll(inherited.get());
    if (!repeated) {
      String why =
          "it is derived from %s and does not repeat its fields: whether they are encoded is not"
              + " known";
      throw new BinarySchemaException(why.formatted(base.get()));
    }
    return own;
  }

  private static boolean isRoot(SchemaName base) {
    return base.namespace().equals(BinarySchema.UA) && ROOTS.contains(base.name());
  }

  /** The names of the base type's fields; empty where nothing is known of it. */
  private Optional<Set<String>> fieldNames(
      TypeDictionary dictionary, StructuredType type, Set<StructuredType> above)
      throws BinarySchemaException, UnansweredException {
    SchemaName base = type.base().orElseThrow();
    Optional<Found> found = find(dictionary, base);
    if (found.isEmpty() || !(found.get().description() instanceof StructuredType next)) {
      return Optional.empty();
    }
    Set<StructuredType> seen = new HashSet<>(above);
    if (!seen.add(type) || seen.size() > BASES_MAX) {
      throw new BinarySchemaException("its base types have no end");
    }
    FieldSequence sequence = sequence(found.get().dictionary(), next, seen);
    return Optional.of(sequence.parts().stream().map(Part::name).collect(Collectors.toSet()));
  }

  // ---- fields

  private Field field(TypeDictionary dictionary, Part part, ValueBounds.Lengths lengths)
      throws UnansweredException {
    FieldType type;
    Optional<SortedMap<Long, String>> words = Optional.empty();
    try {
      Optional<FieldType> standard = standard(dictionary, part.type());
      Optional<Found> found =
          standard.isPresent() ? Optional.empty() : find(dictionary, part.type());
      if (found.isPresent()) {
        type = type(found.get());
        words = words(found.get().description());
      } else {
        String why = "is of the type %s, which no type dictionary describes";
        type = standard.orElseGet(() -> new FieldType.Unsupported(why.formatted(part.type())));
      }
    } catch (BinarySchemaException unusable) {
      String why = "is of the type %s, and %s";
      type = new FieldType.Unsupported(why.formatted(part.type(), unusable.detail()));
    }
    ValueBounds bounds = new ValueBounds(Optional.empty(), words, lengths);
    return new Field(part.name(), type, part.list() ? 1 : -1, List.of(), bounds, part.optional());
  }

  /**
   * A type that no dictionary need describe. Some controllers describe types of their own in the
   * namespace of the standard: then theirs is meant.
   */
  private static Optional<FieldType> standard(TypeDictionary dictionary, SchemaName name) {
    BinarySchema own = dictionary.schema();
    TypeDescription namesake =
        own.namespace().equals(name.namespace()) ? own.types().get(name.name()) : null;
    boolean described = namesake != null && !(namesake instanceof OpaqueType);
    Optional<FieldType> derived = described ? Optional.empty() : SchemaTypes.derived(name);
    return SchemaTypes.builtIn(name).or(() -> derived);
  }

  private static FieldType type(Found found) throws BinarySchemaException {
    return switch (found.description()) {
      case StructuredType type ->
          new FieldType.Nested(new DictionaryType(found.dictionary().node(), type.name()).node());
      case EnumeratedType type -> new FieldType.BuiltIn(number(type));
      case OpaqueType type ->
          throw new BinarySchemaException("the type dictionary does not say how it is encoded");
    };
  }

  /** An enumeration is an Int32, an option set an unsigned number (OPC 10000-6, 5.2.4). */
  private static OpcUaDataType number(EnumeratedType type) throws BinarySchemaException {
    if (type.bigEndian()) {
      throw new BinarySchemaException("it begins with its most significant octet (BigEndian)");
    }
    if (!type.optionSet() && type.bits() == ENUMERATION_BITS) {
      return OpcUaDataType.Int32;
    }
    Optional<OpcUaDataType> unsigned =
        switch (type.optionSet() ? (int) type.bits() : 0) {
          case 8 -> Optional.of(OpcUaDataType.Byte);
          case 16 -> Optional.of(OpcUaDataType.UInt16);
          case 32 -> Optional.of(OpcUaDataType.UInt32);
          case 64 -> Optional.of(OpcUaDataType.UInt64);
          default -> Optional.empty();
        };
    String why = "it is an enumeration of %d bits, and OPC UA has them of 32";
    return unsigned.orElseThrow(() -> new BinarySchemaException(why.formatted(type.bits())));
  }

  private static Optional<SortedMap<Long, String>> words(TypeDescription description) {
    return description instanceof EnumeratedType type
            && !type.optionSet()
            && !type.values().isEmpty()
        ? Optional.of(type.values())
        : Optional.empty();
  }

  // ---- names

  /** A description, and where it stands. */
  private record Found(TypeDictionary dictionary, TypeDescription description) {}

  /** What a name in a dictionary means: first its own, then what it imports. */
  private Optional<Found> find(TypeDictionary dictionary, SchemaName name)
      throws BinarySchemaException, UnansweredException {
    String own = dictionary.schema().namespace();
    if (name.namespace().isEmpty() || name.namespace().equals(own)) {
      Optional<Found> here =
          dictionary.schema().type(name.name()).map(each -> new Found(dictionary, each));
      if (here.isPresent() || name.namespace().isEmpty()) {
        return here;
      }
    }
    List<Found> found = new ArrayList<>();
    for (TypeDictionary each : dictionaries.of(name.namespace())) {
      each.schema()
          .type(name.name())
          .ifPresent(description -> found.add(new Found(each, description)));
    }
    for (Found other : found) {
      if (!other.dictionary().schema().equals(found.getFirst().dictionary().schema())) {
        throw new BinarySchemaException(
            "two type dictionaries of %s describe it".formatted(name.namespace()));
      }
    }
    return found.stream().findFirst();
  }
}

package dev.lockstep.driver.opcua;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * A type dictionary in the OPC Binary XML Schema (OPC 10000-5, Annex C), by which servers described
 * their structures before OPC UA 1.04. What it holds is not yet known to be what this driver can
 * read or write.
 *
 * @param namespace its TargetNamespace; empty where it has none
 * @param types by name
 */
record BinarySchema(String namespace, Map<String, TypeDescription> types) {
  /** Of the types that each dictionary may use: Int32, String and such. */
  static final String STANDARD = "http://opcfoundation.org/BinarySchema/";

  /** Of OPC UA's own types: NodeId, LocalizedText, Argument and such. */
  static final String UA = "http://opcfoundation.org/UA/";

  BinarySchema {
    types = Map.copyOf(types);
  }

  /**
   * The description of a name; where none is spelled so, the one that differs in letter case alone.
   */
  Optional<TypeDescription> type(String name) {
    TypeDescription exact = types.get(name);
    if (exact != null) {
      return Optional.of(exact);
    }
    List<TypeDescription> near =
        types.values().stream().filter(each -> each.name().equalsIgnoreCase(name)).toList();
    return near.size() == 1 ? Optional.of(near.getFirst()) : Optional.empty();
  }

  /** A name with its namespace; an empty one is the dictionary's own. */
  record SchemaName(String namespace, String name) {
    boolean isStandard(String wanted) {
      return namespace.equals(STANDARD) && name.equals(wanted);
    }

    @Override
    public String toString() {
      return switch (namespace) {
        case STANDARD -> "opc:" + name;
        case UA -> "ua:" + name;
        default -> name;
      };
    }
  }

  /** One type of a dictionary (OPC 10000-5, C.2.2). */
  sealed interface TypeDescription {
    String name();

    /**
     * A sequence of fields.
     *
     * @param base the type that it says to be derived from
     * @param bigEndian whether its numbers begin with the most significant octet
     */
    record StructuredType(
        String name, Optional<SchemaName> base, boolean bigEndian, List<SchemaField> fields)
        implements TypeDescription {
      public StructuredType {
        fields = List.copyOf(fields);
      }
    }

    /**
     * A number whose values have names.
     *
     * @param optionSet whether the values are bits of it
     */
    record EnumeratedType(
        String name,
        boolean bigEndian,
        long bits,
        boolean optionSet,
        SortedMap<Long, String> values)
        implements TypeDescription {}

    /** Octets of which the dictionary says no more. */
    record OpaqueType(String name) implements TypeDescription {}
  }

  /**
   * A field of a structure (OPC 10000-5, C.2.6).
   *
   * @param length how many elements it has, where that is fixed
   * @param inherited whether it says that it comes from another type
   * @param unusual what it says that no structure of OPC UA needs: how it ends, in which order its
   *     octets are
   */
  record SchemaField(
      String name,
      SchemaName type,
      OptionalLong length,
      Optional<String> lengthField,
      Switch presence,
      boolean inherited,
      Optional<String> unusual) {

    boolean isBit() {
      return type.isStandard("Bit");
    }
  }

  /** On which other field it depends whether a field is there; without a field it always is. */
  record Switch(Optional<String> field, OptionalLong value) {
    static final Switch NONE = new Switch(Optional.empty(), OptionalLong.empty());

    /** Whether it is the value that a bit has which is set. */
    boolean isSet() {
      return value.isEmpty() || value.getAsLong() == 1;
    }
  }
}

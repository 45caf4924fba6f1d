package dev.lockstep.driver.opcua;

import dev.lockstep.driver.opcua.BinarySchema.SchemaField;
import dev.lockstep.driver.opcua.BinarySchema.SchemaName;
import dev.lockstep.driver.opcua.BinarySchema.Switch;
import dev.lockstep.driver.opcua.BinarySchema.TypeDescription.StructuredType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The fields of a StructuredType as OPC UA encodes structures (OPC 10000-6, 5.2.5 to 5.2.8): the
 * lengths of lists, the mask of optional fields and the number of a union's field are no fields of
 * their own. OPC Binary can say more than that; what it says beyond is refused, and never guessed.
 */
record FieldSequence(StructureLayout.Kind kind, List<Part> parts) {
  private static final int MASK_BITS = 32;
  private static final SchemaName UNION = new SchemaName(BinarySchema.UA, "Union");

  FieldSequence {
    parts = List.copyOf(parts);
  }

  /** A field that has a value. */
  record Part(String name, SchemaName type, boolean list, boolean optional) {}

  static FieldSequence of(StructuredType type) throws BinarySchemaException {
    if (type.bigEndian()) {
      throw new BinarySchemaException(
          "its numbers begin with the most significant octet (BigEndian)");
    }
    List<SchemaField> fields = spelled(type.fields());
    for (SchemaField field : fields) {
      if (field.unusual().isPresent()) {
        throw refusal(field, field.unusual().get());
      }
    }
    Optional<SchemaName> base = type.base();
    if (base.filter(UNION::equals).isPresent() || isUnion(fields)) {
      return new FieldSequence(StructureLayout.Kind.UNION, union(fields));
    }
    int bits = leadingBits(fields);
    List<String> mask = mask(fields.subList(0, bits));
    StructureLayout.Kind kind =
        bits > 0 ? StructureLayout.Kind.OPTIONAL : StructureLayout.Kind.PLAIN;
    return new FieldSequence(kind, parts(fields.subList(bits, fields.size()), mask));
  }

  /**
   * With the references between fields as the fields themselves are spelled: in some dictionaries
   * they differ in letter case.
   */
  private static List<SchemaField> spelled(List<SchemaField> fields) throws BinarySchemaException {
    Set<String> names = new HashSet<>();
    Map<String, String> near = new HashMap<>();
    for (SchemaField field : fields) {
      if (!names.add(field.name())) {
        throw new BinarySchemaException("it has two fields " + field.name());
      }
      near.merge(field.name().toLowerCase(Locale.ROOT), field.name(), (one, other) -> "");
    }
    UnaryOperator<String> spelling =
        name -> {
          String found = near.getOrDefault(name.toLowerCase(Locale.ROOT), "");
          return names.contains(name) || found.isEmpty() ? name : found;
        };
    return fields.stream()
        .map(
            field ->
                new SchemaField(
                    field.name(),
                    field.type(),
                    field.length(),
                    field.lengthField().map(spelling),
                    new Switch(field.presence().field().map(spelling), field.presence().value()),
                    field.inherited(),
                    field.unusual()))
        .toList();
  }

  private static BinarySchemaException refusal(SchemaField field, String why) {
    return new BinarySchemaException("its field %s %s".formatted(field.name(), why));
  }

  // ---- the mask of optional fields

  private static int leadingBits(List<SchemaField> fields) {
    int bits = 0;
    while (bits < fields.size() && fields.get(bits).isBit()) {
      bits++;
    }
    return bits;
  }

  /** The name of each bit, from the least significant one; empty for one that is kept free. */
  private static List<String> mask(List<SchemaField> bits) throws BinarySchemaException {
    List<String> mask = new ArrayList<>();
    for (SchemaField bit : bits) {
      long length = bit.length().orElse(1);
      if (length < 1 || length > MASK_BITS || !bit.presence().equals(Switch.NONE)) {
        throw refusal(bit, "is no bit of a mask");
      }
      mask.add(length == 1 ? bit.name() : "");
      for (int more = 1; more < length; more++) {
        mask.add("");
      }
    }
    if (!mask.isEmpty() && mask.size() != MASK_BITS) {
      String why = "it begins with %d bits; the mask of optional fields has %d";
      throw new BinarySchemaException(why.formatted(mask.size(), MASK_BITS));
    }
    return mask;
  }

  // ---- unions

  private static boolean isUnion(List<SchemaField> fields) {
    if (fields.size() < 2 || !isSwitch(fields.getFirst())) {
      return false;
    }
    String name = fields.getFirst().name();
    return fields.stream()
        .skip(1)
        .map(SchemaField::presence)
        .allMatch(each -> isNamed(each.field(), name) && each.value().isPresent());
  }

  private static boolean isSwitch(SchemaField field) {
    return field.type().isStandard("UInt32")
        && field.length().isEmpty()
        && field.lengthField().isEmpty()
        && field.presence().equals(Switch.NONE);
  }

  private static List<Part> union(List<SchemaField> fields) throws BinarySchemaException {
    if (fields.isEmpty() || !isSwitch(fields.getFirst())) {
      throw new BinarySchemaException(
          "it is a union, and does not begin with the number of its field as a UInt32");
    }
    SchemaField number = fields.getFirst();
    List<Part> parts = new ArrayList<>();
    List<SchemaField> rest = fields.subList(1, fields.size());
    Map<String, List<SchemaField>> lists = byLength(rest);
    for (int each = 0; each < rest.size(); each++) {
      SchemaField field = rest.get(each);
      if (isLength(rest, each, lists)) {
        continue;
      }
      if (!isNamed(field.presence().field(), number.name())
          || field.presence().value().orElse(0) != parts.size() + 1) {
        String why = "is not number %d of the union by its SwitchValue";
        throw refusal(field, why.formatted(parts.size() + 1));
      }
      parts.add(new Part(field.name(), field.type(), list(rest, each), false));
    }
    return parts;
  }

  // ---- fields

  private static List<Part> parts(List<SchemaField> fields, List<String> mask)
      throws BinarySchemaException {
    Map<String, List<SchemaField>> lists = byLength(fields);
    List<Part> parts = new ArrayList<>();
    int bit = 0;
    for (int each = 0; each < fields.size(); each++) {
      if (isLength(fields, each, lists)) {
        continue;
      }
      SchemaField field = fields.get(each);
      Optional<String> present = field.presence().field();
      if (present.isPresent()) {
        if (!field.presence().isSet() || bit >= mask.size() || !isNamed(present, mask.get(bit))) {
          String why =
              "depends on %s, which is not the next bit of a mask at the beginning of the"
                  + " structure";
          throw refusal(field, why.formatted(present.get()));
        }
        bit++;
      }
      parts.add(new Part(field.name(), field.type(), list(fields, each), present.isPresent()));
    }
    return parts;
  }

  private static Map<String, List<SchemaField>> byLength(List<SchemaField> fields) {
    return fields.stream()
        .filter(field -> field.lengthField().isPresent())
        .collect(Collectors.groupingBy(field -> field.lengthField().get()));
  }

  /** Whether it is how many elements the field after it has. */
  private static boolean isLength(
      List<SchemaField> fields, int each, Map<String, List<SchemaField>> byLength)
      throws BinarySchemaException {
    SchemaField field = fields.get(each);
    List<SchemaField> lists = byLength.getOrDefault(field.name(), List.of());
    if (lists.isEmpty()) {
      return false;
    }
    if (lists.size() > 1) {
      throw refusal(field, "is the length of several lists");
    }
    if (!field.type().isStandard("Int32")
        || field.length().isPresent()
        || field.lengthField().isPresent()) {
      throw refusal(field, "is the length of a list, and no Int32");
    }
    boolean before = each + 1 < fields.size() && fields.get(each + 1).equals(lists.getFirst());
    if (!before || !field.presence().equals(lists.getFirst().presence())) {
      throw refusal(lists.getFirst(), "does not come just after its length " + field.name());
    }
    return true;
  }

  /** Whether it is a list, whose length was just before it. */
  private static boolean list(List<SchemaField> fields, int each) throws BinarySchemaException {
    SchemaField field = fields.get(each);
    if (field.isBit()) {
      throw refusal(field, "is a bit outside of a mask of 32 bits at the beginning");
    }
    if (field.length().isPresent()) {
      throw refusal(field, "has a fixed Length, where a structure of OPC UA tells how many follow");
    }
    if (field.lengthField().isEmpty()) {
      return false;
    }
    if (each == 0 || !isNamed(field.lengthField(), fields.get(each - 1).name())) {
      String why = "does not come just after its length " + field.lengthField().get();
      throw refusal(field, why);
    }
    return true;
  }

  private static boolean isNamed(Optional<String> reference, String name) {
    return reference.filter(name::equals).isPresent();
  }
}

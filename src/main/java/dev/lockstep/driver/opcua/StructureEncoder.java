package dev.lockstep.driver.opcua;

import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.driver.opcua.KnownTypes.UnknownTypeException;
import dev.lockstep.driver.opcua.MisfitException.Fault;
import dev.lockstep.driver.opcua.StructureLayout.Field;
import dev.lockstep.driver.opcua.StructureLayout.FieldType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.encoding.DefaultEncodingContext;
import org.eclipse.milo.opcua.stack.core.encoding.binary.OpcUaBinaryEncoder;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a structure as the server describes it (OPC 10000-6, 5.2.6 to 5.2.8). A structure is
 * written whole: a field that is missing, unknown or of another type is a fault, with its place,
 * and all faults are found before anything is sent.
 */
final class StructureEncoder {
  /** More are hardly read by a person, and a long list may have one in each element. */
  private static final int FAULTS_MAX = 20;

  /** The members that name a type, as in the OPC UA JSON encoding (OPC 10000-6, 5.4.2.16, 17). */
  static final String TYPE_ID = "UaTypeId";

  static final String TYPE = "UaType";
  static final String VALUE = "Value";

  private final KnownTypes types;
  private final Optional<String> locale;
  private final boolean maximum;
  private final List<Fault> faults = new ArrayList<>();
  private final ByteBuf buffer = Unpooled.buffer();
  private final OpcUaBinaryEncoder encoder =
      new OpcUaBinaryEncoder(DefaultEncodingContext.INSTANCE).setBuffer(buffer);

  /**
   * @param locale of its LocalizedTexts; empty for the null locale
   * @param maximum whether array dimensions are upper bounds
   */
  StructureEncoder(KnownTypes types, Optional<String> locale, boolean maximum) {
    this.types = types;
    this.locale = locale;
    this.maximum = maximum;
  }

  /**
   * The encoded structure.
   *
   * @param path of the value, for messages
   */
  ExtensionObject encode(StructureLayout layout, Value value, String path)
      throws MisfitException, UnknownTypeException {
    structure(layout, value, path);
    if (!faults.isEmpty()) {
      throw new MisfitException(faults.subList(0, Math.min(faults.size(), FAULTS_MAX)));
    }
    if (layout.encoding().isNull()) {
      String why = "%s: the server has no binary encoding of its type %s";
      throw new MisfitException(Code.UNSUPPORTED, why.formatted(path, layout.name()));
    }
    byte[] octets = new byte[buffer.readableBytes()];
    buffer.readBytes(octets);
    return ExtensionObject.of(ByteString.of(octets), layout.encoding());
  }

  private void structure(StructureLayout layout, Value value, String path)
      throws UnknownTypeException {
    if (!(value instanceof Value.Structure structure)) {
      String found = "%s is %s; an object of the structure %s is wanted";
      fault(Code.WRONG_TYPE, found.formatted(path, described(value), layout.named()));
      return;
    }
    Map<String, Value> given = given(layout, structure, path);
    switch (layout.kind()) {
      case PLAIN -> fields(layout, given, path);
      case OPTIONAL -> {
        encoder.encodeUInt32(Unsigned.uint(mask(layout, given)));
        fields(layout, given, path);
      }
      case UNION -> union(layout, given, path);
    }
  }

  /** The values by the names that the server has for the fields. */
  private Map<String, Value> given(StructureLayout layout, Value.Structure structure, String path) {
    Map<String, Value> given = new HashMap<>();
    structure
        .fields()
        .forEach(
            (name, value) -> {
              Optional<Field> field = layout.field(name);
              if (field.isEmpty()) {
                String found = "%s.%s is no field of the structure %s";
                fault(Code.UNKNOWN_ARGUMENT, found.formatted(path, name, layout.named()));
              } else if (given.putIfAbsent(field.get().name(), value) != null) {
                String found = "%s.%s is given twice, in different letter case";
                fault(Code.UNKNOWN_ARGUMENT, found.formatted(path, name));
              }
            });
    return given;
  }

  private void fields(StructureLayout layout, Map<String, Value> given, String path)
      throws UnknownTypeException {
    for (Field field : layout.fields()) {
      Value value = given.get(field.name());
      if (value != null) {
        field(field, value, path + "." + field.name());
      } else if (!field.optional()) {
        String missing = "%s.%s is missing: a structure is written whole";
        fault(Code.MISSING_ARGUMENT, missing.formatted(path, field.name()));
      }
    }
  }

  private static long mask(StructureLayout layout, Map<String, Value> given) {
    long mask = 0;
    int bit = 0;
    for (Field field : layout.fields()) {
      if (field.optional()) {
        mask |= given.containsKey(field.name()) ? 1L << bit : 0;
        bit++;
      }
    }
    return mask;
  }

  private void union(StructureLayout layout, Map<String, Value> given, String path)
      throws UnknownTypeException {
    List<Field> chosen =
        layout.fields().stream().filter(each -> given.containsKey(each.name())).toList();
    if (chosen.size() > 1) {
      String found = "%s has %d fields of the union %s; one would be right";
      fault(Code.WRONG_TYPE, found.formatted(path, chosen.size(), layout.named()));
      return;
    }
    encoder.encodeUInt32(
        Unsigned.uint(chosen.isEmpty() ? 0 : layout.fields().indexOf(chosen.getFirst()) + 1));
    if (!chosen.isEmpty()) {
      Field field = chosen.getFirst();
      field(field, Objects.requireNonNull(given.get(field.name())), path + "." + field.name());
    }
  }

  private void field(Field field, Value value, String path) throws UnknownTypeException {
    if (field.rank() < 0) {
      single(field, value, path);
      return;
    }
    try {
      if (!(value instanceof Value.Listing listing)) {
        throw new MisfitException("%s is %s; a list is wanted".formatted(path, described(value)));
      }
      Grid grid = Grid.of(listing, path, field.rank());
      length(field, grid, path);
      if (field.rank() > 1) {
        // OPC 10000-6, 5.2.5: the dimensions as an array of Int32, then the elements.
        encoder.encodeInt32(field.rank());
        grid.lengths().forEach(encoder::encodeInt32);
      } else {
        encoder.encodeInt32(grid.elements().size());
      }
      for (int each = 0; each < grid.elements().size(); each++) {
        single(field, grid.elements().get(each), path + grid.place(each));
      }
    } catch (MisfitException misfit) {
      faults.addAll(misfit.faults());
    }
  }

  private void length(Field field, Grid grid, String path) throws MisfitException {
    Optional<String> misfit =
        ArrayDimensions.misfit("field", grid.dimensions(), field.dimensions(), maximum)
            .or(() -> field.bounds().tooMany(grid.elements().size()));
    if (misfit.isPresent()) {
      throw new MisfitException(Code.OUT_OF_RANGE, path + ": " + misfit.get());
    }
  }

  private void single(Field field, Value value, String path) throws UnknownTypeException {
    try {
      switch (field.type()) {
        case FieldType.BuiltIn(OpcUaDataType type) -> {
          Object raw =
              ScalarConversion.toWire(
                  value,
                  new ScalarConversion.Target(type, Scaling.NONE, locale, types.namespaces()));
          Optional<String> misfit = field.bounds().misfit(Variant.of(raw));
          if (misfit.isPresent()) {
            throw new MisfitException(Code.OUT_OF_RANGE, misfit.get());
          }
          BuiltInCodec.write(encoder, type, raw);
        }
        case FieldType.Nested(NodeId dataType) -> structure(types.layout(dataType), value, path);
        case FieldType.AnyStructure(NodeId base) ->
            encoder.encodeExtensionObject(object(value, base, path));
        case FieldType.AnyValue any -> encoder.encodeVariant(variant(value, path));
        case FieldType.Unsupported(String why) -> throw new MisfitException(Code.UNSUPPORTED, why);
      }
    } catch (MisfitException misfit) {
      boolean placed =
          field.type() instanceof FieldType.AnyStructure
              || field.type() instanceof FieldType.AnyValue;
      faults.addAll((placed ? misfit : misfit.within(path)).faults());
    }
  }

  // ---- where the value names its type

  private ExtensionObject object(Value value, NodeId base, String path)
      throws MisfitException, UnknownTypeException {
    if (!(value instanceof Value.Structure structure)
        || !(structure.fields().get(TYPE_ID) instanceof Value.Text id)) {
      throw new MisfitException(
          "%s may hold several structures: an object with a member %s is wanted, which names the data type as nsu=URI;i=NUMBER"
              .formatted(path, TYPE_ID));
    }
    NodeId dataType = named(id.text(), path);
    if (dataType.isNull()) {
      return ExtensionObject.of(ByteString.NULL_VALUE, NodeId.NULL_VALUE);
    }
    if (!types.isA(dataType, base)) {
      String found = "%s: %s is not of the type that the field holds";
      throw new MisfitException(found.formatted(path, id.text()));
    }
    SequencedMap<String, Value> fields = new LinkedHashMap<>(structure.fields());
    fields.remove(TYPE_ID);
    return new StructureEncoder(types, locale, maximum)
        .encode(types.layout(dataType), new Value.Structure(fields), path);
  }

  private NodeId named(String id, String path) throws MisfitException {
    try {
      return TextForms.nodeId(id, types.namespaces());
    } catch (MisfitException malformed) {
      throw malformed.within(path + "." + TYPE_ID);
    }
  }

  private Variant variant(Value value, String path) throws MisfitException, UnknownTypeException {
    if (!(value instanceof Value.Structure structure)
        || !(structure.fields().get(TYPE) instanceof Value.Numeric number)) {
      throw new MisfitException(
          "%s may hold any type: an object with the members %s and %s is wanted, for example {\"%s\": 6, \"%s\": 5} for an Int32"
              .formatted(path, TYPE, VALUE, TYPE, VALUE));
    }
    Value own = structure.fields().get(VALUE);
    if (number.amount().signum() == 0) {
      return Variant.NULL_VALUE;
    }
    OpcUaDataType type = builtIn(number);
    if (type == null || own == null || !ValueConversion.isSupported(type)) {
      throw new MisfitException(
          "%s: %s %s is not supported, or has no %s".formatted(path, TYPE, number, VALUE));
    }
    ValueConversion.Writing writing =
        new ValueConversion.Writing(path + "." + VALUE, Scaling.NONE, maximum);
    WireType wireType =
        new WireType(type, own instanceof Value.Listing ? WireType.OPEN : 0).in(locale);
    try {
      return type == OpcUaDataType.ExtensionObject
          ? Variant.of(object(own, NodeIds.Structure, writing.path()))
          : ValueConversion.toWire(types, own, writing, wireType);
    } catch (MisfitException misfit) {
      throw misfit.within(writing.path());
    }
  }

  private static @Nullable OpcUaDataType builtIn(Value.Numeric number) {
    int id = number.amount().scale() <= 0 ? number.amount().intValue() : 0;
    return id >= 1 && id <= 25 ? OpcUaDataType.fromTypeId(id) : null;
  }

  private void fault(Code code, String detail) {
    faults.add(new Fault(code, detail));
  }

  static String described(Value value) {
    return switch (value) {
      case Value.Flag flag -> "the boolean " + flag;
      case Value.Numeric numeric -> "the number " + numeric;
      case Value.Text text -> "a text";
      case Value.Octets octets -> "octets";
      case Value.Listing listing -> "a list";
      case Value.Structure structure -> "an object";
      case Value.Null none -> "null";
      case Value.NonFinite number -> number.toString();
    };
  }
}

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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.encoding.DefaultEncodingContext;
import org.eclipse.milo.opcua.stack.core.encoding.binary.OpcUaBinaryEncoder;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;

/**
 * Encodes a structure as the server describes it (OPC 10000-6, 5.2.6 to 5.2.8). A structure is
 * written whole: a field that is missing, unknown or of another type is a fault, with its place,
 * and all faults are found before anything is sent.
 */
final class StructureEncoder {
  /** More are hardly read by a person, and a long list may have one in each element. */
  private static final int FAULTS_MAX = 20;

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
            encoder.encodeExtensionObject(open().object(value, base, path));
        case FieldType.AnyValue any -> encoder.encodeVariant(open().variant(value, path));
        case FieldType.Unsupported(String why) -> throw new MisfitException(Code.UNSUPPORTED, why);
      }
    } catch (MisfitException misfit) {
      boolean placed =
          field.type() instanceof FieldType.AnyStructure
              || field.type() instanceof FieldType.AnyValue;
      faults.addAll((placed ? misfit : misfit.within(path)).faults());
    }
  }

  private OpenTypeEncoder open() {
    return new OpenTypeEncoder(types, locale, maximum);
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

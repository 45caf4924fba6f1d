package dev.lockstep.driver.opcua;

import dev.lockstep.device.Encoding;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.driver.opcua.KnownTypes.UnknownTypeException;
import dev.lockstep.driver.opcua.StructureLayout.Field;
import dev.lockstep.driver.opcua.StructureLayout.FieldType;
import dev.lockstep.driver.opcua.ValueConversion.Decoded;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.encoding.DefaultEncodingContext;
import org.eclipse.milo.opcua.stack.core.encoding.binary.OpcUaBinaryDecoder;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.jspecify.annotations.Nullable;

/**
 * Decodes structures as the server describes them, each field with the encoding in which it is to
 * be compared. Octets that the description does not account for, to the last one, are refused: the
 * server has another type than it describes, and a guess would look like a reading.
 */
final class StructureDecoder {
  private static final int DEPTH_MAX = 32;
  private static final int VALUES_MAX = 100_000;

  private final KnownTypes types;
  private final SortedSet<String> locales = new TreeSet<>();
  private int values;
  private int depth;

  StructureDecoder(KnownTypes types) {
    this.types = types;
  }

  /** The server sent another structure than it describes. */
  static final class MalformedStructureException extends MisfitException {
    private static final long serialVersionUID = 1L;

    private final transient NodeId encoding;

    MalformedStructureException(NodeId encoding, String message) {
      super(Code.UNREADABLE, message);
      this.encoding = encoding;
    }

    NodeId encoding() {
      return encoding;
    }
  }

  KnownTypes types() {
    return types;
  }

  /** The languages of the texts that were decoded; a text without one counts as "". */
  SortedSet<String> locales() {
    return locales;
  }

  /** The encoding of the structure, or of the first of several; empty where there is none. */
  static Optional<NodeId> encoding(@Nullable Object raw) {
    Object first = raw;
    if (raw != null && ValueConversion.isArray(raw)) {
      Object elements = ValueConversion.elementsOf(raw);
      first = Array.getLength(elements) == 0 ? null : Array.get(elements, 0);
    }
    return first instanceof ExtensionObject object && object.getEncodingOrTypeId().isNotNull()
        ? Optional.of(object.getEncodingOrTypeId())
        : Optional.empty();
  }

  /** The structure; a null where there is none. */
  Decoded decode(ExtensionObject object) throws MisfitException, UnknownTypeException {
    NodeId encoding = object.getEncodingOrTypeId();
    if (encoding.isNull()) {
      return new Decoded(new Value.Null(), Encoding.ofStructure(Map.of()));
    }
    if (!(object.getBody() instanceof ByteString body)) {
      throw new MisfitException(
          Code.UNSUPPORTED,
          "the structure is encoded in XML or JSON, which this version does not read");
    }
    return decode(types.encodedAs(encoding), encoding, body);
  }

  private Decoded decode(StructureLayout layout, NodeId encoding, ByteString body)
      throws MisfitException, UnknownTypeException {
    ByteBuf buffer = Unpooled.wrappedBuffer(body.bytesOrEmpty());
    Source source = new Source(buffer, encoding, layout.name());
    try {
      Decoded decoded = structure(layout, source, layout.name());
      if (buffer.isReadable()) {
        throw source.malformed(buffer.readableBytes() + " octets are left over");
      }
      return decoded;
    } catch (RuntimeException bad) {
      // Milo's decoder throws what it meets: at the end of the octets an
      // IndexOutOfBoundsException, of a Variant of no type a NullPointerException.
      throw source.malformed("the octets end too early, or are none of the type's");
    }
  }

  /** What one structure is decoded from. */
  private record Source(ByteBuf buffer, NodeId encoding, String name, OpcUaBinaryDecoder decoder) {
    Source(ByteBuf buffer, NodeId encoding, String name) {
      this(
          buffer,
          encoding,
          name,
          new OpcUaBinaryDecoder(DefaultEncodingContext.INSTANCE).setBuffer(buffer));
    }

    MalformedStructureException malformed(String why) {
      String detail = "the server sends another structure than it describes as %s: %s";
      return new MalformedStructureException(encoding, detail.formatted(name, why));
    }
  }

  private Decoded structure(StructureLayout layout, Source source, String path)
      throws MisfitException, UnknownTypeException {
    if (++depth > DEPTH_MAX) {
      throw new MisfitException(
          Code.UNSUPPORTED, "%s nests deeper than %d".formatted(path, DEPTH_MAX));
    }
    SequencedMap<String, Value> fields = new LinkedHashMap<>();
    Map<String, Encoding> encodings = new LinkedHashMap<>();
    for (Field field : present(layout, source)) {
      Decoded decoded = field(field, source, path + "." + field.name());
      fields.put(field.name(), decoded.value());
      encodings.put(field.name(), decoded.encoding());
    }
    depth--;
    return new Decoded(new Value.Structure(fields), Encoding.ofStructure(encodings));
  }

  /** The fields that follow. */
  private static List<Field> present(StructureLayout layout, Source source)
      throws MalformedStructureException {
    return switch (layout.kind()) {
      case PLAIN -> layout.fields();
      case OPTIONAL -> {
        long mask = source.decoder().decodeUInt32().longValue();
        List<Field> present = new ArrayList<>();
        int bit = 0;
        for (Field field : layout.fields()) {
          if (!field.optional() || (mask >> bit++ & 1) == 1) {
            present.add(field);
          }
        }
        if (mask >> bit != 0) {
          throw source.malformed("more optional fields than it has");
        }
        yield present;
      }
      case UNION -> {
        long chosen = source.decoder().decodeUInt32().longValue();
        if (chosen > layout.fields().size()) {
          throw source.malformed("field %d of a union".formatted(chosen));
        }
        yield chosen == 0 ? List.of() : List.of(layout.fields().get((int) chosen - 1));
      }
    };
  }

  private Decoded field(Field field, Source source, String path)
      throws MisfitException, UnknownTypeException {
    if (field.rank() < 0) {
      return single(field, source, path);
    }
    int count = source.decoder().decodeInt32();
    int[] lengths = {count};
    if (field.rank() > 1 && count > 0) {
      lengths = dimensions(source, count);
      count = product(lengths, source);
    }
    if (count < 0 || (field.rank() > 1 && lengths.length == 1 && count == 0)) {
      return new Decoded(new Value.Null(), Encoding.ofList(List.of()));
    }
    if (count > source.buffer().readableBytes()) {
      throw source.malformed("a list of %d elements".formatted(count));
    }
    List<Value> elements = new ArrayList<>();
    List<Encoding> encodings = new ArrayList<>();
    for (int each = 0; each < count; each++) {
      Decoded element = single(field, source, path + "[" + each + "]");
      elements.add(element.value());
      encodings.add(element.encoding());
    }
    return new Decoded(Grid.nested(elements, lengths), ValueConversion.nested(encodings, lengths));
  }

  private static int[] dimensions(Source source, int count) throws MalformedStructureException {
    if (count > source.buffer().readableBytes() / Integer.BYTES) {
      throw source.malformed("a matrix of %d dimensions".formatted(count));
    }
    int[] lengths = new int[count];
    for (int each = 0; each < count; each++) {
      lengths[each] = source.decoder().decodeInt32();
    }
    return lengths;
  }

  private static int product(int[] lengths, Source source) throws MalformedStructureException {
    long product = 1;
    for (int length : lengths) {
      product *= Math.max(length, 0);
      if (product > source.buffer().readableBytes()) {
        throw source.malformed("a matrix of " + Grid.by(lengths));
      }
    }
    return (int) product;
  }

  private Decoded single(Field field, Source source, String path)
      throws MisfitException, UnknownTypeException {
    if (++values > VALUES_MAX) {
      throw new MisfitException(
          Code.UNSUPPORTED, "the structure has more than %d values".formatted(VALUES_MAX));
    }
    return switch (field.type()) {
      case FieldType.BuiltIn(OpcUaDataType type) -> builtIn(type, source);
      case FieldType.Nested(NodeId dataType) -> structure(types.layout(dataType), source, path);
      case FieldType.AnyStructure any -> named(source.decoder().decodeExtensionObject());
      case FieldType.AnyValue any -> variant(source.decoder().decodeVariant());
      case FieldType.Unsupported(String why) ->
          throw new MisfitException(Code.UNSUPPORTED, "%s %s".formatted(path, why));
    };
  }

  private Decoded builtIn(OpcUaDataType type, Source source) throws MisfitException {
    Object raw = BuiltInCodec.read(source.decoder(), type);
    if (type == OpcUaDataType.LocalizedText && raw instanceof LocalizedText text) {
      locales.add(Optional.ofNullable(text.locale()).orElse(""));
    }
    return new Decoded(
        ScalarConversion.fromWire(raw, Scaling.NONE, types.namespaces()),
        ScalarConversion.encoding(type, Scaling.NONE));
  }

  /** A structure that may be of several types names its own, so that it can be written back. */
  private Decoded named(ExtensionObject object) throws MisfitException, UnknownTypeException {
    SequencedMap<String, Value> fields = new LinkedHashMap<>();
    if (object == null || object.isNull() || object.getEncodingOrTypeId().isNull()) {
      fields.put(OpenTypeEncoder.TYPE_ID, new Value.Text(NodeId.NULL_VALUE.toParseableString()));
      return new Decoded(new Value.Structure(fields), Encoding.ofStructure(Map.of()));
    }
    Decoded decoded = decode(object);
    NodeId dataType = types.encodedAs(object.getEncodingOrTypeId()).dataType();
    fields.put(OpenTypeEncoder.TYPE_ID, new Value.Text(TextForms.of(dataType, types.namespaces())));
    if (decoded.value() instanceof Value.Structure structure) {
      fields.putAll(structure.fields());
    }
    return new Decoded(new Value.Structure(fields), decoded.encoding());
  }

  private Decoded variant(Variant read) throws MisfitException, UnknownTypeException {
    SequencedMap<String, Value> fields = new LinkedHashMap<>();
    Optional<OpcUaDataType> type = read.getDataType();
    fields.put(
        OpenTypeEncoder.TYPE, Value.Numeric.of(type.map(OpcUaDataType::getTypeId).orElse(0)));
    if (type.isEmpty()) {
      return new Decoded(new Value.Structure(fields), Encoding.ofStructure(Map.of()));
    }
    Decoded decoded =
        read.value() instanceof ExtensionObject object
            ? named(object)
            : ValueConversion.fromWire(this, read, Scaling.NONE, ValueType.STRING);
    fields.put(OpenTypeEncoder.VALUE, decoded.value());
    return new Decoded(
        new Value.Structure(fields),
        Encoding.ofStructure(Map.of(OpenTypeEncoder.VALUE, decoded.encoding())));
  }
}

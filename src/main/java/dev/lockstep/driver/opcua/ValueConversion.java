package dev.lockstep.driver.opcua;

import dev.lockstep.device.Encoding;
import dev.lockstep.device.Resource;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.driver.opcua.KnownTypes.UnknownTypeException;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.Matrix;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.jspecify.annotations.Nullable;

/**
 * Converts engineering values to variants and back: single values, arrays, matrices and structures.
 */
final class ValueConversion {
  private ValueConversion() {}

  /**
   * How a profile wants a value written.
   *
   * @param path of the value, for messages: the resource's name
   * @param maximum whether array dimensions inside a structure are upper bounds
   */
  record Writing(String path, Scaling scaling, boolean maximum) {
    static Writing of(Resource resource) {
      return new Writing(
          resource.name().value(), resource.scaling(), ArrayDimensions.areMaximum(resource));
    }
  }

  /** Whether values of this type can be written and read. */
  static boolean isSupported(OpcUaDataType type) {
    return ScalarConversion.isSupported(type) || type == OpcUaDataType.ExtensionObject;
  }

  // ---- towards the device

  static Variant toWire(KnownTypes types, Value value, Writing writing, WireType wireType)
      throws MisfitException, UnknownTypeException {
    if (!isSupported(wireType.type())) {
      throw ScalarConversion.unsupported(wireType.type().name());
    }
    if (wireType.array()) {
      return array(types, value, writing, wireType);
    }
    return wireType.type() == OpcUaDataType.ByteString && value instanceof Value.Listing listing
        ? Variant.of(ByteString.of(octets(listing, writing.scaling())))
        : Variant.of(element(types, value, writing, wireType));
  }

  /** An array for elements of the type, all of them still without a value. */
  static Object arrayOf(WireType elements, int length) {
    return Array.newInstance(elements.type().getBackingClass(), length);
  }

  private static Variant array(KnownTypes types, Value value, Writing writing, WireType wireType)
      throws MisfitException, UnknownTypeException {
    int wanted = wireType.dimensions() == WireType.OPEN ? Grid.ANY : wireType.dimensions();
    Grid grid = Grid.of(listing(value, wireType), writing.path(), wanted);
    List<Value> elements = grid.elements();
    Object array = arrayOf(wireType, elements.size());
    List<MisfitException.Fault> faults = new ArrayList<>();
    for (int each = 0; each < elements.size(); each++) {
      String path = writing.path() + grid.place(each);
      Writing own = new Writing(path, writing.scaling(), writing.maximum());
      try {
        Array.set(array, each, element(types, elements.get(each), own, wireType));
      } catch (MisfitException misfit) {
        if (wireType.type() != OpcUaDataType.ExtensionObject) {
          throw misfit;
        }
        faults.addAll(misfit.faults());
      }
    }
    if (!faults.isEmpty()) {
      throw new MisfitException(faults);
    }
    return grid.lengths().size() > 1
        ? Variant.ofMatrix(new Matrix(array, grid.dimensions(), wireType.type()))
        : Variant.of(array);
  }

  private static Value.Listing listing(Value value, WireType wireType) throws MisfitException {
    return switch (value) {
      case Value.Listing listing -> listing;
      case Value.Octets octets
          when wireType.type() == OpcUaDataType.Byte && wireType.dimensions() <= 1 ->
          numbers(ByteString.of(Base64.getDecoder().decode(octets.base64())), Scaling.NONE);
      case Value other -> throw ScalarConversion.misfit(value, wireType);
    };
  }

  private static Object element(KnownTypes types, Value value, Writing writing, WireType wireType)
      throws MisfitException, UnknownTypeException {
    if (wireType.type() != OpcUaDataType.ExtensionObject) {
      return ScalarConversion.toWire(
          value,
          new ScalarConversion.Target(
              wireType.type(), writing.scaling(), wireType.locale(), types.namespaces()));
    }
    if (wireType.structure().isNull()) {
      throw new MisfitException(
          "%s: which structure is meant is not known".formatted(writing.path()));
    }
    StructureLayout layout = types.layout(wireType.structure());
    return new StructureEncoder(types, wireType.locale(), writing.maximum())
        .encode(layout, value, writing.path());
  }

  private static byte[] octets(Value.Listing listing, Scaling scaling) throws MisfitException {
    ScalarConversion.Target octet =
        new ScalarConversion.Target(
            OpcUaDataType.Byte, scaling, Optional.empty(), KnownTypes.NONE.namespaces());
    byte[] octets = new byte[listing.elements().size()];
    for (int each = 0; each < octets.length; each++) {
      Object number = ScalarConversion.toWire(listing.elements().get(each), octet);
      octets[each] = ((Number) number).byteValue();
    }
    return octets;
  }

  // ---- from the device

  /** A value that was read, and how the wire held it. */
  record Decoded(Value value, Encoding encoding) {}

  /** The engineering value; refused for types that are not read. */
  static Decoded fromWire(KnownTypes types, Variant read, Scaling scaling, ValueType declared)
      throws MisfitException, UnknownTypeException {
    return fromWire(new StructureDecoder(types), read, scaling, declared);
  }

  static Decoded fromWire(
      StructureDecoder decoder, Variant read, Scaling scaling, ValueType declared)
      throws MisfitException, UnknownTypeException {
    Object raw = read.value();
    OpcUaDataType type = read.getDataType().orElse(OpcUaDataType.Variant);
    Encoding encoding = ScalarConversion.encoding(type, scaling);
    if (raw instanceof ByteString octets && octets.bytes() != null) {
      Value value =
          declared == ValueType.UINT8_ARRAY
              ? numbers(octets, scaling)
              : ScalarConversion.octets(octets);
      return new Decoded(value, encoding);
    }
    if (!isArray(raw)) {
      return element(decoder, raw, scaling, encoding);
    }
    List<Value> elements = new ArrayList<>();
    List<Encoding> encodings = new ArrayList<>();
    Object flat = elementsOf(raw);
    for (int each = 0; each < Array.getLength(flat); each++) {
      Decoded element = element(decoder, Array.get(flat, each), scaling, encoding);
      elements.add(element.value());
      encodings.add(element.encoding());
    }
    if (declared == ValueType.BINARY) {
      return new Decoded(binary(elements), encoding);
    }
    int[] lengths = lengths(raw);
    boolean structures = type == OpcUaDataType.ExtensionObject;
    return new Decoded(
        Grid.nested(elements, lengths), structures ? nested(encodings, lengths) : encoding);
  }

  private static Decoded element(
      StructureDecoder decoder, @Nullable Object raw, Scaling scaling, Encoding encoding)
      throws MisfitException, UnknownTypeException {
    return raw instanceof ExtensionObject object
        ? decoder.decode(object)
        : new Decoded(
            ScalarConversion.fromWire(raw, scaling, decoder.types().namespaces()), encoding);
  }

  /** The encoding of nested lists, of those of their elements. */
  static Encoding nested(List<Encoding> encodings, int[] lengths) {
    List<Encoding> level = encodings;
    for (int each = lengths.length - 1; each > 0; each--) {
      level = Grid.rows(level, lengths[each], Encoding::ofList);
    }
    return Encoding.ofList(level);
  }

  /** Whether it is an array or a matrix. */
  static boolean isArray(@Nullable Object raw) {
    return raw != null && (raw.getClass().isArray() || raw instanceof Matrix);
  }

  /** The elements of an array or a matrix, as one array. */
  static Object elementsOf(@Nullable Object raw) {
    Object elements = raw instanceof Matrix matrix ? matrix.getElements() : raw;
    return elements == null ? new Object[0] : elements;
  }

  /** The lengths of the dimensions of an array or a matrix. */
  static int[] lengths(@Nullable Object raw) {
    if (raw == null) {
      return new int[] {0};
    }
    int[] lengths =
        raw instanceof Matrix matrix ? matrix.getDimensions() : new int[] {Array.getLength(raw)};
    return lengths.length == 0 ? new int[] {0} : lengths;
  }

  private static Value.Listing numbers(ByteString octets, Scaling scaling) {
    List<Value> numbers = new ArrayList<>();
    for (byte octet : octets.bytesOrEmpty()) {
      numbers.add(
          ScalarConversion.engineering(BigDecimal.valueOf(Byte.toUnsignedInt(octet)), scaling));
    }
    return new Value.Listing(numbers);
  }

  private static Value binary(List<Value> elements) throws MisfitException {
    return new Value.Octets(
        Base64.getEncoder().encodeToString(octets(new Value.Listing(elements), Scaling.NONE)));
  }
}

package dev.lockstep.driver.opcua;

import dev.lockstep.device.IndexRange;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.ValueType;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.Matrix;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.jspecify.annotations.Nullable;

/**
 * A part of a node's value on the wire (OPC 10000-4, 7.27). A single element of an array is an
 * array of one there, and a single value in a profile that says so. The last dimension of texts and
 * octets are their characters and bytes.
 *
 * @param whole the type of the node's value
 * @param single whether the profile has one element of an array as a single value
 */
record ValuePart(IndexRange range, WireType whole, boolean single) {

  /** Refused where a value of this type has no such part. */
  static ValuePart of(IndexRange range, ValueType declared, WireType whole) throws MisfitException {
    int wanted = range.intervals().size();
    int dimensions = whole.dimensions();
    boolean divisible =
        whole.type() == OpcUaDataType.String || whole.type() == OpcUaDataType.ByteString;
    if (dimensions == 0 && !divisible) {
      String found = "the node is a single %s; indexRange is for arrays, texts and octets";
      throw new MisfitException(Code.OUT_OF_RANGE, found.formatted(whole.type()));
    }
    if (wanted != dimensions && !(divisible && wanted == dimensions + 1)) {
      String found = "the range %s is for %d dimensions; the node's value has %d";
      throw new MisfitException(Code.OUT_OF_RANGE, found.formatted(range, wanted, dimensions));
    }
    boolean single = dimensions > 0 && isSingle(declared, whole.type() == OpcUaDataType.Byte);
    if (single && !range.isSingle(dimensions)) {
      String found = "the range %s has more than one element, and %s is one";
      throw new MisfitException(Code.OUT_OF_RANGE, found.formatted(range, declared.edgeXName()));
    }
    return new ValuePart(range, whole, single);
  }

  /** Octets may be an array of bytes. */
  private static boolean isSingle(ValueType declared, boolean bytes) {
    return declared.kind() != ValueType.Kind.LISTING && !(declared == ValueType.BINARY && bytes);
  }

  /** As what the profile's value is encoded. */
  WireType encoded() {
    return single ? new WireType(whole.type(), 0, whole.structure(), whole.locale()) : whole;
  }

  /** Why the range is not in the node, by its ArrayDimensions; empty where that is open. */
  Optional<String> outside(List<Long> dimensions) {
    boolean outside = false;
    for (int each = 0; each < dimensions.size() && each < whole.dimensions(); each++) {
      long length = dimensions.get(each);
      outside |= length > 0 && range.intervals().get(each).last() >= length;
    }
    if (!outside) {
      return Optional.empty();
    }
    int[] lengths = dimensions.stream().mapToInt(Long::intValue).toArray();
    String what = lengths.length == 1 ? "%s elements, counted from 0" : "%s, counted from 0";
    return Optional.of(
        ("the range %s is not in the node, which holds " + what)
            .formatted(range, Grid.by(lengths)));
  }

  /** The value as it is written. A server takes it only where it is as long as the range. */
  Variant written(Variant value) throws MisfitException {
    Variant raw = single ? ofOne(value.value()) : value;
    int[] counts = range.counts();
    if (whole.array()) {
      int[] wanted = Arrays.copyOf(counts, whole.dimensions());
      int[] lengths = ValueConversion.lengths(raw.value());
      if (!Arrays.equals(lengths, wanted)) {
        String found =
            lengths.length == 1
                ? "the list has %s elements; the range %s takes %s"
                : "the matrix is %s; the range %s takes %s";
        throw new MisfitException(
            Code.OUT_OF_RANGE, found.formatted(Grid.by(lengths), range, Grid.by(wanted)));
      }
    }
    if (counts.length > whole.dimensions()) {
      Object elements = whole.array() ? ValueConversion.elementsOf(raw.value()) : null;
      for (int each = 0; elements != null && each < Array.getLength(elements); each++) {
        check(Array.get(elements, each), counts[counts.length - 1]);
      }
      if (elements == null) {
        check(raw.value(), counts[0]);
      }
    }
    return raw;
  }

  private Variant ofOne(@Nullable Object element) {
    Object array = ValueConversion.arrayOf(whole, 1);
    Array.set(array, 0, element);
    int[] ones = new int[whole.dimensions()];
    Arrays.fill(ones, 1);
    return ones.length > 1
        ? Variant.ofMatrix(new Matrix(array, ones, whole.type()))
        : Variant.of(array);
  }

  private void check(@Nullable Object text, int wanted) throws MisfitException {
    if (text instanceof String letters && letters.chars().anyMatch(each -> each > 0x7F)) {
      throw new MisfitException(
          Code.UNSUPPORTED,
          "a part of a text is written in ASCII alone: other letters are counted differently by"
              + " each server");
    }
    int length =
        text instanceof ByteString octets ? octets.length() : String.valueOf(text).length();
    if (length != wanted) {
      String found =
          text instanceof ByteString
              ? "the octets are %d bytes; the range %s takes %d"
              : "the text has %d characters; the range %s takes %d";
      throw new MisfitException(Code.OUT_OF_RANGE, found.formatted(length, range, wanted));
    }
  }

  /**
   * What was read of a range, as the profile has it: a single value out of an array of one. More
   * than was asked for is refused, because then the server has not looked at the range.
   */
  static Variant read(Variant read, IndexRange range, ValueType declared) throws MisfitException {
    Object raw = read.value();
    if (raw == null) {
      return read;
    }
    Optional<String> misfit = excess(range, raw);
    if (misfit.isPresent()) {
      throw new MisfitException(misfit.get());
    }
    boolean bytes = read.getDataType().filter(OpcUaDataType.Byte::equals).isPresent();
    if (!ValueConversion.isArray(raw) || !isSingle(declared, bytes)) {
      return read;
    }
    Object elements = ValueConversion.elementsOf(raw);
    if (Array.getLength(elements) != 1) {
      String found = "the range %s has %d elements, and %s is one";
      throw new MisfitException(
          found.formatted(range, Array.getLength(elements), declared.edgeXName()));
    }
    Object element = Array.get(elements, 0);
    return switch (element) {
      case null -> Variant.NULL_VALUE;
      case Variant open -> open; // of an array whose elements have types of their own
      default -> Variant.of(element);
    };
  }

  /** Why this cannot be what stands in the range; empty where it can. */
  static Optional<String> excess(IndexRange range, Object raw) {
    int[] counts = range.counts();
    boolean more = false;
    if (ValueConversion.isArray(raw)) {
      int[] lengths = ValueConversion.lengths(raw);
      for (int each = 0; each < lengths.length; each++) {
        more |= each >= counts.length || lengths[each] > counts[each];
      }
    } else {
      more =
          switch (raw) {
            case String text ->
                counts.length > 1 || text.codePointCount(0, text.length()) > counts[0];
            case ByteString octets -> counts.length > 1 || octets.length() > counts[0];
            default -> true;
          };
    }
    String found = "the server answers with more than the range %s: it does not look at indexRange";
    return more ? Optional.of(found.formatted(range)) : Optional.empty();
  }

  /** Why a write to the range would be refused, by what stands there now; empty where it fits. */
  static Optional<String> shortfall(IndexRange range, Object raw) {
    int[] counts = range.counts();
    int last = counts[counts.length - 1];
    if (!ValueConversion.isArray(raw)) {
      return octets(raw) < last ? Optional.of(fewer(range, octets(raw), raw)) : Optional.empty();
    }
    int[] lengths = ValueConversion.lengths(raw);
    for (int each = 0; each < Math.min(lengths.length, counts.length); each++) {
      if (lengths[each] < counts[each]) {
        String found = "the machine's array ends within the range %s now: %s of it are there";
        return Optional.of(found.formatted(range, Grid.by(lengths)));
      }
    }
    Object elements = ValueConversion.elementsOf(raw);
    for (int each = 0; counts.length > lengths.length && each < Array.getLength(elements); each++) {
      Object element = Array.get(elements, each);
      if (octets(element) < last) {
        return Optional.of(fewer(range, octets(element), element));
      }
    }
    return Optional.empty();
  }

  private static String fewer(IndexRange range, long there, @Nullable Object element) {
    String what = element instanceof ByteString ? "octets end" : "text ends";
    return "the machine's %s within the range %s now: %d of it are there"
        .formatted(what, range, there);
  }

  /** Of a text the most that a server may have counted. */
  private static long octets(@Nullable Object raw) {
    return switch (raw) {
      case String text -> text.getBytes(StandardCharsets.UTF_8).length;
      case ByteString octets -> octets.length();
      case null -> 0;
      default -> Long.MAX_VALUE;
    };
  }
}

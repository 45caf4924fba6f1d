package dev.lockstep.driver.opcua;

import dev.lockstep.device.Resource;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.structured.Argument;

/**
 * How long an array may be, by ArrayDimensions (OPC 10000-3, 5.6.2). The standard calls them a
 * maximum; controllers with arrays of a fixed length take that length alone, and say the same. So
 * another length is refused, unless the node itself shows fewer elements than its dimension, or the
 * profile says {@code arrayDimensions: maximum}.
 */
final class ArrayDimensions {
  private ArrayDimensions() {}

  static List<Long> of(Argument argument) {
    UInteger[] found = argument.getArrayDimensions();
    return found == null ? List.of() : Arrays.stream(found).map(UInteger::longValue).toList();
  }

  /** Why this array may not be written; empty where its length fits, or is left open. */
  static Optional<String> misfit(
      String what, Variant raw, List<Long> dimensions, Resource resource) {
    if (!isBounded(raw, dimensions)) {
      return Optional.empty();
    }
    long length = Array.getLength(raw.value());
    long wanted = dimensions.getFirst();
    boolean maximum = "maximum".equals(resource.attributes().get("arrayDimensions"));
    String detail = "the list has %d elements; the %s holds %d";
    return length == wanted || (maximum && length < wanted)
        ? Optional.empty()
        : Optional.of(detail.formatted(length, what, wanted));
  }

  /** Whether the array has fewer elements than the dimension says. */
  static boolean isShorter(Variant raw, List<Long> dimensions) {
    return isBounded(raw, dimensions) && Array.getLength(raw.value()) < dimensions.getFirst();
  }

  /** Whether the length that the node has now proves the dimension to be a maximum. */
  static boolean isMaximum(Optional<Integer> now, List<Long> dimensions) {
    return now.filter(length -> length > 0 && length < dimensions.getFirst()).isPresent();
  }

  private static boolean isBounded(Variant raw, List<Long> dimensions) {
    return ValueConversion.isArray(raw.value())
        && dimensions.size() == 1
        && dimensions.getFirst() > 0;
  }
}

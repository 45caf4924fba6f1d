package dev.lockstep.driver.opcua;

import dev.lockstep.device.Resource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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

  /** Whether a profile says that dimensions are upper bounds. */
  static boolean areMaximum(Resource resource) {
    return "maximum".equals(resource.attributes().get("arrayDimensions"));
  }

  /** Why this array may not be written; empty where its lengths fit, or are left open. */
  static Optional<String> misfit(
      String what, Variant raw, List<Long> dimensions, Resource resource) {
    return ValueConversion.isArray(raw.value())
        ? misfit(what, ValueConversion.lengths(raw.value()), dimensions, areMaximum(resource))
        : Optional.empty();
  }

  /**
   * Why an array or a matrix of these lengths may not be written; empty where it may.
   *
   * @param maximum whether the dimensions are upper bounds
   */
  static Optional<String> misfit(
      String what, int[] lengths, List<Long> dimensions, boolean maximum) {
    boolean held = dimensions.size() != lengths.length;
    for (int each = 0; !held && each < lengths.length; each++) {
      long wanted = dimensions.get(each);
      if (wanted > 0 && lengths[each] != wanted && !(maximum && lengths[each] < wanted)) {
        return Optional.of(told(what, lengths, dimensions));
      }
    }
    return Optional.empty();
  }

  private static String told(String what, int[] lengths, List<Long> dimensions) {
    if (lengths.length == 1) {
      String detail = "the list has %d elements; the %s holds %d";
      return detail.formatted(lengths[0], what, dimensions.getFirst());
    }
    String wanted =
        dimensions.stream()
            .map(each -> each == 0 ? "any" : each.toString())
            .collect(Collectors.joining(" by "));
    return "the matrix is %s; the %s holds %s".formatted(Grid.by(lengths), what, wanted);
  }

  /** Whether it has fewer elements than a dimension says, and in none more. */
  static boolean isShorter(Variant raw, List<Long> dimensions) {
    return ValueConversion.isArray(raw.value())
        && areFewer(ValueConversion.lengths(raw.value()), dimensions);
  }

  /** Whether the lengths that the node has now prove the dimensions to be a maximum. */
  static boolean isMaximum(Optional<int[]> now, List<Long> dimensions) {
    return now.filter(lengths -> Arrays.stream(lengths).allMatch(length -> length > 0))
        .filter(lengths -> areFewer(lengths, dimensions))
        .isPresent();
  }

  private static boolean areFewer(int[] lengths, List<Long> dimensions) {
    boolean fewer = false;
    for (int each = 0; each < lengths.length && lengths.length == dimensions.size(); each++) {
      long most = dimensions.get(each);
      if (most > 0 && lengths[each] > most) {
        return false;
      }
      fewer |= lengths[each] < most;
    }
    return fewer;
  }
}

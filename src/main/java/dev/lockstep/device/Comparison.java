package dev.lockstep.device;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Equality of values as the wire holds them (decision 28): whether a value that was read counts as
 * the value that was meant. The only comparison for read-back, {@code requires} and {@code verify}.
 */
public final class Comparison {
  private Comparison() {}

  /** As {@link #matches(Value, Value, Encoding, BigDecimal)}, for a reading in plain decimals. */
  public static boolean matches(Value meant, Value read, BigDecimal tolerance) {
    return matches(meant, read, Encoding.PLAIN, tolerance);
  }

  /**
   * Whether what was read is what was meant.
   *
   * <p>A device that keeps 32-bit floats answers 0.1 with 0.100000001490116: that is 0.1, because
   * the wire holds the same float for both. Whole numbers match themselves alone: where a device
   * rounds them, state a tolerance. A null is the empty text, octets or list (OPC 10000-6, 5.1.11);
   * it matches nothing else, and a NaN matches nothing.
   *
   * @param encoding how the wire held what was read
   * @param tolerance in the resource's unit, zero or more; for numbers, also inside lists and
   *     objects
   */
  public static boolean matches(Value meant, Value read, Encoding encoding, BigDecimal tolerance) {
    return switch (meant) {
      case Value.Numeric wanted ->
          read instanceof Value.Numeric found
              && matches(wanted.amount(), found.amount(), encoding, tolerance);
      case Value.Listing wanted ->
          read instanceof Value.Listing found
              ? matches(wanted, found, encoding, tolerance)
              : read instanceof Value.Null && wanted.elements().isEmpty();
      case Value.Text wanted ->
          switch (read) {
            case Value.Text found -> encoding.same(wanted.text(), found.text());
            case Value.Octets found -> sameOctets(wanted.text(), found.base64());
            case Value other -> read instanceof Value.Null && wanted.text().isEmpty();
          };
      case Value.Octets wanted ->
          wanted.equals(read) || (read instanceof Value.Null && wanted.base64().isEmpty());
      case Value.Structure wanted ->
          read instanceof Value.Structure found && matches(wanted, found, encoding, tolerance);
      case Value.Flag wanted -> wanted.equals(read);
      case Value.Null none -> false;
      case Value.NonFinite none -> false;
    };
  }

  /** Inside a structure octets are meant as text in Base64: JSON has no other way. */
  private static boolean sameOctets(String text, String base64) {
    try {
      return Arrays.equals(Base64.getDecoder().decode(text), Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException noOctets) {
      return false;
    }
  }

  private static boolean matches(
      BigDecimal wanted, BigDecimal found, Encoding encoding, BigDecimal tolerance) {
    return wanted.subtract(found).abs().compareTo(tolerance) <= 0 || encoding.same(wanted, found);
  }

  private static boolean matches(
      Value.Listing wanted, Value.Listing found, Encoding encoding, BigDecimal tolerance) {
    if (wanted.elements().size() != found.elements().size()) {
      return false;
    }
    for (int each = 0; each < wanted.elements().size(); each++) {
      Value element = wanted.elements().get(each);
      Encoding own = encoding.element(each);
      if (!matches(element, found.elements().get(each), own, tolerance)) {
        return false;
      }
    }
    return true;
  }

  /** Compares structures by field name, in any order. Fields have no scale of their own. */
  private static boolean matches(
      Value.Structure wanted, Value.Structure found, Encoding encoding, BigDecimal tolerance) {
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, Value> field : wanted.fields().entrySet()) {
      String name = encoding.fieldName(field.getKey(), found.fields().keySet());
      Value actual = found.fields().get(name);
      Encoding own = encoding.field(name);
      if (actual == null || !seen.add(name) || !matches(field.getValue(), actual, own, tolerance)) {
        return false;
      }
    }
    return seen.equals(found.fields().keySet());
  }
}

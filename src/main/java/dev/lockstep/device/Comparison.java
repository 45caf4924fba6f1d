package dev.lockstep.device;

import java.math.BigDecimal;

/** When a value that was read counts as the value that was meant. */
public final class Comparison {
  private Comparison() {}

  /**
   * Whether what was read is what was meant.
   *
   * <p>A device that keeps 32-bit floats answers 0.1 with 0.100000001490116: that is 0.1, so a
   * reading that is exactly the float or double nearest to the meant number matches. Whole numbers
   * match themselves alone: where a device rounds them, state a tolerance.
   *
   * @param tolerance in the resource's unit, zero or more; looked at for numbers only
   */
  public static boolean matches(Value meant, Value read, BigDecimal tolerance) {
    return switch (meant) {
      case Value.Numeric wanted ->
          read instanceof Value.Numeric found
              && matches(wanted.amount(), found.amount(), tolerance);
      case Value.Listing wanted ->
          read instanceof Value.Listing found && matches(wanted, found, tolerance);
      case Value.Flag wanted -> wanted.equals(read);
      case Value.Text wanted -> wanted.equals(read);
      case Value.Octets wanted -> wanted.equals(read);
      case Value.Structure wanted -> wanted.equals(read);
    };
  }

  private static boolean matches(Value.Listing wanted, Value.Listing found, BigDecimal tolerance) {
    if (wanted.elements().size() != found.elements().size()) {
      return false;
    }
    for (int each = 0; each < wanted.elements().size(); each++) {
      if (!matches(wanted.elements().get(each), found.elements().get(each), tolerance)) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(BigDecimal wanted, BigDecimal found, BigDecimal tolerance) {
    if (wanted.subtract(found).abs().compareTo(tolerance) <= 0) {
      return true;
    }
    // A whole number is a count or a name: 20240116 is the float nearest to order 20240117, and is
    // another order.
    boolean whole = wanted.stripTrailingZeros().scale() <= 0;
    return !whole && (isNearestDouble(wanted, found) || isNearestFloat(wanted, found));
  }

  private static boolean isNearestDouble(BigDecimal wanted, BigDecimal found) {
    double nearest = wanted.doubleValue();
    return Double.isFinite(nearest) && nearest == found.doubleValue();
  }

  private static boolean isNearestFloat(BigDecimal wanted, BigDecimal found) {
    float nearest = wanted.floatValue();
    return Float.isFinite(nearest) && found.doubleValue() == (double) nearest;
  }
}

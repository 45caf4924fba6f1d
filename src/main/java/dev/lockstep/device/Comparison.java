package dev.lockstep.device;

import java.math.BigDecimal;

/** When a value that was read counts as the value that was meant. */
public final class Comparison {
  private Comparison() {}

  /**
   * Whether what was read is what was meant.
   *
   * <p>A device that keeps 32-bit floats answers 0.1 with 0.100000001490116: that is 0.1, so a
   * reading that is exactly the float or double nearest to the meant number matches.
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
    return wanted.subtract(found).abs().compareTo(tolerance) <= 0
        || new BigDecimal(wanted.doubleValue()).compareTo(found) == 0
        || wanted.doubleValue() == found.doubleValue()
        || isNearestFloat(wanted, found);
  }

  private static boolean isNearestFloat(BigDecimal wanted, BigDecimal found) {
    float nearest = wanted.floatValue();
    return Float.isFinite(nearest)
        && nearest == found.floatValue()
        && found.doubleValue() == (double) nearest;
  }
}

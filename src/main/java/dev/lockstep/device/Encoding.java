package dev.lockstep.device;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * How the wire holds a value: what a comparison has to know about a reading besides the value
 * itself. Two spellings are one value where the wire holds the same for both.
 *
 * @param form in which numbers and texts are held
 * @param scaling between the number on the wire and the engineering value
 */
public record Encoding(Form form, Scaling scaling) {
  /** Decimal text without scale: what is assumed where a driver says nothing else. */
  public static final Encoding PLAIN = new Encoding(Form.DECIMAL, Scaling.NONE);

  /** What the wire makes of a number or a text. */
  public enum Form {
    /** Whole numbers, flags, strings and octets: held as they are. */
    EXACT,
    /** A 32-bit float (IEEE 754 binary32). */
    BINARY32,
    /** A 64-bit float (IEEE 754 binary64). */
    BINARY64,
    /**
     * A number as decimal text, JSON for one. The device behind it may keep decimals, 64-bit or
     * 32-bit floats, and tells its own approximation.
     */
    DECIMAL,
    /** A text that stands for an instant, held in steps of 100 ns. */
    INSTANT,
    /** A text that stands for 128 bits: a UUID. */
    GUID
  }

  /** The 32-bit float that the wire holds for a raw number; empty where none stands for it. */
  public static Optional<Float> binary32(BigDecimal raw) {
    float nearest = raw.floatValue();
    boolean held =
        Float.isFinite(nearest)
            && stands(raw, new BigDecimal(nearest), new BigDecimal(Float.toString(nearest)));
    return held ? Optional.of(nearest) : Optional.empty();
  }

  /** The 64-bit float that the wire holds for a raw number; empty where none stands for it. */
  public static Optional<Double> binary64(BigDecimal raw) {
    double nearest = raw.doubleValue();
    boolean held =
        Double.isFinite(nearest)
            && stands(raw, new BigDecimal(nearest), BigDecimal.valueOf(nearest));
    return held ? Optional.of(nearest) : Optional.empty();
  }

  /**
   * A fraction is held by the float nearest to it. A whole number is a count or a name: 20240116 is
   * the 32-bit float nearest to order 20240117, and is another order. So a whole number is held
   * where the float is that number, exactly or in the shortest digits that tell it from every other
   * (3.4e38); and nothing but zero is held by zero.
   */
  private static boolean stands(BigDecimal raw, BigDecimal nearest, BigDecimal shortest) {
    return nearest.compareTo(raw) == 0
        || shortest.compareTo(raw) == 0
        || (!isWhole(raw) && nearest.signum() != 0);
  }

  /** The decimal that a 32-bit float stands for: exact where it is whole, else the shortest. */
  public static BigDecimal decimal(float number) {
    return number == Math.rint(number)
        ? new BigDecimal(number)
        : new BigDecimal(Float.toString(number));
  }

  /** The decimal that a 64-bit float stands for: exact where it is whole, else the shortest. */
  public static BigDecimal decimal(double number) {
    return number == Math.rint(number) ? new BigDecimal(number) : BigDecimal.valueOf(number);
  }

  /** Whether the wire holds the same number for what is meant as for what was read. */
  boolean same(BigDecimal meant, BigDecimal read) {
    BigDecimal wanted = scaling.toRaw(meant);
    BigDecimal found = scaling.toRaw(read);
    return switch (form) {
      case EXACT, INSTANT, GUID -> wanted.compareTo(found) == 0;
      case BINARY32 -> binary32(wanted).stream().anyMatch(held -> held == found.floatValue());
      case BINARY64 -> binary64(wanted).stream().anyMatch(held -> held == found.doubleValue());
      case DECIMAL -> wanted.compareTo(found) == 0 || approximates(wanted, found);
    };
  }

  /** Whether a decimal is what a machine with 64-bit or 32-bit floats makes of a fraction. */
  private static boolean approximates(BigDecimal wanted, BigDecimal found) {
    if (isWhole(wanted)) {
      return false;
    }
    double told = found.doubleValue();
    return binary64(wanted).stream().anyMatch(held -> held == told)
        || binary32(wanted).stream()
            .anyMatch(held -> (double) held == told || decimal(held).compareTo(found) == 0);
  }

  /** Whether the wire holds the same text for what is meant as for what was read. */
  boolean same(String meant, String read) {
    return meant.equals(read)
        || switch (form) {
          case EXACT, BINARY32, BINARY64, DECIMAL -> false;
          case INSTANT -> sameParsed(Timestamps.parse(meant), Timestamps.parse(read));
          case GUID -> sameParsed(Guids.parse(meant), Guids.parse(read));
        };
  }

  private static boolean sameParsed(Optional<?> meant, Optional<?> read) {
    return meant.isPresent() && meant.equals(read);
  }

  private static boolean isWhole(BigDecimal number) {
    return number.stripTrailingZeros().scale() <= 0;
  }
}

package dev.lockstep.device;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The linear scaling of a raw number on the wire to the engineering value: {@code engineering = raw
 * × scale + offset}, EdgeX {@code scale} and {@code offset}.
 *
 * @param scale never zero
 * @param offset in engineering units
 */
public record Scaling(BigDecimal scale, BigDecimal offset) {
  public static final Scaling NONE = new Scaling(BigDecimal.ONE, BigDecimal.ZERO);

  public Scaling {
    if (scale.signum() == 0) {
      throw new IllegalArgumentException("scale is 0; a value could never be written");
    }
  }

  public BigDecimal toEngineering(BigDecimal raw) {
    return raw.multiply(scale).add(offset);
  }

  /**
   * The raw number of an engineering value: exact where the quotient is a finite decimal, else with
   * at least 34 digits.
   */
  public BigDecimal toRaw(BigDecimal engineering) {
    return equals(NONE) ? engineering : divided(engineering.subtract(offset));
  }

  private BigDecimal divided(BigDecimal difference) {
    // As many digits as an exact quotient of two decimals of these lengths can have.
    int digits = difference.precision() + (10 * scale.precision() + 2) / 3;
    int wanted = Math.max(MathContext.DECIMAL128.getPrecision(), digits);
    return difference.divide(scale, new MathContext(wanted, RoundingMode.HALF_EVEN));
  }
}

package dev.lockstep.device;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * How a raw number on the wire becomes the engineering value: {@code engineering = raw × scale +
 * offset}, EdgeX {@code scale} and {@code offset}.
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

  /** The raw number; 34 digits where the division does not end. */
  public BigDecimal toRaw(BigDecimal engineering) {
    return equals(NONE)
        ? engineering.round(MathContext.DECIMAL128)
        : engineering.subtract(offset).divide(scale, MathContext.DECIMAL128);
  }
}

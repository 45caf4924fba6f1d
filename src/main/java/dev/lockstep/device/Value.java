package dev.lockstep.device;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * An engineering value: after scale and offset, independent of the wire type. Numbers are decimals.
 * {@link Null} and {@link NonFinite} are only ever read: no request and no profile contains them.
 */
public sealed interface Value {

  /** A boolean. */
  record Flag(boolean on) implements Value {
    @Override
    public String toString() {
      return Boolean.toString(on);
    }
  }

  /**
   * A number in the resource's unit. 1.0 equals 1.
   *
   * @param amount the number, trailing zeros stripped
   */
  record Numeric(BigDecimal amount) implements Value {
    public Numeric {
      amount = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
    }

    public static Numeric of(long amount) {
      return new Numeric(BigDecimal.valueOf(amount));
    }

    public static Numeric of(String amount) {
      return new Numeric(new BigDecimal(amount));
    }

    @Override
    public String toString() {
      return amount.toPlainString();
    }
  }

  /** A character string. */
  record Text(String text) implements Value {
    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * A byte string.
   *
   * @param base64 the octets in Base64 (RFC 4648, with padding)
   */
  record Octets(String base64) implements Value {
    @Override
    public String toString() {
      return base64;
    }
  }

  /** An EdgeX array: values in order. */
  record Listing(List<Value> elements) implements Value {
    public Listing {
      elements = List.copyOf(elements);
    }

    @Override
    public String toString() {
      return elements.stream().map(Value::toString).collect(Collectors.joining(", ", "[", "]"));
    }
  }

  /** An EdgeX {@code Object}: named values, in the order in which the fields arrived. */
  record Structure(SequencedMap<String, Value> fields) implements Value {
    public Structure {
      fields = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields));
    }

    @Override
    public String toString() {
      return fields.toString();
    }
  }

  /** No value: a node that has not been written yet, or JSON null. */
  record Null() implements Value {
    @Override
    public String toString() {
      return "null";
    }
  }

  /** A floating-point value that is not a finite number: NaN or an infinity (IEEE 754). */
  enum NonFinite implements Value {
    NAN("NaN"),
    POSITIVE_INFINITY("Infinity"),
    NEGATIVE_INFINITY("-Infinity");

    private final String word;

    NonFinite(String word) {
      this.word = word;
    }

    /**
     * The constant for a 64-bit float that is not finite.
     *
     * @throws IllegalArgumentException where it is finite
     */
    public static NonFinite of(double number) {
      if (Double.isFinite(number)) {
        throw new IllegalArgumentException(number + " is finite");
      }
      return Double.isNaN(number) ? NAN : number > 0 ? POSITIVE_INFINITY : NEGATIVE_INFINITY;
    }

    /** The spelling of the OPC UA JSON encoding (OPC 10000-6, 5.4.2.4). */
    @Override
    public String toString() {
      return word;
    }
  }
}

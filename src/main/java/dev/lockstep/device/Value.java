package dev.lockstep.device;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * A value as an engineer means it: after scale and offset, before any wire type. Numbers are
 * decimals. {@link Null} and {@link NonFinite} are only ever read: no request and no profile holds
 * them.
 */
public sealed interface Value {

  /** True or false. */
  record Flag(boolean on) implements Value {
    @Override
    public String toString() {
      return Boolean.toString(on);
    }
  }

  /**
   * A number in the resource's unit. Equal where the amounts are: 1.0 equals 1.
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

  /** Characters. */
  record Text(String text) implements Value {
    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * Octets.
   *
   * @param base64 the octets in Base64 (RFC 4648, with padding)
   */
  record Octets(String base64) implements Value {
    @Override
    public String toString() {
      return base64;
    }
  }

  /** Values in order: an EdgeX array. */
  record Listing(List<Value> elements) implements Value {
    public Listing {
      elements = List.copyOf(elements);
    }

    @Override
    public String toString() {
      return elements.stream().map(Value::toString).collect(Collectors.joining(", ", "[", "]"));
    }
  }

  /** Named values: an EdgeX {@code Object}. Keeps the order in which the fields came. */
  record Structure(SequencedMap<String, Value> fields) implements Value {
    public Structure {
      fields = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields));
    }

    @Override
    public String toString() {
      return fields.toString();
    }
  }

  /** No value: a node that nobody has set yet, JSON null. */
  record Null() implements Value {
    @Override
    public String toString() {
      return "null";
    }
  }

  /** A floating-point number that is none: not a number, or an infinity. */
  enum NonFinite implements Value {
    NAN("NaN"),
    POSITIVE_INFINITY("Infinity"),
    NEGATIVE_INFINITY("-Infinity");

    private final String word;

    NonFinite(String word) {
      this.word = word;
    }

    /** The one that a 64-bit float is, which must not be finite. */
    public static NonFinite of(double number) {
      if (Double.isFinite(number)) {
        throw new IllegalArgumentException(number + " is finite");
      }
      return Double.isNaN(number) ? NAN : number > 0 ? POSITIVE_INFINITY : NEGATIVE_INFINITY;
    }

    /** As the JSON encoding of OPC 10000-6, 5.4.2.4 writes it. */
    @Override
    public String toString() {
      return word;
    }
  }
}

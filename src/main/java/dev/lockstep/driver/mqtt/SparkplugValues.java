package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Encoding;
import dev.lockstep.device.Resource;
import dev.lockstep.device.Timestamps;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.driver.mqtt.SparkplugMetric.Wire;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Conversion between a metric's value on the wire and a resource's value, by the data type of the
 * birth certificate. Values on the wire are raw: the gateway applies scale and offset.
 */
final class SparkplugValues {
  private SparkplugValues() {}

  /** Decodes a value. */
  static Value read(Resource resource, SparkplugType type, Wire wire)
      throws MalformedPayloadException {
    if (!type.suits(resource.type())) {
      throw new MalformedPayloadException(
          "the metric is of type %s, and the resource of type %s"
              .formatted(type, resource.type().edgeXName()));
    }
    return switch (type.usual().kind()) {
      case LISTING -> {
        if (!(wire instanceof Wire.Octets octets)) {
          throw mismatch(type, wire);
        }
        List<Value> elements = SparkplugArrays.read(type, octets.octets());
        ValueType element = resource.type().element().orElseThrow();
        List<Value> engineered = new ArrayList<>();
        for (Value each : elements) {
          engineered.add(engineering(resource, element, type, each));
        }
        yield new Value.Listing(engineered);
      }
      case FLAG, TEXT, WHOLE, REAL, BINARY ->
          engineering(resource, resource.type(), type, scalar(type, wire));
      case STRUCTURE -> throw mismatch(type, wire);
    };
  }

  private static Value scalar(SparkplugType type, Wire wire) throws MalformedPayloadException {
    ValueType.Kind kind = type.usual().kind();
    return switch (wire) {
      case Wire.Flag flag when kind == ValueType.Kind.FLAG -> new Value.Flag(flag.on());
      case Wire.Text text when kind == ValueType.Kind.TEXT -> new Value.Text(text.text());
      case Wire.Octets octets when kind == ValueType.Kind.BINARY ->
          new Value.Octets(Base64.getEncoder().encodeToString(octets.octets()));
      case Wire.Single single when kind == ValueType.Kind.REAL -> real(single);
      case Wire.Real real when kind == ValueType.Kind.REAL -> real(real);
      case Wire.Whole whole when kind == ValueType.Kind.WHOLE ->
          new Value.Numeric(new BigDecimal(whole(type.usual(), whole)));
      case Wire other -> throw mismatch(type, other);
    };
  }

  private static Value real(Wire.Single wire) {
    return Float.isFinite(wire.number())
        ? new Value.Numeric(Encoding.decimal(wire.number()))
        : Value.NonFinite.of(wire.number());
  }

  private static Value real(Wire.Real wire) {
    return Double.isFinite(wire.number())
        ? new Value.Numeric(Encoding.decimal(wire.number()))
        : Value.NonFinite.of(wire.number());
  }

  /**
   * The number. Signed types are in two's complement, of their own width or of the field's: some
   * edge nodes send -1 as Int8 as 255, others as 4294967295.
   */
  private static BigInteger whole(ValueType type, Wire.Whole wire)
      throws MalformedPayloadException {
    BigInteger unsigned = new BigInteger(Long.toUnsignedString(wire.bits()));
    BigInteger narrow =
        switch (type) {
          case INT8 -> BigInteger.valueOf((byte) wire.bits());
          case INT16 -> BigInteger.valueOf((short) wire.bits());
          case INT32 -> new BigInteger(Integer.toString((int) wire.bits()));
          case INT64 -> BigInteger.valueOf(wire.bits());
          default -> unsigned;
        };
    boolean whole =
        type == ValueType.INT64
            || unsigned.equals(modulo(narrow, type))
            || unsigned.equals(modulo(narrow, wire.wide() ? ValueType.INT64 : ValueType.INT32));
    if (!type.holds(narrow) || !whole) {
      throw new MalformedPayloadException(
          "found %s, which does not fit %s".formatted(unsigned, type.edgeXName()));
    }
    return narrow;
  }

  private static BigInteger modulo(BigInteger number, ValueType width) {
    int bits =
        switch (width) {
          case INT8, UINT8 -> 8;
          case INT16, UINT16 -> 16;
          case INT32, UINT32 -> 32;
          default -> 64;
        };
    return number.mod(BigInteger.ONE.shiftLeft(bits));
  }

  private static MalformedPayloadException mismatch(SparkplugType type, Wire wire) {
    return new MalformedPayloadException(
        "the metric is of type %s, and its value is in the field of %s"
            .formatted(type, wire.getClass().getSimpleName().toLowerCase(Locale.ROOT)));
  }

  private static Value engineering(
      Resource resource, ValueType wanted, SparkplugType type, Value raw)
      throws MalformedPayloadException {
    if (!(raw instanceof Value.Numeric number)) {
      return raw;
    }
    if (type.instant() && wanted.kind() == ValueType.Kind.TEXT) {
      try {
        return new Value.Text(Instant.ofEpochMilli(number.amount().longValueExact()).toString());
      } catch (ArithmeticException | DateTimeException outside) {
        throw new MalformedPayloadException("found the time %s".formatted(number));
      }
    }
    if (!wanted.holds(number.amount())) {
      throw new MalformedPayloadException(
          "found %s, which does not fit %s".formatted(number, wanted.edgeXName()));
    }
    return new Value.Numeric(resource.scaling().toEngineering(number.amount()));
  }

  /** How the wire holds a resource's readings. */
  static Encoding encoding(Resource resource, SparkplugType type) {
    Encoding.Form form =
        switch (type) {
          case FLOAT, FLOAT_ARRAY -> Encoding.Form.BINARY32;
          case DOUBLE, DOUBLE_ARRAY -> Encoding.Form.BINARY64;
          case DATE_TIME, DATE_TIME_ARRAY -> Encoding.Form.INSTANT;
          case UUID -> Encoding.Form.GUID;
          default -> Encoding.Form.EXACT;
        };
    return new Encoding(form, resource.scaling());
  }

  /**
   * Encodes a value.
   *
   * @param wide whether the edge node itself sends a whole number of this type in {@code
   *     long_value}
   * @throws MalformedPayloadException where the type of the birth certificate cannot hold it
   */
  static Wire write(Resource resource, SparkplugType type, boolean wide, Value value)
      throws MalformedPayloadException {
    if (!type.suits(resource.type())) {
      throw new MalformedPayloadException(
          "the metric is of type %s, and the resource of type %s"
              .formatted(type, resource.type().edgeXName()));
    }
    if (value instanceof Value.Listing listing) {
      return new Wire.Octets(SparkplugArrays.write(resource, type, listing.elements()));
    }
    Value raw = raw(resource, type, value);
    return switch (raw) {
      case Value.Flag flag -> new Wire.Flag(flag.on());
      case Value.Text text -> new Wire.Text(text.text());
      case Value.Octets octets -> new Wire.Octets(Base64.getDecoder().decode(octets.base64()));
      case Value.Numeric number -> number(type, wide, number.amount());
      case Value.Listing listing -> throw new MalformedPayloadException("found a list");
      case Value.Structure structure ->
          throw new MalformedPayloadException("templates and data sets are not supported");
      case Value.Null none -> throw new MalformedPayloadException("null is only ever read");
      case Value.NonFinite none -> throw new MalformedPayloadException(none + " is only ever read");
    };
  }

  /** The raw value: without scale, and an instant as its milliseconds. */
  static Value raw(Resource resource, SparkplugType type, Value value)
      throws MalformedPayloadException {
    if (value instanceof Value.Text text && type.instant()) {
      Instant instant =
          Timestamps.parse(text.text())
              .orElseThrow(
                  () ->
                      new MalformedPayloadException(
                          "found \"%s\"; an instant such as 2026-01-05T06:00:00Z would be right"
                              .formatted(ErrorText.brief(text.text()))));
      if (!instant.equals(instant.truncatedTo(ChronoUnit.MILLIS))) {
        throw new MalformedPayloadException("a DateTime of Sparkplug counts whole milliseconds");
      }
      return new Value.Numeric(BigDecimal.valueOf(instant.toEpochMilli()));
    }
    return value instanceof Value.Numeric number
        ? new Value.Numeric(resource.scaling().toRaw(number.amount()))
        : value;
  }

  private static Wire number(SparkplugType type, boolean wide, BigDecimal raw)
      throws MalformedPayloadException {
    return switch (type.usual().kind()) {
      case REAL ->
          type == SparkplugType.FLOAT
              ? new Wire.Single(
                  Encoding.binary32(raw).orElseThrow(() -> unfit(type, raw)).floatValue())
              : new Wire.Real(Encoding.binary64(raw).orElseThrow(() -> unfit(type, raw)));
      case WHOLE -> {
        if (!type.usual().holds(raw)) {
          throw unfit(type, raw);
        }
        long bits = raw.toBigInteger().longValue();
        yield new Wire.Whole(wide ? bits : bits & 0xffff_ffffL, wide);
      }
      case FLAG, TEXT, BINARY, LISTING, STRUCTURE -> throw unfit(type, raw);
    };
  }

  static MalformedPayloadException unfit(SparkplugType type, BigDecimal raw) {
    return new MalformedPayloadException(
        "%s does not fit the metric's type %s".formatted(raw.toPlainString(), type));
  }
}

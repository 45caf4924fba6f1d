package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Encoding;
import dev.lockstep.device.Resource;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Arrays of Sparkplug B, which are octets in {@code bytes_value} (Sparkplug 3.0.0, 6.4.16): numbers
 * little-endian one after the other, texts each with a zero behind it, booleans packed after their
 * count.
 */
final class SparkplugArrays {
  private static final int COUNT_BYTES = 4;

  private SparkplugArrays() {}

  static List<Value> read(SparkplugType type, byte[] octets) throws MalformedPayloadException {
    return switch (type) {
      case STRING_ARRAY -> texts(octets);
      case BOOLEAN_ARRAY -> flags(octets);
      default -> numbers(type, octets);
    };
  }

  private static List<Value> texts(byte[] octets) throws MalformedPayloadException {
    List<Value> texts = new ArrayList<>();
    int from = 0;
    for (int each = 0; each < octets.length; each++) {
      if (octets[each] == 0) {
        texts.add(new Value.Text(PayloadJson.text(Arrays.copyOfRange(octets, from, each))));
        from = each + 1;
      }
    }
    if (from < octets.length) {
      throw new MalformedPayloadException("the last text of an array has no zero behind it");
    }
    return texts;
  }

  private static List<Value> flags(byte[] octets) throws MalformedPayloadException {
    if (octets.length < COUNT_BYTES) {
      throw new MalformedPayloadException("an array of booleans without its count");
    }
    int count = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (count < 0 || octets.length - COUNT_BYTES != (count + 7L) / 8) {
      throw new MalformedPayloadException(
          "an array of %d booleans in %d octets".formatted(count, octets.length));
    }
    List<Value> flags = new ArrayList<>();
    for (int each = 0; each < count; each++) {
      flags.add(new Value.Flag((octets[COUNT_BYTES + each / 8] >> (7 - each % 8) & 1) == 1));
    }
    return flags;
  }

  private static List<Value> numbers(SparkplugType type, byte[] octets)
      throws MalformedPayloadException {
    ValueType element = type.usual().element().orElseThrow();
    if (octets.length % width(element) != 0) {
      throw new MalformedPayloadException(
          "%d octets, which is no whole number of %s"
              .formatted(octets.length, element.edgeXName()));
    }
    ByteBuffer from = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    List<Value> numbers = new ArrayList<>();
    while (from.hasRemaining()) {
      numbers.add(number(element, from));
    }
    return numbers;
  }

  private static Value number(ValueType element, ByteBuffer from) {
    return switch (element) {
      case INT8 -> Value.Numeric.of(from.get());
      case UINT8 -> Value.Numeric.of(from.get() & 0xff);
      case INT16 -> Value.Numeric.of(from.getShort());
      case UINT16 -> Value.Numeric.of(from.getShort() & 0xffff);
      case INT32 -> Value.Numeric.of(from.getInt());
      case UINT32 -> Value.Numeric.of(Integer.toUnsignedLong(from.getInt()));
      case INT64 -> Value.Numeric.of(from.getLong());
      case UINT64 -> Value.Numeric.of(Long.toUnsignedString(from.getLong()));
      case FLOAT32 -> {
        float number = from.getFloat();
        yield Float.isFinite(number)
            ? new Value.Numeric(Encoding.decimal(number))
            : Value.NonFinite.of(number);
      }
      default -> {
        double number = from.getDouble();
        yield Double.isFinite(number)
            ? new Value.Numeric(Encoding.decimal(number))
            : Value.NonFinite.of(number);
      }
    };
  }

  private static int width(ValueType element) {
    return switch (element) {
      case INT8, UINT8 -> 1;
      case INT16, UINT16 -> 2;
      case INT32, UINT32, FLOAT32 -> 4;
      default -> 8;
    };
  }

  static byte[] write(Resource resource, SparkplugType type, List<Value> elements)
      throws MalformedPayloadException {
    return switch (type) {
      case STRING_ARRAY -> texts(elements);
      case BOOLEAN_ARRAY -> flags(elements);
      default -> {
        ValueType element = type.usual().element().orElseThrow();
        ByteBuffer into =
            ByteBuffer.allocate(elements.size() * width(element)).order(ByteOrder.LITTLE_ENDIAN);
        for (Value each : elements) {
          put(type, element, SparkplugValues.raw(resource, type, each), into);
        }
        yield into.array();
      }
    };
  }

  private static void put(SparkplugType type, ValueType element, Value raw, ByteBuffer into)
      throws MalformedPayloadException {
    if (!(raw instanceof Value.Numeric number)) {
      throw new MalformedPayloadException("found %s among numbers".formatted(raw));
    }
    BigDecimal amount = number.amount();
    switch (element) {
      case FLOAT32 ->
          into.putFloat(
              Encoding.binary32(amount)
                  .orElseThrow(() -> SparkplugValues.unfit(type, amount))
                  .floatValue());
      case FLOAT64 ->
          into.putDouble(
              Encoding.binary64(amount).orElseThrow(() -> SparkplugValues.unfit(type, amount)));
      default -> {
        if (!element.holds(amount)) {
          throw SparkplugValues.unfit(type, amount);
        }
        BigInteger whole = amount.toBigInteger();
        switch (width(element)) {
          case 1 -> into.put(whole.byteValue());
          case 2 -> into.putShort(whole.shortValue());
          case 4 -> into.putInt(whole.intValue());
          default -> into.putLong(whole.longValue());
        }
      }
    }
  }

  private static byte[] texts(List<Value> elements) throws MalformedPayloadException {
    StringBuilder all = new StringBuilder();
    for (Value each : elements) {
      if (!(each instanceof Value.Text text) || text.text().indexOf('\0') >= 0) {
        throw new MalformedPayloadException("a text of an array cannot hold a zero");
      }
      all.append(text.text()).append('\0');
    }
    return all.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] flags(List<Value> elements) throws MalformedPayloadException {
    byte[] octets = new byte[COUNT_BYTES + (elements.size() + 7) / 8];
    ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN).putInt(elements.size());
    for (int each = 0; each < elements.size(); each++) {
      if (!(elements.get(each) instanceof Value.Flag flag)) {
        throw new MalformedPayloadException(
            "found %s among booleans".formatted(elements.get(each)));
      }
      if (flag.on()) {
        octets[COUNT_BYTES + each / 8] |= (byte) (1 << (7 - each % 8));
      }
    }
    return octets;
  }
}

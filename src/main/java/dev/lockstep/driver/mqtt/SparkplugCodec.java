package dev.lockstep.driver.mqtt;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.lockstep.driver.mqtt.SparkplugMetric.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Codec of Sparkplug B payloads: the fields of the published schema {@code sparkplug_b.proto}
 * (Sparkplug 3.0.0, 6.4.2) by their numbers, on the library's reader and writer of the wire format.
 * No class is generated: the reflection of generated classes would want hints of its own in a
 * native executable, and data sets and templates are not read anyway.
 */
final class SparkplugCodec {
  private static final String COMPRESSED = "SPBV1.0_COMPRESSED";

  /** Fields of the message {@code Payload}. */
  private static final int TIMESTAMP = 1;

  private static final int METRICS = 2;
  private static final int SEQ = 3;
  private static final int UUID = 4;

  /** Fields of the message {@code Metric}. */
  private static final int NAME = 1;

  private static final int ALIAS = 2;
  private static final int METRIC_TIMESTAMP = 3;
  private static final int DATATYPE = 4;
  private static final int IS_HISTORICAL = 5;
  private static final int IS_NULL = 7;
  private static final int PROPERTIES = 9;

  /** The first field of {@code oneof value}, in {@code Metric} and in {@code PropertyValue}. */
  private static final int METRIC_VALUE = 10;

  private static final int PROPERTY_VALUE = 3;

  /** Fields of the message {@code PropertySet}. */
  private static final int KEYS = 1;

  private static final int VALUES = 2;

  private SparkplugCodec() {}

  /**
   * Decodes a payload.
   *
   * @param metricsMax the most metrics that are read
   */
  static SparkplugPayload decode(byte[] bytes, int metricsMax) throws MalformedPayloadException {
    try {
      return payload(CodedInputStream.newInstance(bytes), metricsMax);
    } catch (IOException malformed) {
      throw new MalformedPayloadException(
          "not a Sparkplug B payload: " + ErrorText.brief(String.valueOf(malformed.getMessage())));
    }
  }

  private static SparkplugPayload payload(CodedInputStream in, int metricsMax)
      throws IOException, MalformedPayloadException {
    Optional<Instant> timestamp = Optional.empty();
    List<SparkplugMetric> metrics = new ArrayList<>();
    long seq = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (field(tag)) {
        case TIMESTAMP -> timestamp = Optional.of(instant(in.readUInt64()));
        case METRICS -> {
          if (metrics.size() == metricsMax) {
            throw new MalformedPayloadException("more than %d metrics".formatted(metricsMax));
          }
          int outer = in.pushLimit(in.readRawVarint32());
          metrics.add(metric(in));
          in.popLimit(outer);
        }
        case SEQ -> seq = in.readUInt64();
        case UUID -> {
          if (in.readStringRequireUtf8().equals(COMPRESSED)) {
            throw new MalformedPayloadException(
                "compressed, which Sparkplug 3.0.0 does not know; turn compression off there");
          }
        }
        default -> in.skipField(tag);
      }
    }
    return new SparkplugPayload(timestamp, metrics, seq);
  }

  private static SparkplugMetric metric(CodedInputStream in) throws IOException {
    Optional<String> name = Optional.empty();
    Optional<Long> alias = Optional.empty();
    Optional<Instant> timestamp = Optional.empty();
    int datatype = 0;
    boolean historical = false;
    boolean isNull = false;
    Map<String, Wire> properties = Map.of();
    Wire value = new Wire.None();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (field(tag)) {
        case NAME -> name = Optional.of(in.readStringRequireUtf8());
        case ALIAS -> alias = Optional.of(in.readUInt64());
        case METRIC_TIMESTAMP -> timestamp = Optional.of(instant(in.readUInt64()));
        case DATATYPE -> datatype = in.readUInt32();
        case IS_HISTORICAL -> historical = in.readBool();
        case IS_NULL -> isNull = in.readBool();
        case PROPERTIES -> properties = properties(in);
        default -> value = value(in, tag, METRIC_VALUE).orElse(value);
      }
    }
    return new SparkplugMetric(
        name, alias, timestamp, datatype, historical, isNull, properties, value);
  }

  /** Reads one field of {@code oneof value}; empty where the field is another one. */
  private static Optional<Wire> value(CodedInputStream in, int tag, int first) throws IOException {
    int octets = first == METRIC_VALUE ? 6 : -1;
    int place = field(tag) - first;
    return switch (place) {
      case 0 -> Optional.of(new Wire.Whole(Integer.toUnsignedLong(in.readUInt32()), false));
      case 1 -> Optional.of(new Wire.Whole(in.readUInt64(), true));
      case 2 -> Optional.of(new Wire.Single(in.readFloat()));
      case 3 -> Optional.of(new Wire.Real(in.readDouble()));
      case 4 -> Optional.of(new Wire.Flag(in.readBool()));
      case 5 -> Optional.of(new Wire.Text(in.readStringRequireUtf8()));
      default -> {
        if (place == octets) {
          yield Optional.of(new Wire.Octets(in.readByteArray()));
        }
        in.skipField(tag);
        yield place > 5 && place <= 9 ? Optional.of(new Wire.Compound()) : Optional.empty();
      }
    };
  }

  private static Map<String, Wire> properties(CodedInputStream in) throws IOException {
    List<String> keys = new ArrayList<>();
    List<Optional<Wire>> values = new ArrayList<>();
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (field(tag)) {
        case KEYS -> keys.add(in.readStringRequireUtf8());
        case VALUES -> values.add(property(in));
        default -> in.skipField(tag);
      }
    }
    in.popLimit(outer);
    Map<String, Wire> properties = new LinkedHashMap<>();
    for (int each = 0; each < Math.min(keys.size(), values.size()); each++) {
      String key = keys.get(each);
      values.get(each).ifPresent(found -> properties.put(key, found));
    }
    return properties;
  }

  private static Optional<Wire> property(CodedInputStream in) throws IOException {
    Optional<Wire> value = Optional.empty();
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      Optional<Wire> found = value(in, tag, PROPERTY_VALUE);
      value = found.isPresent() ? found : value;
    }
    in.popLimit(outer);
    return value;
  }

  private static int field(int tag) {
    return WireFormat.getTagFieldNumber(tag);
  }

  private static Instant instant(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  /** Encodes a command: a time and metrics, and no sequence number (6.4.22). */
  static byte[] command(Instant now, List<SparkplugMetric> metrics) {
    return encoded(
        out -> {
          out.writeUInt64(TIMESTAMP, now.toEpochMilli());
          for (SparkplugMetric each : metrics) {
            out.writeByteArray(METRICS, encoded(inner -> write(inner, each)));
          }
        });
  }

  private static void write(CodedOutputStream out, SparkplugMetric metric) throws IOException {
    if (metric.name().isPresent()) {
      out.writeString(NAME, metric.name().get());
    }
    if (metric.alias().isPresent()) {
      out.writeUInt64(ALIAS, metric.alias().get());
    }
    if (metric.timestamp().isPresent()) {
      out.writeUInt64(METRIC_TIMESTAMP, metric.timestamp().get().toEpochMilli());
    }
    out.writeUInt32(DATATYPE, metric.datatype());
    switch (metric.value()) {
      case Wire.Whole whole when whole.wide() -> out.writeUInt64(METRIC_VALUE + 1, whole.bits());
      case Wire.Whole whole -> out.writeUInt32(METRIC_VALUE, (int) whole.bits());
      case Wire.Single single -> out.writeFloat(METRIC_VALUE + 2, single.number());
      case Wire.Real real -> out.writeDouble(METRIC_VALUE + 3, real.number());
      case Wire.Flag flag -> out.writeBool(METRIC_VALUE + 4, flag.on());
      case Wire.Text text -> out.writeString(METRIC_VALUE + 5, text.text());
      case Wire.Octets octets -> out.writeByteArray(METRIC_VALUE + 6, octets.octets());
      case Wire.Compound compound -> throw new IllegalArgumentException("never written");
      case Wire.None none -> throw new IllegalArgumentException("never written");
    }
  }

  @FunctionalInterface
  private interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }

  private static byte[] encoded(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      writing.to(out);
      out.flush();
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
    return bytes.toByteArray();
  }
}

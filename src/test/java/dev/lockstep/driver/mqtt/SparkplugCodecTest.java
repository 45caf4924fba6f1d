package dev.lockstep.driver.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.lockstep.device.Access;
import dev.lockstep.device.Encoding;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.driver.mqtt.SparkplugMetric.Wire;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Metric;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.PropertySet;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.PropertyValue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The codec beside classes that were generated from the published schema. */
class SparkplugCodecTest {
  private static final Instant NOW = Instant.parse("2026-01-05T06:00:00.123Z");

  private static Resource resource(ValueType type, Scaling scaling) {
    return new Resource(
        new ResourceName("X"),
        type,
        Access.READ_WRITE,
        Resource.Limits.NONE,
        scaling,
        "",
        Map.of());
  }

  private static SparkplugPayload decoded(Payload.Builder payload) throws Exception {
    return SparkplugCodec.decode(payload.build().toByteArray(), 100);
  }

  @Test
  void readsWhatTheSchemaWrites() throws Exception {
    Metric.Builder metric =
        Metric.newBuilder()
            .setName("Motor/Speed")
            .setAlias(-1L)
            .setTimestamp(NOW.toEpochMilli())
            .setDatatype(10)
            .setIsHistorical(true)
            .setIsTransient(true)
            .setIsNull(false)
            .setMetadata(Payload.MetaData.newBuilder().setDescription("ignored"))
            .setProperties(
                PropertySet.newBuilder()
                    .addKeys("engUnit")
                    .addValues(PropertyValue.newBuilder().setType(12).setStringValue("m/min"))
                    .addKeys("nested")
                    .addValues(
                        PropertyValue.newBuilder()
                            .setType(20)
                            .setPropertysetValue(PropertySet.newBuilder().addKeys("a")))
                    .addKeys("Quality")
                    .addValues(PropertyValue.newBuilder().setType(3).setIntValue(500)))
            .setDoubleValue(1.5);
    SparkplugPayload read =
        decoded(
            Payload.newBuilder()
                .setTimestamp(NOW.toEpochMilli())
                .setSeq(255)
                .setUuid("x")
                .addMetrics(metric));

    assertThat(read.seq()).isEqualTo(255);
    assertThat(read.timestamp()).contains(NOW);
    SparkplugMetric found = read.metrics().getFirst();
    assertThat(found.name()).contains("Motor/Speed");
    assertThat(found.alias()).contains(-1L);
    assertThat(found.timestamp()).contains(NOW);
    assertThat(found.datatype()).isEqualTo(10);
    assertThat(found.historical()).isTrue();
    assertThat(found.isNull()).isFalse();
    assertThat(found.value()).isEqualTo(new Wire.Real(1.5));
    assertThat(found.properties())
        .containsEntry("engUnit", new Wire.Text("m/min"))
        .containsEntry("Quality", new Wire.Whole(500, false));
  }

  @Test
  void schemaReadsWhatItWrites() throws Exception {
    byte[] bytes =
        SparkplugCodec.command(
            NOW,
            List.of(
                SparkplugMetric.command(
                    "a", SparkplugType.INT8, new Wire.Whole(0xffff_ffffL, false)),
                SparkplugMetric.command("b", SparkplugType.UINT64, new Wire.Whole(-1L, true)).by(7),
                SparkplugMetric.command("c", SparkplugType.FLOAT, new Wire.Single(1.5f)),
                SparkplugMetric.command("d", SparkplugType.DOUBLE, new Wire.Real(2.5)),
                SparkplugMetric.command("e", SparkplugType.BOOLEAN, new Wire.Flag(false)),
                SparkplugMetric.command("f", SparkplugType.TEXT, new Wire.Text("ß")),
                SparkplugMetric.command(
                    "g", SparkplugType.BYTES, new Wire.Octets(new byte[] {1, 2}))));
    Payload read = Payload.parseFrom(bytes);

    assertThat(read.getTimestamp()).isEqualTo(NOW.toEpochMilli());
    assertThat(read.hasSeq()).isFalse();
    assertThat(read.getMetrics(0).getIntValue()).isEqualTo(-1);
    assertThat(read.getMetrics(0).getDatatype()).isEqualTo(1);
    assertThat(read.getMetrics(1).hasName()).isFalse();
    assertThat(read.getMetrics(1).getAlias()).isEqualTo(7);
    assertThat(read.getMetrics(1).getLongValue()).isEqualTo(-1L);
    assertThat(read.getMetrics(2).getFloatValue()).isEqualTo(1.5f);
    assertThat(read.getMetrics(3).getDoubleValue()).isEqualTo(2.5);
    assertThat(read.getMetrics(4).hasBooleanValue()).isTrue();
    assertThat(read.getMetrics(4).getBooleanValue()).isFalse();
    assertThat(read.getMetrics(5).getStringValue()).isEqualTo("ß");
    assertThat(read.getMetrics(6).getBytesValue())
        .isEqualTo(ByteString.copyFrom(new byte[] {1, 2}));
  }

  @ParameterizedTest
  @CsvSource({
    "INT8, 255, false, -1",
    "INT8, 4294967295, false, -1",
    "INT8, 18446744073709551615, true, -1",
    "INT16, 65535, false, -1",
    "INT32, 4294967295, false, -1",
    "INT32, 4294967295, true, -1",
    "INT64, 18446744073709551615, true, -1",
    "UINT8, 255, false, 255",
    "UINT32, 4294967295, false, 4294967295",
    "UINT32, 4294967295, true, 4294967295",
    "UINT64, 18446744073709551615, true, 18446744073709551615",
  })
  void numberIsReadByItsTypeInWhicheverFieldItIs(
      SparkplugType type, String bits, boolean wide, String number) throws Exception {
    Wire wire = new Wire.Whole(Long.parseUnsignedLong(bits), wide);
    Resource resource = resource(type.usual(), Scaling.NONE);

    assertThat(SparkplugValues.read(resource, type, wire)).isEqualTo(Value.Numeric.of(number));
    Wire written = SparkplugValues.write(resource, type, wide, Value.Numeric.of(number));
    assertThat(SparkplugValues.read(resource, type, written)).isEqualTo(Value.Numeric.of(number));
  }

  @ParameterizedTest
  @CsvSource({"INT8, 300", "UINT8, 256", "INT16, 70000", "UINT16, 65536"})
  @Tag("fault")
  void numberThatDoesNotFitIsNoValue(SparkplugType type, long bits) {
    assertThatThrownBy(
            () ->
                SparkplugValues.read(
                    resource(type.usual(), Scaling.NONE), type, new Wire.Whole(bits, false)))
        .isInstanceOf(MalformedPayloadException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "INT8_ARRAY",
    "INT16_ARRAY",
    "INT32_ARRAY",
    "INT64_ARRAY",
    "UINT8_ARRAY",
    "UINT16_ARRAY",
    "UINT32_ARRAY",
    "UINT64_ARRAY",
    "FLOAT_ARRAY",
    "DOUBLE_ARRAY"
  })
  void arraysOfNumbersComeBack(SparkplugType type) throws Exception {
    Value array = new Value.Listing(List.of(Value.Numeric.of(1), Value.Numeric.of(100)));
    Resource resource = resource(type.usual(), Scaling.NONE);
    Wire wire = SparkplugValues.write(resource, type, false, array);
    assertThat(SparkplugValues.read(resource, type, wire)).isEqualTo(array);
  }

  /** The examples of the specification (6.4.16). */
  @Test
  void arraysAreTheSpecificationsOctets() throws Exception {
    assertThat(
            octets(SparkplugType.INT16_ARRAY, Value.Numeric.of(-30_000), Value.Numeric.of(30_000)))
        .containsExactly(0xD0, 0x8A, 0x30, 0x75);
    assertThat(octets(SparkplugType.UINT8_ARRAY, Value.Numeric.of(23), Value.Numeric.of(250)))
        .containsExactly(0x17, 0xFA);
    assertThat(
            octets(
                SparkplugType.BOOLEAN_ARRAY,
                flag(false),
                flag(false),
                flag(true),
                flag(true),
                flag(false),
                flag(true),
                flag(false),
                flag(false),
                flag(true),
                flag(true),
                flag(false),
                flag(true)))
        .containsExactly(0x0C, 0x00, 0x00, 0x00, 0x34, 0xD0);
    assertThat(octets(SparkplugType.STRING_ARRAY, new Value.Text("ABC"), new Value.Text("hello")))
        .containsExactly(0x41, 0x42, 0x43, 0x00, 0x68, 0x65, 0x6c, 0x6c, 0x6f, 0x00);
  }

  private static Value flag(boolean on) {
    return new Value.Flag(on);
  }

  private static int[] octets(SparkplugType type, Value... elements) throws Exception {
    Resource resource = resource(type.usual(), Scaling.NONE);
    Value.Listing array = new Value.Listing(List.of(elements));
    Wire.Octets wire = (Wire.Octets) SparkplugValues.write(resource, type, false, array);
    assertThat(SparkplugValues.read(resource, type, wire)).isEqualTo(array);
    int[] octets = new int[wire.octets().length];
    for (int each = 0; each < octets.length; each++) {
      octets[each] = wire.octets()[each] & 0xff;
    }
    return octets;
  }

  @Test
  void instantIsATextOrMilliseconds() throws Exception {
    Wire wire = new Wire.Whole(NOW.toEpochMilli(), true);
    Resource text = resource(ValueType.STRING, Scaling.NONE);
    assertThat(SparkplugValues.read(text, SparkplugType.DATE_TIME, wire))
        .isEqualTo(new Value.Text(NOW.toString()));
    assertThat(
            SparkplugValues.write(
                text,
                SparkplugType.DATE_TIME,
                true,
                new Value.Text("2026-01-05T07:00:00.123+01:00")))
        .isEqualTo(wire);
    assertThat(
            SparkplugValues.read(
                resource(ValueType.INT64, Scaling.NONE), SparkplugType.DATE_TIME, wire))
        .isEqualTo(Value.Numeric.of(NOW.toEpochMilli()));
    assertThat(SparkplugValues.encoding(text, SparkplugType.DATE_TIME).form())
        .isEqualTo(Encoding.Form.INSTANT);
  }

  @Test
  void scaleIsUndoneOnTheWire() throws Exception {
    Resource tenths =
        resource(ValueType.INT16, new Scaling(new BigDecimal("0.1"), BigDecimal.ZERO));
    Wire wire = SparkplugValues.write(tenths, SparkplugType.INT16, false, Value.Numeric.of("-1.5"));
    assertThat(SparkplugValues.read(tenths, SparkplugType.INT16, wire))
        .isEqualTo(Value.Numeric.of("-1.5"));
    assertThat(wire).isEqualTo(new Wire.Whole(0xffff_fff1L, false));
  }

  @Test
  @Tag("fault")
  void nanIsNoNumber() throws Exception {
    assertThat(
            SparkplugValues.read(
                resource(ValueType.FLOAT32, Scaling.NONE),
                SparkplugType.FLOAT,
                new Wire.Single(Float.NaN)))
        .isEqualTo(Value.NonFinite.NAN);
  }

  @Test
  @Tag("fault")
  void numberThatTheTypeOfTheBirthCannotHoldIsRefused() {
    assertThatThrownBy(
            () ->
                SparkplugValues.write(
                    resource(ValueType.INT64, Scaling.NONE),
                    SparkplugType.INT16,
                    false,
                    Value.Numeric.of(40_000)))
        .hasMessageContaining("40000 does not fit the metric's type Int16");
  }

  @Test
  @Tag("fault")
  void octetsThatAreNoPayloadAreRefusedInOneSentence() {
    for (byte[] nonsense :
        List.of(new byte[] {(byte) 0xff}, new byte[] {0x12, 0x7f, 1}, "hello".getBytes(UTF_8))) {
      assertThatThrownBy(() -> SparkplugCodec.decode(nonsense, 100))
          .isInstanceOf(MalformedPayloadException.class)
          .hasMessageContaining("not a Sparkplug B payload");
    }
    Payload.Builder many = Payload.newBuilder();
    for (int each = 0; each < 101; each++) {
      many.addMetrics(Metric.newBuilder().setName("m" + each));
    }
    assertThatThrownBy(() -> decoded(many)).hasMessageContaining("more than 100 metrics");
    assertThatThrownBy(() -> decoded(Payload.newBuilder().setUuid("SPBV1.0_COMPRESSED")))
        .hasMessageContaining("compressed");
  }
}

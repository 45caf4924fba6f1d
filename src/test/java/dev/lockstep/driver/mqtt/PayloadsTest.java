package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.device.Access;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values on the wire and back. */
class PayloadsTest {

  private static Point point(ValueType type, Scaling scaling, boolean json) {
    Resource resource =
        new Resource(
            new ResourceName("R"),
            type,
            Access.READ_WRITE,
            Resource.Limits.NONE,
            scaling,
            "",
            Map.of());
    return new Point(
        resource, Optional.empty(), Optional.empty(), json ? Point.Form.JSON : Point.Form.TEXT, 1);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "BOOL, true",
    "BOOL, false",
    "INT16, -32768",
    "UINT64, 18446744073709551615",
    "FLOAT32, 0.1",
    "FLOAT64, -12.5",
    "UINT8, 0"
  })
  void scalarIsTheSameTextInBothFormsAndBack(ValueType type, String text) throws Exception {
    for (boolean json : List.of(true, false)) {
      Point point = point(type, Scaling.NONE, json);
      Value value = Payloads.read(point, utf8(text));
      assertThat(Payloads.write(point, value)).isEqualTo(utf8(text));
    }
  }

  @Test
  void wireIsRawAndTheGatewayScales() throws Exception {
    Scaling tenths = new Scaling(new BigDecimal("0.1"), new BigDecimal("-40"));
    Point point = point(ValueType.INT16, tenths, false);

    assertThat(Payloads.write(point, Value.Numeric.of("-27.5"))).isEqualTo(utf8("125"));
    assertThat(Payloads.read(point, utf8("125"))).isEqualTo(Value.Numeric.of("-27.5"));
  }

  @Test
  void listsAndStructuresAreJsonInBothForms() throws Exception {
    Point list = point(ValueType.INT16_ARRAY, Scaling.NONE, false);
    Value values = new Value.Listing(List.of(Value.Numeric.of(1), Value.Numeric.of(200)));
    assertThat(Payloads.write(list, values)).isEqualTo(utf8("[1,200]"));
    assertThat(Payloads.read(list, utf8("[1,200]"))).isEqualTo(values);

    Point object = point(ValueType.OBJECT, Scaling.NONE, false);
    String text = "{\"b\":true,\"a\":[\"x\",1.50]}";
    assertThat(Payloads.write(object, Payloads.read(object, utf8(text))))
        .isEqualTo(utf8("{\"b\":true,\"a\":[\"x\",1.5]}"));
  }

  @Test
  void octetsAreThemselvesAsTextAndBase64InJson() throws Exception {
    byte[] octets = {0, (byte) 0xff, 10};
    Value value = Payloads.read(point(ValueType.BINARY, Scaling.NONE, false), octets);
    assertThat(value).isEqualTo(new Value.Octets("AP8K"));
    assertThat(Payloads.write(point(ValueType.BINARY, Scaling.NONE, false), value))
        .isEqualTo(octets);
    assertThat(Payloads.write(point(ValueType.BINARY, Scaling.NONE, true), value))
        .isEqualTo(utf8("\"AP8K\""));
  }

  @ParameterizedTest
  @CsvSource({
    "INT16, 32768", "UINT8, -1", "INT32, 1.5", "FLOAT32, 1e39", "FLOAT64, NaN",
    "FLOAT64, 1e999999999", "BOOL, 2", "BOOL, yes", "INT16, twelve", "OBJECT, 1",
    "INT16_ARRAY, 1", "OBJECT, null"
  })
  void whatIsNotOfTheTypeIsNoValue(ValueType type, String text) {
    for (boolean json : List.of(true, false)) {
      assertThatThrownBy(() -> Payloads.read(point(type, Scaling.NONE, json), utf8(text)))
          .isInstanceOf(MalformedPayload.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "{} {}", "{\"a\":1,\"a\":2}", "{\"a\":1e999999999}", "{\"a\":null}"})
  void malformedJsonIsNoValue(String text) {
    assertThatThrownBy(() -> Payloads.read(point(ValueType.OBJECT, Scaling.NONE, true), utf8(text)))
        .isInstanceOf(MalformedPayload.class);
  }

  @Test
  void depthIsBounded() {
    String deep = "{\"a\":".repeat(500) + "1" + "}".repeat(500);
    assertThatThrownBy(() -> Payloads.read(point(ValueType.OBJECT, Scaling.NONE, true), utf8(deep)))
        .isInstanceOf(MalformedPayload.class);
  }

  @Test
  void textThatIsNotUtf8IsNoValue() {
    byte[] broken = {(byte) 0xc3, 0x28};
    assertThatThrownBy(() -> Payloads.read(point(ValueType.STRING, Scaling.NONE, false), broken))
        .isInstanceOf(MalformedPayload.class);
  }
}

package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
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

  private static ResourceTopics point(ValueType type, Scaling scaling, boolean json) {
    Resource resource =
        new Resource(
            new ResourceName("R"),
            type,
            Access.READ_WRITE,
            Resource.Limits.NONE,
            scaling,
            "",
            Map.of());
    return new ResourceTopics(
        resource,
        Optional.empty(),
        Optional.empty(),
        json ? ResourceTopics.Form.JSON : ResourceTopics.Form.TEXT,
        1);
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
      ResourceTopics resourceTopics = point(type, Scaling.NONE, json);
      Value value = Payloads.read(resourceTopics, utf8(text));
      assertThat(Payloads.write(resourceTopics, value)).isEqualTo(utf8(text));
    }
  }

  @Test
  void wireIsRawAndTheGatewayScales() throws Exception {
    Scaling tenths = new Scaling(new BigDecimal("0.1"), new BigDecimal("-40"));
    ResourceTopics resourceTopics = point(ValueType.INT16, tenths, false);

    assertThat(Payloads.write(resourceTopics, Value.Numeric.of("-27.5"))).isEqualTo(utf8("125"));
    assertThat(Payloads.read(resourceTopics, utf8("125"))).isEqualTo(Value.Numeric.of("-27.5"));
  }

  @Test
  void listsAndStructuresAreJsonInBothForms() throws Exception {
    ResourceTopics list = point(ValueType.INT16_ARRAY, Scaling.NONE, false);
    Value values = new Value.Listing(List.of(Value.Numeric.of(1), Value.Numeric.of(200)));
    assertThat(Payloads.write(list, values)).isEqualTo(utf8("[1,200]"));
    assertThat(Payloads.read(list, utf8("[1,200]"))).isEqualTo(values);

    ResourceTopics object = point(ValueType.OBJECT, Scaling.NONE, false);
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
          .isInstanceOf(MalformedPayloadException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "{} {}", "{\"a\":1,\"a\":2}", "{\"a\":1e999999999}", "{\"a\":null}"})
  void malformedJsonIsNoValue(String text) {
    assertThatThrownBy(() -> Payloads.read(point(ValueType.OBJECT, Scaling.NONE, true), utf8(text)))
        .isInstanceOf(MalformedPayloadException.class);
  }

  @Test
  void depthIsBounded() {
    String deep = "{\"a\":".repeat(500) + "1" + "}".repeat(500);
    assertThatThrownBy(() -> Payloads.read(point(ValueType.OBJECT, Scaling.NONE, true), utf8(deep)))
        .isInstanceOf(MalformedPayloadException.class);
  }

  @Test
  void textThatIsNotUtf8IsNoValue() {
    for (byte[] broken :
        List.of(
            new byte[] {(byte) 0xc3, 0x28},
            new byte[] {(byte) 0xc0, (byte) 0x80},
            new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
            "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE))) {
      assertThatThrownBy(() -> Payloads.read(point(ValueType.STRING, Scaling.NONE, true), broken))
          .isInstanceOf(MalformedPayloadException.class);
    }
    byte[] overlong = {(byte) 0xc0, (byte) 0x80};
    assertThatThrownBy(() -> Payloads.read(point(ValueType.STRING, Scaling.NONE, false), overlong))
        .isInstanceOf(MalformedPayloadException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT64, '\"12.5\"', 12.5",
    "FLOAT64, 1.25e1, 12.5",
    "FLOAT64, ' 7 ', 7",
    "INT16, 1e3, 1000",
    "INT16, 1000.0, 1000",
    "INT16, -0, 0",
    "UINT64, '\"18446744073709551615\"', 18446744073709551615",
    "FLOAT64, '\ufeff2.5', 2.5"
  })
  void numberIsTakenInEverySpellingOfIt(ValueType type, String text, String amount)
      throws Exception {
    assertThat(Payloads.read(point(type, Scaling.NONE, true), utf8(text)))
        .isEqualTo(Value.Numeric.of(amount));
    String bare = text.replace("\"", "");
    assertThat(Payloads.read(point(type, Scaling.NONE, false), utf8(bare)))
        .isEqualTo(Value.Numeric.of(amount));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN",
        "Infinity",
        "-Infinity",
        "\"NaN\"",
        "0x10",
        "1_0",
        "\u0663",
        "1,5",
        "+",
        "1.5\u0000",
        "\"\"",
        "null",
        "[1]",
        "true"
      })
  void whatIsNoNumberIsNoValue(String text) {
    for (boolean json : List.of(true, false)) {
      assertThatThrownBy(
              () -> Payloads.read(point(ValueType.FLOAT64, Scaling.NONE, json), utf8(text)))
          .isInstanceOf(MalformedPayloadException.class);
    }
  }

  @Test
  void markBeforeATextIsATextsOwn() throws Exception {
    assertThat(Payloads.read(point(ValueType.STRING, Scaling.NONE, false), utf8("\ufeffa")))
        .isEqualTo(new Value.Text("\ufeffa"));
    assertThat(Payloads.read(point(ValueType.BOOL, Scaling.NONE, false), utf8("\ufefftrue")))
        .isEqualTo(new Value.Flag(true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\\ud800\"", "\"a\\udc00\"", "[\"\\ud800\"]", "{\"\\ud800\":1}"})
  void halfASurrogatePairIsNoText(String json) {
    ValueType type =
        json.startsWith("{")
            ? ValueType.OBJECT
            : json.startsWith("[") ? ValueType.STRING_ARRAY : ValueType.STRING;
    assertThatThrownBy(() -> Payloads.read(point(type, Scaling.NONE, true), utf8(json)))
        .isInstanceOf(MalformedPayloadException.class);
  }

  private static ResourceTopics at(String field) {
    ResourceTopics plain = point(ValueType.FLOAT64, Scaling.NONE, true);
    return new ResourceTopics(
        plain.resource(),
        Optional.empty(),
        Optional.empty(),
        new ResourceTopics.Form(true, Optional.of(FieldPath.of(field)), FlagWords.NONE),
        1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "speed | {\"speed\":1.5}",
        "drive.speed | {\"drive\":{\"speed\":1.5}}",
        "drive.speed | {\"drive.speed\":1.5,\"drive\":{\"speed\":9}}",
        "drive.axis.speed | {\"drive\":{\"axis\":{\"speed\":1.5}}}",
        "/drive/speed | {\"drive\":{\"speed\":1.5},\"/drive/speed\":9}",
        "/drive.speed | {\"drive\":{\"speed\":9},\"drive.speed\":1.5}",
        "/axes/1/speed | {\"axes\":[{\"speed\":9},{\"speed\":1.5}]}",
        "/0 | [1.5,9]",
        "/1 | {\"1\":1.5}",
        "/a~1b/m~0n | {\"a/b\":{\"m~n\":1.5}}",
        "/ | {\"\":1.5}"
      })
  void fieldIsFoundByItsPath(String field, String json) throws Exception {
    assertThat(Payloads.read(at(field), utf8(json))).isEqualTo(Value.Numeric.of("1.5"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "speed | {\"Speed\":1.5}",
        "speed | 1.5",
        "speed | [1.5]",
        "drive.speed | {\"drive\":1.5}",
        "axes.0 | {\"axes\":[1.5]}",
        "/axes/2 | {\"axes\":[1.5,2]}",
        "/axes/01 | {\"axes\":[1.5,2]}",
        "/axes/99999999999 | {\"axes\":[1.5,2]}",
        "drive.speed | {\"drive\":{\"speed\":null}}",
        "drive.speed | {\"drive\":{\"speed\":1.5,\"speed\":1.5}}"
      })
  void fieldThatIsNotThereIsNoValue(String field, String json) {
    assertThatThrownBy(() -> Payloads.read(at(field), utf8(json)))
        .isInstanceOf(MalformedPayloadException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "drive.speed | {\"drive\":{\"speed\":1.5}}",
        "/drive/speed | {\"drive\":{\"speed\":1.5}}",
        "/drive.speed | {\"drive.speed\":1.5}",
        "/a~1b | {\"a/b\":1.5}"
      })
  void fieldIsWrittenAsTheObjectsAroundIt(String field, String json) {
    assertThat(Payloads.write(at(field), Value.Numeric.of("1.5"))).isEqualTo(utf8(json));
  }

  @Test
  void wordsOfAFlagAreReadInAnyLetterCaseAndNothingElseIs() throws Exception {
    FlagWords words = FlagWords.of(TextNode.valueOf("ON"), TextNode.valueOf("OFF"));
    ResourceTopics plain = point(ValueType.BOOL, Scaling.NONE, false);
    for (boolean json : List.of(true, false)) {
      ResourceTopics resourceTopics =
          new ResourceTopics(
              plain.resource(),
              Optional.empty(),
              Optional.empty(),
              new ResourceTopics.Form(json, Optional.empty(), words),
              1);
      String quote = json ? "\"" : "";
      assertThat(Payloads.read(resourceTopics, utf8(quote + "on" + quote)))
          .isEqualTo(new Value.Flag(true));
      assertThat(Payloads.read(resourceTopics, utf8(quote + "OFF" + quote)))
          .isEqualTo(new Value.Flag(false));
      assertThat(Payloads.write(resourceTopics, new Value.Flag(true)))
          .isEqualTo(utf8(quote + "ON" + quote));
      assertThatThrownBy(() -> Payloads.read(resourceTopics, utf8("true")))
          .hasMessage("found \"true\"; \"ON\" or \"OFF\" would be right");
    }
  }
}

package dev.lockstep.driver.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What payloads are taken for. */
class PayloadKindTest {
  private static Map<List<String>, PayloadKind> fields(String... payloads) {
    List<byte[]> all = new ArrayList<>();
    for (String each : payloads) {
      all.add(each.getBytes(UTF_8));
    }
    return TopicFields.of(all);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "12|INT64|false",
        " -12 |INT64|false",
        "18446744073709551615|UINT64|false",
        "18446744073709551616|FLOAT64|false",
        "12.5|FLOAT64|false",
        "1e3|FLOAT64|false",
        "0.5|FLOAT64|false",
        "007|STRING|false",
        "1e999|STRING|false",
        "NaN|STRING|false",
        "true|BOOL|false",
        "False|BOOL|false",
        "ON|STRING|false",
        "2026-12-01|STRING|false",
        "\"quoted\"|STRING|true",
        "[1, 2]|INT64_ARRAY|true",
        "[1, 2.5]|FLOAT64_ARRAY|true",
        "[true]|BOOL_ARRAY|true",
        "[\"a\"]|STRING_ARRAY|true",
        "{ no json|STRING|false",
        "{\"a\":1,\"a\":2}|STRING|false"
      })
  void payloadThatIsTheValueItself(String payload, ValueType type, boolean json) {
    assertThat(PayloadKind.of(payload.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            PayloadKind.Scalar.class,
            scalar -> {
              assertThat(scalar.type()).isEqualTo(type);
              assertThat(scalar.json()).isEqualTo(json);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|empty list",
        "[[1]]|list of objects, lists",
        "[null]|list of objects, lists or nulls",
        "[1, \"a\"]|several types",
        "{\"x\": 1e999}|number that no type holds",
        "{\"x\": \"\\uD800\"}|half of a surrogate pair",
        "{\"x\": null}|null",
        "{\"x\": {}}|object without fields",
        "{}|object without fields"
      })
  void valuesThatNoResourceHolds(String payload, String why) {
    assertThat(fields(payload).values())
        .singleElement()
        .isInstanceOfSatisfying(
            PayloadKind.Unfit.class, unfit -> assertThat(unfit.why()).contains(why));
  }

  @Test
  void wordsThatComeInPairsAreToldInTheirOwnSpelling() {
    for (String each : List.of("ON", "Off", "\"yes\"", "closed")) {
      assertThat(PayloadKind.of(each.getBytes(UTF_8)))
          .isInstanceOfSatisfying(
              PayloadKind.Scalar.class,
              scalar ->
                  assertThat(scalar.remark())
                      .isIn(
                          told("ON", "OFF"),
                          told("On", "Off"),
                          told("yes", "no"),
                          told("open", "closed"))
                      .contains(each.replace("\"", "")));
    }
    assertThat(PayloadKind.of("oN".getBytes(UTF_8)))
        .isEqualTo(new PayloadKind.Scalar(ValueType.STRING, false, ""));
  }

  private static String told(String on, String off) {
    return "Decide: a Bool? Then valueType Bool, with two more attributes: trueWord: \"%s\", falseWord: \"%s\"."
        .formatted(on, off);
  }

  @Test
  void bytesThatAreNoTextAreBinary() {
    for (byte[] each : List.of(new byte[] {(byte) 0xff, 0x41}, new byte[] {0, 0, 0x20, 0x41})) {
      assertThat(PayloadKind.of(each))
          .isInstanceOfSatisfying(
              PayloadKind.Scalar.class,
              scalar -> assertThat(scalar.type()).isEqualTo(ValueType.BINARY));
    }
  }

  @Test
  void fieldsOfObjectsAreTakenDownToTheLast() {
    assertThat(fields("{\"drive\": {\"speed\": 1.5, \"on\": true}, \"name\": \"x\"}").keySet())
        .containsExactly(List.of("drive", "speed"), List.of("drive", "on"), List.of("name"));
  }

  @Test
  void severalPayloadsMakeTheTypeWide() {
    assertThat(fields("{\"x\": 1, \"y\": null}", "{\"x\": 1.5, \"y\": 2}"))
        .containsEntry(List.of("x"), new PayloadKind.Scalar(ValueType.FLOAT64, true, ""))
        .containsEntry(List.of("y"), new PayloadKind.Scalar(ValueType.INT64, true, ""));
    assertThat(fields("12", "12.5").get(List.<String>of()))
        .isEqualTo(new PayloadKind.Scalar(ValueType.FLOAT64, false, ""));
    assertThat(fields("12", "stopped").get(List.<String>of()))
        .isInstanceOfSatisfying(
            PayloadKind.Scalar.class,
            scalar -> assertThat(scalar.type()).isEqualTo(ValueType.STRING));
    assertThat(fields("{\"x\": 1}", "{\"x\": \"a\"}").get(List.of("x")))
        .isInstanceOf(PayloadKind.Unfit.class);
  }

  @Test
  void deepAndWideObjectsAreBounded() {
    StringBuilder wide = new StringBuilder("{");
    for (int each = 0; each < 600; each++) {
      wide.append(each == 0 ? "" : ",").append("\"f").append(each).append("\":1");
    }
    assertThat(fields(wide.append("}").toString())).hasSize(500);
    assertThat(fields("{\"a\":".repeat(40) + "1" + "}".repeat(40)).get(List.<String>of()))
        .isInstanceOfSatisfying(
            PayloadKind.Scalar.class,
            scalar -> assertThat(scalar.remark()).contains("begins like JSON"));
  }
}

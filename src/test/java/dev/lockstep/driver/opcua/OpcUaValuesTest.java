package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.OpcUaDriverFixture.name;
import static dev.lockstep.driver.opcua.OpcUaDriverFixture.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockstep.device.Access;
import dev.lockstep.device.Comparison;
import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Profile;
import dev.lockstep.device.ProfileName;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.device.Work;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.SendResult;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node says of its values is known before the vote; what it takes is seen to be taken. */
class OpcUaValuesTest {
  @TempDir private static Path pki;
  private static TestServer server;
  private static OpcUaDriverFixture bench;
  private static DeviceLink link;

  @BeforeAll
  static void start() throws Exception {
    server = new TestServer(TestServer.Setup.OPEN);
    bench = new OpcUaDriverFixture(pki);
    link = bench.driver().open(device(OpcUaDriverFixture.insecure(server.port())));
    OpcUaDriverFixture.awaitConnected(link);
  }

  @AfterAll
  static void stop() {
    bench.close();
    server.close();
  }

  @Test
  void arrayOfAnotherLengthThanTheNodeSaysIsOutOfRange() {
    refused("Fixed", numbers(1, 2), Code.OUT_OF_RANGE, "the list has 2 elements; the node holds 3");
    refused(
        "Fixed",
        numbers(1, 2, 3, 4),
        Code.OUT_OF_RANGE,
        "the list has 4 elements; the node holds 3");
    taken("Fixed", numbers(1, 2, 3));
    taken("FixedAtMost", numbers(1, 2));
    taken("Free", numbers(1, 2, 3, 4, 5));
  }

  @Test
  void dimensionIsAMaximumWhereTheNodeItselfShowsFewerElements() {
    taken("Spare", numbers(1, 2, 3));
    refused(
        "Spare",
        numbers(1, 2, 3, 4, 5),
        Code.OUT_OF_RANGE,
        "the list has 5 elements; the node holds 4");
  }

  @Test
  void numberOutsideOfTheInstrumentsRangeIsOutOfRange() {
    taken("Analog", Value.Numeric.of(100));
    taken("Analog", Value.Numeric.of(10));
    refused(
        "Analog",
        Value.Numeric.of(101),
        Code.OUT_OF_RANGE,
        "101 is outside the node's InstrumentRange 0 to 100");
  }

  @Test
  void normalRangeCountsWhereItIsTheOnlyOneAndTheProfileDoesNotSayOtherwise() {
    taken("Normal", Value.Numeric.of("0.3"));
    refused(
        "Normal",
        Value.Numeric.of("0.31"),
        Code.OUT_OF_RANGE,
        "0.31 is outside the node's EURange 0.1 to 0.3");
    taken("NormalIgnored", Value.Numeric.of("0.31"));
    taken("Unset", Value.Numeric.of(5));
  }

  @Test
  void numberWithoutAMeaningIsOutOfRange() {
    taken("Mode", Value.Numeric.of(1));
    refused(
        "Mode",
        Value.Numeric.of(2),
        Code.OUT_OF_RANGE,
        "2 is none of the node's values 0 (Off), 1 (Auto)");
  }

  @Test
  void textLongerThanTheNodeHoldsIsOutOfRange() {
    taken("Label", new Value.Text("abcd"));
    refused(
        "Label",
        new Value.Text("abcö"),
        Code.OUT_OF_RANGE,
        "the text has 5 bytes; the node holds 4");
  }

  @Test
  void matrixIsWrittenInRowsOfOneLength() {
    refused(
        "Matrix",
        numbers(1, 2, 3, 4),
        Code.WRONG_TYPE,
        "Matrix is a list of 1 dimensions; 2 are wanted: [[1, 2], [3, 4]] is a matrix of 2 by 2");
    refused(
        "Matrix",
        JsonValues.of("[[1, 2, 3], [4, 5, 6]]"),
        Code.OUT_OF_RANGE,
        "the matrix is 2 by 3; the node holds 2 by 2");
    comesBack("Matrix", JsonValues.of("[[5, 6], [7, 8]]"));
    assertThat(seen("Matrix").value()).hasToString("[[5, 6], [7, 8]]");
  }

  @Test
  void octetsThatNoMessageHoldsAreRefusedAndAllThatItHoldsAreWritten() {
    Value million = new Value.Text(Base64.getEncoder().encodeToString(new byte[1_000_000]));
    comesBack("Bytes", new Value.Listing(List.of(million, million)));
    assertThat(examine("Bytes", new Value.Listing(List.of(million, million, million))))
        .extracting(Reason::code, Reason::detail)
        .containsExactly(
            tuple(
                Code.OUT_OF_RANGE,
                "it has 3000068 octets, and a message between the gateway and the server holds"
                    + " 2093056"));
    refused(
        "Bytes",
        new Value.Listing(
            List.of(new Value.Text(Base64.getEncoder().encodeToString(new byte[1_048_577])))),
        Code.OUT_OF_RANGE,
        "the octets are 1048577 bytes; the node holds 1048576");
  }

  @Test
  void inputOfAnotherLengthThanTheMethodSaysIsOutOfRange() {
    assertThat(call(numbers(1, 2)))
        .extracting(Reason::code, Reason::detail)
        .containsExactly(
            tuple(Code.OUT_OF_RANGE, "the list has 2 elements; the input list holds 3"));
    assertThat(call(numbers(1, 2, 3))).isEmpty();
  }

  private static List<Reason> call(Value list) {
    Work.Call call = new Work.Call(name("Mix"), List.of(set("List", list)));
    return link.examine(call, bench.in(5_000));
  }

  @Test
  void nodesWithoutAValueAndNodesThatShowNoNumberTakeTheirFirst() {
    assertThat(seen("Text").value()).isEqualTo(new Value.Null());
    assertThat(seen("Float").value()).isEqualTo(Value.NonFinite.NAN);
    assertThat(seen("Open").value()).isEqualTo(new Value.Null());
    assertThat(bench.reading(link, "Waiting"))
        .isInstanceOfSatisfying(Reading.Unseen.class, none -> assertThat(none.unset()).isTrue());
    comesBack("Text", new Value.Text("abc"));
    comesBack("Float", Value.Numeric.of("7.1"));
    comesBack("Open", Value.Numeric.of("7.5"));
    comesBack("Waiting", Value.Numeric.of(7));
  }

  @Test
  void instantInAnotherSpellingIsSeenToBeTaken() {
    comesBack("When", new Value.Text("2026-05-04T05:02:01.000+02:00"));
    refused(
        "When",
        new Value.Text("2026-05-04T03:02:01.123456789Z"),
        Code.OUT_OF_RANGE,
        "2026-05-04T03:02:01.123456789Z does not fit the node's DateTime: "
            + "1601-01-01T00:00:00Z to 9999-12-31T23:59:59Z in steps of 100 ns");
  }

  @Test
  void floatBehindAScaleIsSeenToBeTaken() {
    comesBack("Scaled", Value.Numeric.of("-12.34"));
  }

  @Test
  void textKeepsTheLanguageThatItHadOrTakesTheProfiles() {
    comesBack("Halt", new Value.Text("Anhalten"));
    assertThat(server.field().value("Halt").value()).isEqualTo(new LocalizedText("de", "Anhalten"));
    comesBack("Plain", new Value.Text("Anhalten"));
    assertThat(server.field().value("Plain").value())
        .isEqualTo(new LocalizedText(null, "Anhalten"));
    comesBack("PlainInFrench", new Value.Text("Arrêt"));
    assertThat(server.field().value("Plain").value()).isEqualTo(new LocalizedText("fr", "Arrêt"));
  }

  private static void comesBack(String name, Value value) {
    taken(name, value);
    SendResult sent = link.write(List.of(set(name, value)), bench.in(5_000)).getFirst();
    assertThat(sent).isInstanceOf(SendResult.Accepted.class);
    Reading.Seen seen = seen(name);
    assertThat(Comparison.matches(value, seen.value(), seen.encoding(), BigDecimal.ZERO))
        .as("%s reads %s", value, seen.value())
        .isTrue();
  }

  private static Reading.Seen seen(String name) {
    return (Reading.Seen) bench.reading(link, name);
  }

  private static void taken(String name, Value value) {
    assertThat(examine(name, value)).isEmpty();
  }

  private static void refused(String name, Value value, Code code, String detail) {
    assertThat(examine(name, value))
        .extracting(Reason::code, Reason::detail)
        .containsExactly(tuple(code, detail));
  }

  private static List<Reason> examine(String name, Value value) {
    return link.examine(new Work.Write(List.of(List.of(set(name, value)))), bench.in(5_000));
  }

  private static Value numbers(int... numbers) {
    return new Value.Listing(Arrays.stream(numbers).<Value>mapToObj(Value.Numeric::of).toList());
  }

  private static Device device(Map<String, String> address) {
    Scaling scaling = new Scaling(new BigDecimal("0.1"), new BigDecimal("-40"));
    Map<ResourceName, Resource> resources = new HashMap<>();
    Stream.of(
            resource("Float", ValueType.FLOAT32),
            resource("Text", ValueType.STRING),
            resource("Open", ValueType.FLOAT64),
            resource("Waiting", ValueType.INT32),
            resource("When", ValueType.STRING),
            resource("Halt", ValueType.STRING),
            resource("Plain", ValueType.STRING),
            resource("PlainInFrench", "Plain", ValueType.STRING, Map.of("locale", "fr")),
            resource("Fixed", ValueType.INT32_ARRAY),
            resource(
                "FixedAtMost",
                "Fixed",
                ValueType.INT32_ARRAY,
                Map.of("arrayDimensions", "maximum")),
            resource("Spare", ValueType.INT32_ARRAY),
            resource("Free", ValueType.INT32_ARRAY),
            resource("Matrix", ValueType.INT32_ARRAY),
            resource("Analog", ValueType.FLOAT64),
            resource("Normal", ValueType.FLOAT32),
            resource("NormalIgnored", "Normal", ValueType.FLOAT32, Map.of("euRange", "ignore")),
            resource("Unset", ValueType.FLOAT64),
            resource("Mode", ValueType.UINT32),
            resource("Label", ValueType.STRING),
            resource("Bytes", ValueType.STRING_ARRAY),
            resource("List", ValueType.FLOAT64_ARRAY),
            new Resource(
                name("Scaled"),
                ValueType.FLOAT32,
                Access.READ_WRITE,
                Resource.Limits.NONE,
                scaling,
                "",
                node("Raw")),
            new Resource(
                name("Mix"),
                ValueType.STRING,
                Access.READ_WRITE,
                Resource.Limits.NONE,
                Scaling.NONE,
                "",
                Map.of(
                    "methodId",
                    "nsu=" + FieldNodes.URI + ";s=Mix",
                    "objectId",
                    "i=85",
                    "inputMap",
                    List.of("List"))))
        .forEach(resource -> resources.put(resource.name(), resource));
    Profile profile = new Profile(new ProfileName("field"), "", resources, Map.of());
    return new Device(
        new DeviceName("Field-1"), profile, "", Map.of(OpcUaDriver.PROTOCOL, address));
  }

  private static Resource resource(String name, ValueType type) {
    return resource(name, name, type, Map.of());
  }

  private static Resource resource(
      String name, String node, ValueType type, Map<String, Object> more) {
    Map<String, Object> attributes = new HashMap<>(more);
    attributes.putAll(node(node));
    return new Resource(
        name(name), type, Access.READ_WRITE, Resource.Limits.NONE, Scaling.NONE, "", attributes);
  }

  private static Map<String, Object> node(String name) {
    return Map.of("nodeId", "nsu=" + FieldNodes.URI + ";s=" + name);
  }
}

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
import dev.lockstep.driver.CallResult;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.SendResult;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Structures of the unusual kinds: what can be known of them is, and nothing is guessed. */
class OpcUaStructuresTest {
  private static final String STEP = "{'temperature': 1.5, 'duration': 7}";

  @TempDir private static Path pki;
  private static TestServer server;
  private static OpcUaDriverFixture bench;
  private static DeviceLink link;

  @BeforeAll
  static void start() throws Exception {
    server = new TestServer(TestServer.Setup.OPEN);
    bench = new OpcUaDriverFixture(pki);
    link = bench.driver().open(device());
    OpcUaDriverFixture.awaitConnected(link);
  }

  @AfterAll
  static void stop() {
    bench.close();
    server.close();
  }

  @Test
  void structureIsReadAndWrittenWhole() {
    assertThat(shown("Step")).isEqualTo("{temperature=20.5, duration=60}");
    comesBack("Step", "{'temperature': 0.1, 'duration': 7}");
    comesBack("Step", "{'Temperature': 0.2, 'DURATION': 8}");
    refused(
        "Step",
        "{'temperature': 0.1}",
        Code.MISSING_ARGUMENT,
        "Step.duration is missing: a structure is written whole");
    refused(
        "Step",
        "{'temperature': 0.1, 'duration': 1, 'Duration': 2}",
        Code.UNKNOWN_ARGUMENT,
        "Step.Duration is given twice, in different letter case");
    refused(
        "Step",
        "{'temperature': 16777217, 'duration': 1}",
        Code.OUT_OF_RANGE,
        "Step.temperature: 16777217 does not fit a Float exactly");
  }

  @Test
  void inheritedFieldsAreAskedForWhereTheDefinitionLeavesThemOut() {
    comesBack("HeatStep", "{'temperature': 1, 'duration': 2, 'power': 3}");
  }

  @Test
  void typeThatTheServerDoesNotDescribeIsRefusedByNameWithTheWayOut() {
    String why =
        "the server does not describe its type Loose (it has no DataTypeDefinition, and no"
            + " description in a type dictionary); define a resource for the node of each field";
    refused("Loose", STEP, Code.UNSUPPORTED, why);
    assertThat(shown("Loose")).contains(why);
    refused(
        "Partly",
        "{'x': 1, 'loose': {}}",
        Code.UNSUPPORTED,
        "its field loose cannot be used: " + why);
  }

  @Test
  void variableOfAnAbstractTypeKeepsTheStructureThatItHas() {
    comesBack("Shape", "{'radius': 2.5}");
    comesBack("Open", STEP);
    refused(
        "NoShape",
        "{'radius': 2.5}",
        Code.UNSUPPORTED,
        "the type Shape is abstract: which structure is meant is not known");
  }

  @Test
  void valueInsideThatMayBeOfSeveralTypesNamesItsOwn() {
    String drawing =
        "{'shapes': [{'UaTypeId': 'nsu=urn:test:structures;s=Type.Circle', 'radius': 0.5},"
            + " {'UaTypeId': 'nsu=urn:test:structures;s=Type.Square', 'side': 1, 'title': 'x'}],"
            + " 'more': {'UaTypeId': '%s'}, 'grid': [[1, 2], [3, 4.5]]}";
    comesBack("Drawing", drawing.formatted("i=0"));
    assertThat(shown("Drawing"))
        .contains("UaTypeId=nsu=urn:test:structures;s=Type.Circle, radius=0.5");
    refused(
        "Drawing",
        drawing.formatted("i=0").replace("Type.Circle', 'radius': 0.5", "Type.Tree'"),
        Code.WRONG_TYPE,
        "Drawing.shapes[0]: nsu=urn:test:structures;s=Type.Tree is not of the type that the field"
            + " holds");
    refused(
        "Drawing",
        drawing.formatted("i=0").replace("[1, 2]", "[1]"),
        Code.OUT_OF_RANGE,
        "Drawing.grid[1] has 2 elements, the first row has 1; a matrix has rows of one length");
  }

  @Test
  void structureThatHoldsItsOwnKindIsReadAndWritten() {
    comesBack("Tree", "{'name': 'a', 'below': [{'name': 'b', 'below': []}]}");
  }

  @Test
  void unionHoldsOneFieldOrNone() {
    comesBack("Choice", "{}");
    comesBack("Choice", "{'number': 5}");
    comesBack("Choice", "{'step': " + STEP + "}");
    assertThat(shown("Choice")).isEqualTo("{step={temperature=1.5, duration=7}}");
  }

  @Test
  void lengthsInsideAreKnownBeforeTheVote() {
    comesBack("Fixed", "{'label': 'abcd', 'ramp': [1, 2, 3]}");
    refused(
        "Fixed",
        "{'label': 'abcd', 'ramp': [1, 2]}",
        Code.OUT_OF_RANGE,
        "Fixed.ramp: the list has 2 elements; the field holds 3");
    refused(
        "Fixed",
        "{'label': 'abcde', 'ramp': [1, 2, 3]}",
        Code.OUT_OF_RANGE,
        "Fixed.label: the text has 5 bytes; the node holds 4");
    assertThat(examine("FixedAtMost", "{'label': 'abcd', 'ramp': [1, 2]}")).isEmpty();
  }

  @Test
  void matrixOfStructuresIsReadAndWritten() {
    comesBack("StepGrid", "[[%s, %s]]".formatted(STEP, STEP));
    refused(
        "StepGrid",
        "[[%s, {'temperature': 'x', 'duration': 1}]]".formatted(STEP),
        Code.WRONG_TYPE,
        "StepGrid[0][1].temperature: \"x\" does not fit the node's Float");
  }

  @Test
  void textsInsideKeepTheirLanguage() {
    comesBack("Square", "{'side': 3, 'title': 'Viereck'}");
    assertThat(server.structures().value("Square").toString()).contains("Square");
    Reading.Seen seen = (Reading.Seen) bench.reading(link, "Square");
    assertThat(seen.value()).hasToString("{side=3, title=Viereck}");
  }

  @Test
  void serverThatSendsAnotherStructureThanItDescribesIsNotBelieved() {
    String why =
        "the server sends another structure than it describes as Lie: 4 octets are left over";
    assertThat(shown("Lie")).contains(why);
    refused("Lie", "{'a': 1}", Code.UNREADABLE, why);
  }

  @Test
  void typeThatChangesWhileConnectedIsLearntAnew() {
    assertThat(shown("Changing")).isEqualTo("{temperature=20.5, duration=60}");
    server.structures().redefine("Changing", StructureNodes.field("level", NodeIds.Byte));
    server.structures().set("Changing", "Changing", out -> out.encodeByte(Unsigned.ubyte(7)));
    assertThat(shown("Changing")).isEqualTo("{level=7}");
  }

  @Test
  void methodsTakeAndGiveStructuresAndMatrices() {
    Value grid = JsonValues.of("[[1, 2], [3, 4]]");
    Work.Call call =
        new Work.Call(name("Echo"), List.of(set("In", JsonValues.of(STEP)), set("GridIn", grid)));
    assertThat(link.examine(call, bench.in(5_000))).isEmpty();
    CallResult result = link.call(call, bench.in(5_000));
    assertThat(result.sent()).isInstanceOf(SendResult.Accepted.class);
    assertThat(result.outputs().stream().map(Value::toString))
        .containsExactly("{temperature=1.5, duration=7}", "[[1, 2], [3, 4]]");
    Work.Call bad =
        new Work.Call(
            name("Echo"),
            List.of(set("In", JsonValues.of("{'temperature': 1}")), set("GridIn", grid)));
    assertThat(link.examine(bad, bench.in(5_000)))
        .extracting(Reason::detail)
        .containsExactly("In.duration is missing: a structure is written whole");
  }

  private static String shown(String resource) {
    return bench.reading(link, resource) instanceof Reading.Seen seen
        ? seen.value().toString()
        : bench.reading(link, resource).toString();
  }

  private static void comesBack(String resource, String json) {
    Value value = JsonValues.of(json);
    assertThat(examine(resource, json)).isEmpty();
    SendResult sent = link.write(List.of(set(resource, value)), bench.in(5_000)).getFirst();
    assertThat(sent).isInstanceOf(SendResult.Accepted.class);
    assertThat(bench.reading(link, resource))
        .isInstanceOfSatisfying(
            Reading.Seen.class,
            seen ->
                assertThat(
                        Comparison.matches(value, seen.value(), seen.encoding(), BigDecimal.ZERO))
                    .as("%s reads %s", value, seen.value())
                    .isTrue());
  }

  private static void refused(String resource, String json, Code code, String detail) {
    assertThat(examine(resource, json))
        .extracting(Reason::code, Reason::detail)
        .containsExactly(tuple(code, detail));
  }

  private static List<Reason> examine(String resource, String json) {
    return link.examine(
        new Work.Write(List.of(List.of(set(resource, JsonValues.of(json))))), bench.in(5_000));
  }

  private static Device device() {
    Map<ResourceName, Resource> resources = new HashMap<>();
    for (String each :
        List.of(
            "Step",
            "Changing",
            "HeatStep",
            "Loose",
            "Shape",
            "NoShape",
            "Open",
            "Square",
            "Drawing",
            "Tree",
            "Choice",
            "Lie",
            "Partly",
            "Fixed")) {
      resources.put(name(each), resource(each, each, ValueType.OBJECT, Map.of()));
    }
    resources.put(
        name("FixedAtMost"),
        resource("FixedAtMost", "Fixed", ValueType.OBJECT, Map.of("arrayDimensions", "maximum")));
    resources.put(
        name("StepGrid"), resource("StepGrid", "StepGrid", ValueType.OBJECT_ARRAY, Map.of()));
    resources.put(name("In"), resource("In", "Step", ValueType.OBJECT, Map.of()));
    resources.put(name("GridIn"), resource("GridIn", "Step", ValueType.FLOAT64_ARRAY, Map.of()));
    Map<String, Object> echo =
        Map.of(
            "methodId",
            "nsu=" + StructureNodes.URI + ";s=Echo",
            "objectId",
            "i=85",
            "inputMap",
            List.of("In", "GridIn"));
    resources.put(
        name("Echo"),
        new Resource(
            name("Echo"),
            ValueType.STRING,
            Access.READ_WRITE,
            Resource.Limits.NONE,
            Scaling.NONE,
            "",
            echo));
    Profile profile = new Profile(new ProfileName("structures"), "", resources, Map.of());
    Map<String, String> address = OpcUaDriverFixture.insecure(server.port());
    return new Device(
        new DeviceName("Press-1"), profile, "", Map.of(OpcUaDriver.PROTOCOL, address));
  }

  private static Resource resource(
      String name, String node, ValueType type, Map<String, Object> attributes) {
    return JsonValues.resource(name, type, "nsu=" + StructureNodes.URI + ";s=" + node, attributes);
  }
}

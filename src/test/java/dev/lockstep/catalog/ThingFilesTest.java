package dev.lockstep.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Access;
import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.CommandName;
import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceCommand;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Profile;
import dev.lockstep.device.Repeat;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.device.Verification;
import dev.lockstep.device.Work;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thing Descriptions as profiles and devices. */
class ThingFilesTest {
  static final Path THINGS = Path.of("src/test/resources/wot");
  private static final Path PRESS = THINGS.resolve("press.td.json");
  private static final Path BELT = THINGS.resolve("belt.td.jsonld");

  private final Catalog catalog = Catalogs.load(PRESS, BELT);

  private Device device(String name) {
    return catalog.devices().get(new DeviceName(name));
  }

  private Resource resource(String device, String name) {
    return device(device).profile().resource(new ResourceName(name)).orElseThrow();
  }

  private DeviceCommand command(String device, String name) {
    return device(device).profile().command(new CommandName(name)).orElseThrow();
  }

  private Resolution resolve(String device, String command, Map<String, Object> arguments) {
    return catalog.resolve(device, command, arguments);
  }

  private Work work(String device, String command, Map<String, Object> arguments) {
    Resolution resolution = resolve(device, command, arguments);
    assertThat(resolution).isInstanceOf(Resolution.Resolved.class);
    Action action = ((Resolution.Resolved) resolution).action();
    return action.work();
  }

  private String refusal(String device, String command, Map<String, Object> arguments) {
    return resolve(device, command, arguments).toString();
  }

  @Test
  void thingIsAProfileAndADevice() {
    assertThat(catalog.report().faults()).isEmpty();
    assertThat(device("Press 7").protocols())
        .isEqualTo(
            Map.of(
                "opcua",
                Map.of(
                    "Endpoint", "opc.tcp://press.plant.example:4840/press",
                    "SecurityPolicy", "Basic256Sha256",
                    "SecurityMode", "SignAndEncrypt",
                    "User", "line")));
    assertThat(device("belt").protocols())
        .isEqualTo(Map.of("mqtt", Map.of("Broker", "mqtt://broker.plant.example")));
    assertThat(device("Press 7").description()).isEqualTo("A press with a recipe and strokes");
  }

  @Test
  void propertiesOfOpcUaAreNodes() {
    Resource force = resource("Press 7", "Force");
    assertThat(force.type()).isEqualTo(ValueType.FLOAT64);
    assertThat(force.access()).isEqualTo(Access.READ_WRITE);
    assertThat(force.units()).isEqualTo("kN");
    assertThat(force.attributes())
        .isEqualTo(Map.of("nodeId", "nsu=http://plant.example/press#;s=Force"));
    assertThat(resource("Press 7", "Label").attributes())
        .isEqualTo(Map.of("nodeId", "ns=2;s=Wasser水&A"));
    assertThat(resource("Press 7", "Slot").attributes())
        .isEqualTo(Map.of("nodeId", "ns=2;s=Slot 3"));
    assertThat(resource("Press 7", "Running").access()).isEqualTo(Access.READ);
    assertThat(resource("Press 7", "Raw").access()).isEqualTo(Access.WRITE);
    assertThat(resource("Press 7", "Raw").type()).isEqualTo(ValueType.BINARY);
    assertThat(resource("Press 7", "Curve").type()).isEqualTo(ValueType.FLOAT64_ARRAY);
  }

  @Test
  void everyBoundOfASchemaIsKeptAtTheVote() {
    assertThat(work("Press 7", "Force", Map.of("Force", new BigDecimal("12.5")))).isNotNull();
    assertThat(refusal("Press 7", "Force", Map.of("Force", new BigDecimal("250.5"))))
        .contains("OUT_OF_RANGE", "250.5 is outside 0 to less than 250.5");
    assertThat(refusal("Press 7", "Force", Map.of("Force", new BigDecimal("0.25"))))
        .contains("0.25 is no multiple of 0.5");
    assertThat(refusal("Press 7", "Force", Map.of("Force", -1))).contains("-1 is outside 0 to any");
    assertThat(refusal("Press 7", "Mode", Map.of("Mode", 2))).contains("2 is none of 0, 1");
    assertThat(refusal("Press 7", "Label", Map.of("Label", "lower")))
        .contains("does not match the pattern ^[A-Z]+$");
    assertThat(refusal("Press 7", "Label", Map.of("Label", "TOOLONGBY1")))
        .contains("a text of 10 characters, where 0 to 8 are right");
    assertThat(refusal("Press 7", "Curve", Map.of("Curve", List.of(1, 2, 3, 4))))
        .contains("a list of 4 elements, where 2 to 3 are right");
    assertThat(refusal("Press 7", "Curve", Map.of("Curve", List.of(1, -2))))
        .contains("[1]: -2 is outside 0 to any");
    assertThat(refusal("belt", "Name", Map.of("Name", "up")))
        .contains("\\\"up\\\" is none of".replace("\\", ""));
    assertThat(refusal("belt", "move", Map.of("input", Map.of("by", 6))))
        .contains("by: 6 is outside -5 to 5");
    assertThat(refusal("belt", "move", Map.of("input", Map.of("to", 1))))
        .contains("the member by is missing");
  }

  @Test
  void titleOfAConstantIsAWordForIt() {
    assertThat(work("Press 7", "Mode", Map.of("Mode", "run")))
        .isEqualTo(
            new Work.Write(
                List.of(List.of(new Assignment(new ResourceName("Mode"), Value.Numeric.of(1))))));
  }

  @Test
  void actionOfOpcUaIsAMethodWithItsInputsInOrder() {
    Resource stroke = resource("Press 7", "Stroke");
    assertThat(stroke.attributes())
        .isEqualTo(
            Map.of(
                "methodId", "ns=2;s=Press.Stroke",
                "objectId", "nsu=http://plant.example/press#;s=Press",
                "inputMap", List.of("Stroke.count", "Stroke.gentle")));
    assertThat(work("Press 7", "Stroke", Map.of("count", 3)))
        .isEqualTo(
            new Work.Call(
                new ResourceName("Stroke"),
                List.of(
                    new Assignment(new ResourceName("Stroke.count"), Value.Numeric.of(3)),
                    new Assignment(new ResourceName("Stroke.gentle"), new Value.Flag(true)))));
    assertThat(refusal("Press 7", "Stroke", Map.of())).contains("MISSING_ARGUMENT", "count");
    assertThat(refusal("Press 7", "Stroke", Map.of("count", 0))).contains("0 is outside 1 to 99");
    assertThat(refusal("Press 7", "Stroke", Map.of("count", 1, "speed", 2)))
        .contains("no argument is named \"speed\"; known: count, gentle");
    assertThat(command("Press 7", "Stroke").guarantees().requires()).hasSize(1);
    assertThat(command("Press 7", "Stroke").guarantees().repeat()).isEqualTo(Repeat.ONCE);
    assertThat(command("Press 7", "Stop").guarantees().repeat()).isEqualTo(Repeat.IDEMPOTENT);
    assertThat(command("Press 7", "Stop").guarantees().wholeDevice()).isTrue();
  }

  @Test
  void sidecarAddsWhatAThingCannotSay() {
    assertThat(command("Press 7", "Setup").steps()).hasSize(2);
  }

  @Test
  void defaultOfAPropertyThatCanBeReadIsNoArgument(@TempDir Path folder) throws Exception {
    Files.copy(THINGS.resolve("every-member.td.json"), folder.resolve("mixer.td.json"));
    Files.writeString(
        folder.resolve("mixer.lockstep.yaml"),
        """
        deviceCommands:
          - { name: Fill, readWrite: RW, resourceOperations: [{ deviceResource: Level }] }
        """);
    Catalog mixer = Catalogs.load(folder);
    assertThat(mixer.report().faults()).isEmpty();
    assertThat(mixer.resolve("mixer", "Fill", Map.of()).toString()).contains("MISSING_ARGUMENT");
    assertThat(mixer.resolve("mixer", "Level", Map.of()).toString()).contains("MISSING_ARGUMENT");
  }

  @Test
  void propertiesOfMqttAreTopics() {
    assertThat(resource("belt", "Speed").attributes())
        .isEqualTo(
            Map.of(
                "setTopic", "belt/speed/set",
                "stateTopic", "belt/speed",
                "payload", "json",
                "qos", BigDecimal.TWO));
    assertThat(resource("belt", "Name").attributes())
        .isEqualTo(
            Map.of("setTopic", "belt/name/set", "stateTopic", "belt/näme", "payload", "text"));
  }

  @Test
  void whatNothingWouldProveIsNotWritten() {
    assertThat(resource("belt", "Kept").access()).isEqualTo(Access.READ);
    assertThat(resource("belt", "Echo").access()).isEqualTo(Access.READ);
    assertThat(warnings())
        .anyMatch(
            each ->
                each.contains("belt.td.jsonld:25:")
                    && each.contains("a write to this property is not offered: a broker that keeps")
                    && each.contains("mqv:retain: false would be right"))
        .anyMatch(each -> each.contains("properties.Echo.forms[0]") && each.contains("one topic"));
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    catalog.report().warnings().forEach(each -> warnings.add(each.toString()));
    return warnings;
  }

  @Test
  void actionOfMqttIsAMessageThatHoldsTheDeviceAndIsSentOnce() {
    assertThat(work("belt", "start", Map.of()))
        .isEqualTo(
            new Work.Write(
                List.of(List.of(new Assignment(new ResourceName("start"), new Value.Text(""))))));
    assertThat(resource("belt", "start").attributes())
        .isEqualTo(Map.of("setTopic", "belt/start", "payload", "text"));
    Guarantees start = command("belt", "start").guarantees();
    assertThat(start.repeat()).isEqualTo(Repeat.ONCE);
    assertThat(start.wholeDevice()).isTrue();
    assertThat(start.verification()).isInstanceOf(Verification.Conditions.class);
    assertThat(command("belt", "move").guarantees().repeat()).isEqualTo(Repeat.IDEMPOTENT);
  }

  @Test
  void actionOfMqttThatNothingProvesIsNotOffered(@TempDir Path folder) throws Exception {
    Files.copy(BELT, folder.resolve("belt.td.jsonld"));
    Catalog alone = Catalogs.load(folder);
    assertThat(alone.report().faults()).isEmpty();
    assertThat(alone.report().warnings())
        .extracting(Fault::toString)
        .anyMatch(
            each ->
                each.contains("actions.start: this action is not offered: nothing but the broker"));
    assertThat(alone.resolve("belt", "start", Map.of()).toString())
        .contains("UNSUPPORTED", "define verify in a sidecar");
  }

  @Test
  void otherProtocolsAreRefusedByNameAndPlace() {
    assertThat(warnings())
        .anyMatch(
            each ->
                each.matches(
                    ".*press.td.json:\\d+:\\d+: properties.Web.forms\\[0].href: this property is"
                        + " not offered: this gateway does not speak https; a form with opc.tcp,"
                        + " mqtt or mqtts would be right"))
        .anyMatch(each -> each.contains("events are without effect: Overload"))
        .anyMatch(each -> each.contains("a filter with + or # stands for several topics"));
    assertThat(refusal("Press 7", "Web", Map.of("Web", 1)))
        .contains("UNSUPPORTED", "does not speak https");
  }

  @Test
  void deviceListMayNameTheThingsProfileInstead(@TempDir Path folder) throws Exception {
    Files.copy(BELT, folder.resolve("belt.td.jsonld"));
    Files.writeString(
        folder.resolve("devices.yaml"),
        """
        deviceList:
          - { name: belt-1, profileName: belt, protocols: { mqtt: { Broker: "mqtt://other:1883" } } }
        """);
    Catalog read = Catalogs.load(folder);
    assertThat(read.report().faults()).isEmpty();
    assertThat(read.devices().keySet()).extracting(DeviceName::value).containsExactly("belt-1");
  }

  @Test
  void thingThatWantsAPersonsUserSaysWhichEntryIsWanted(@TempDir Path folder) throws Exception {
    String basic = Files.readString(BELT).replace("\"scheme\": \"nosec\"", "\"scheme\": \"basic\"");
    Files.writeString(folder.resolve("belt.td.jsonld"), basic);
    Catalog read = Catalogs.load(folder);
    assertThat(read.report().faults()).isEmpty();
    assertThat(read.devices()).isEmpty();
    String warning =
        read.report().warnings().stream()
            .map(Fault::toString)
            .filter(each -> each.contains("no device is made"))
            .findFirst()
            .orElseThrow();
    assertThat(warning).contains("its security scheme basic wants a user");
    Files.writeString(
        folder.resolve("devices.yaml"),
        warning.substring(warning.indexOf("deviceList")).replace("USER", "line"));
    Catalog completed = Catalogs.load(folder);
    assertThat(completed.report().faults()).isEmpty();
    Map.Entry<DeviceName, Device> only = completed.devices().firstEntry();
    assertThat(only.getValue().protocols())
        .isEqualTo(Map.of("mqtt", Map.of("Broker", "mqtt://broker.plant.example", "User", "line")));
  }

  @Test
  void thingIsKnownByItsContextWhateverItsFileIsCalled(@TempDir Path folder) throws Exception {
    Files.copy(BELT, folder.resolve("anything.json"));
    Profile profile = Catalogs.load(folder).devices().firstEntry().getValue().profile();
    assertThat(profile.name().value()).isEqualTo("belt");
  }
}

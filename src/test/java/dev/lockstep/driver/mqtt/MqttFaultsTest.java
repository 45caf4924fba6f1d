package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.UsualSettings;
import dev.lockstep.device.Condition;
import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceCommand;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Profile;
import dev.lockstep.device.Promise;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said about an address or a profile that will not work. */
class MqttFaultsTest {
  private static final String BROKER = "mqtt://127.0.0.1";
  private static final Preparation NONE = new Preparation.None();

  private final MqttDriver driver =
      new MqttDriver(
          UsualSettings.of(MqttSettings.class),
          "line-1",
          name -> Optional.empty(),
          RandomGenerator.getDefault(),
          new ShiftedClock());

  private List<String> faults(Map<String, String> address) {
    return driver.faults(MqttTestGateway.conveyor(address, NONE));
  }

  @Test
  void goodAddressHasNone() {
    assertThat(faults(Map.of("broker", "mqtts://broker.plant:8884/", "QOS", "2", "User", "x")))
        .isEmpty();
  }

  @Test
  void brokerMustBeThere() {
    assertThat(faults(Map.of()))
        .containsExactly("protocols.mqtt.Broker is missing; mqtt://HOST:1883 would be right");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "broker",
        "mqtt:broker",
        "http://broker",
        "mqtt://",
        "mqtt://b:70000",
        "mqtt://b:0",
        "mqtt://b/path",
        "mqtt://b c",
        "mqtt://u:p@b"
      })
  void brokerMustBeAnMqttAddress(String broker) {
    assertThat(faults(Map.of("Broker", broker)))
        .singleElement()
        .asString()
        .startsWith("protocols.mqtt.Broker ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "3", "-1", "high", "1.5", ""})
  void qosMustBeOneOrTwo(String qos) {
    assertThat(faults(Map.of("Broker", BROKER, "Qos", qos)))
        .singleElement()
        .asString()
        .startsWith("protocols.mqtt.Qos is " + qos + "; 1 or 2 would be right");
  }

  @Test
  void secretInTheFileIsAFaultThatDoesNotRepeatIt() {
    assertThat(faults(Map.of("Broker", BROKER, "Password", "hunter2")))
        .singleElement()
        .asString()
        .startsWith("protocols.mqtt.password:")
        .doesNotContain("hunter2");
  }

  @Test
  void everyFaultOfADeviceIsSaidAtOnce() {
    assertThat(
            faults(
                Map.of("Broker", "x", "Qos", "9", "CommandTopic", "a/#", "AvailabilityTopic", "+")))
        .hasSize(4);
  }

  @Test
  void resourceWithoutTopicsNeedsACommandTopic() {
    Map<String, String> address = Map.of("Broker", BROKER);
    assertThat(driver.faults(MqttTestGateway.device(address, NONE, Map.of())))
        .containsExactly(
            "resource Speed: no setTopic, and the device has no CommandTopic",
            "resource Speed: no stateTopic, and the device has no CommandTopic");

    Map<String, String> edgeX = Map.of("Broker", BROKER, "CommandTopic", "command/x");
    assertThat(driver.faults(MqttTestGateway.device(edgeX, NONE, Map.of()))).isEmpty();
    assertThat(driver.faults(MqttTestGateway.device(address, MqttTestGateway.EXCHANGE, Map.of())))
        .isEmpty();
  }

  @Test
  void attributesOfResourcesAreChecked() {
    Map<String, Object> attributes =
        Map.of(
            "setTopic", "a/+/b",
            "stateTopic", "{plant}/x",
            "payload", "xml",
            "qos", "0");
    assertThat(driver.faults(MqttTestGateway.device(Map.of("Broker", BROKER), NONE, attributes)))
        .hasSize(4);
  }

  @Test
  void fieldWantsJson() {
    Map<String, Object> attributes =
        Map.of("setTopic", "a", "stateTopic", "b", "payload", "text", "field", "c");
    assertThat(driver.faults(MqttTestGateway.device(Map.of("Broker", BROKER), NONE, attributes)))
        .containsExactly("resource Speed: field needs payload json");
  }

  private List<String> faultsOf(Map<String, Object> more) {
    Map<String, Object> attributes = new HashMap<>(more);
    attributes.putIfAbsent("setTopic", "a");
    attributes.putIfAbsent("stateTopic", "b");
    return driver.faults(MqttTestGateway.device(Map.of("Broker", BROKER), NONE, attributes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"speed", "drive.speed", "/drive/speed", "/a~1b/m~0n", "/DS18B20-1/Temperature"})
  void fieldMayBeANameAPathOrAPointer(String field) {
    assertThat(faultsOf(Map.of("field", field))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a..b", ".a", "a.", "/a~2b", "/a~", "/axes/-", "/axes/1/speed"})
  void fieldThatCannotBeReadOrWrittenIsAFault(String field) {
    assertThat(faultsOf(Map.of("field", field)))
        .singleElement()
        .asString()
        .startsWith("resource Speed: field \"" + field + "\" ");
  }

  @Test
  void fieldThatIsDeeperThanPayloadsAreReadIsAFault() {
    assertThat(faultsOf(Map.of("field", "a.".repeat(40) + "b"))).hasSize(1);
  }

  @Test
  void wordsOfAFlagAreForFlagsAndBelongTogether() {
    assertThat(faultsOf(Map.of("trueWord", "ON", "falseWord", "OFF")))
        .containsExactly(
            "resource Speed: trueWord and falseWord are for Bool, and the resource is of type Float64");
    assertThat(faultsOf(Map.of("trueWord", "ON"))).hasSize(2);
    assertThat(faultsOf(Map.of("trueWord", "on", "falseWord", "ON"))).hasSize(2);
    assertThat(faultsOf(Map.of("trueWord", " ", "falseWord", "OFF"))).hasSize(3);
  }

  @Test
  void topicOfASharedSubscriptionIsNoTopic() {
    assertThat(faultsOf(Map.of("stateTopic", "$share/group/speed")))
        .singleElement()
        .asString()
        .contains("shared subscriptions");
  }

  @Test
  void nameThatNoTopicCanHoldIsAFaultWhereItIsAPartOfOne() {
    Map<String, String> edgeX = Map.of("Broker", BROKER, "CommandTopic", "command/x");
    assertThat(driver.faults(MqttTestGateway.named("Speed#1", edgeX)))
        .singleElement()
        .asString()
        .contains("resource Speed#1", "contains +, #");
    assertThat(driver.faults(MqttTestGateway.named("Speed", edgeX))).isEmpty();
  }

  @Test
  void patternOfAnotherProtocolIsNamed() {
    ResourceName id = new ResourceName("Id");
    Preparation handshake =
        new Preparation.Handshake(
            id, id, id, id, id, Optional.empty(), true, Duration.ofSeconds(1));
    Device device = MqttTestGateway.conveyor(Map.of("Broker", BROKER), handshake);
    assertThat(driver.faults(device)).singleElement().asString().contains("PLC handshake");
    assertThatThrownBy(() -> driver.open(device)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void requiredResourceMustBeToldAndNotOnlyAnswered() {
    Condition moving =
        new Condition(
            MqttTestGateway.SPEED,
            Condition.Relation.ABOVE,
            List.of(Value.Numeric.of(0)),
            BigDecimal.ZERO);
    Map<String, String> edgeX = Map.of("Broker", BROKER, "CommandTopic", "command/x");

    assertThat(driver.faults(requiring(MqttTestGateway.device(edgeX, NONE, Map.of()), moving)))
        .singleElement()
        .asString()
        .startsWith("command SetSpeed requires Speed, which has no stateTopic");
    assertThat(driver.faults(requiring(MqttTestGateway.conveyor(edgeX, NONE), moving))).isEmpty();
  }

  private static Device requiring(Device device, Condition condition) {
    DeviceCommand plain = device.profile().commands().get(MqttTestGateway.SET_SPEED);
    Guarantees before = plain.guarantees();
    Guarantees guarantees =
        new Guarantees(
            List.of(condition),
            before.preparation(),
            before.reserves(),
            before.wholeDevice(),
            before.staleAfter(),
            before.verification(),
            before.repeat(),
            before.undo());
    DeviceCommand command =
        new DeviceCommand(plain.name(), plain.access(), plain.steps(), guarantees);
    Profile profile =
        new Profile(
            device.profile().name(),
            "",
            device.profile().resources(),
            Map.of(plain.name(), command));
    return new Device(device.name(), profile, "", device.protocols());
  }

  @Test
  void requestTopicMustBeATopic() {
    Preparation.Exchange exchange =
        new Preparation.Exchange("a/#", "{what}", Promise.DURABLE, Duration.ofSeconds(1));
    assertThat(driver.faults(MqttTestGateway.conveyor(Map.of("Broker", BROKER), exchange)))
        .hasSize(2);
  }
}

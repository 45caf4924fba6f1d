package dev.lockstep.driver.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.BrokerDescription;
import dev.lockstep.device.DiscoveredDevice;
import dev.lockstep.device.SelfDescription.Found;
import dev.lockstep.driver.BrokerBrowseRequest.Limits;
import dev.lockstep.driver.BrokerBrowseRequest.Rebirth;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Browsing a broker with retained states. */
class RetainedBrowseTest {
  private static final Pattern PROPOSAL =
      Pattern.compile(
          "    attributes: .*\\n"
              + "    properties: .*\\n"
              + "    # Decide: is it written\\?.*\\n"
              + "    #(attributes: .*)\\n"
              + "    #(properties: .*)\\n");

  @TempDir Path directory;
  private BrowsedBroker plant;

  @BeforeEach
  void start() throws Exception {
    plant = new BrowsedBroker(TestBroker.started(directory));
  }

  @AfterEach
  void stop() {
    plant.close();
  }

  private String checked(BrokerDescription found) throws Exception {
    return BrowsedBroker.check(BrowsedBroker.written(found, directory.resolve("drafted")));
  }

  private String profile(int number) throws Exception {
    return Files.readString(directory.resolve("drafted/profile-%d.yaml".formatted(number)));
  }

  private String devices() throws Exception {
    return Files.readString(directory.resolve("drafted/plant.devices.yaml"));
  }

  @Test
  void draftWithTheDecisionsMadeMovesTheMachine() throws Exception {
    plant.keep("plant/belt/speed", "1.5").keep("plant/belt/alive", "Online");
    try (Machine belt =
        Machine.on(
            plant.broker,
            "plant/belt/speed/set",
            (machine, message) -> machine.keep("plant/belt/speed", Machine.text(message)))) {
      BrokerDescription found = plant.browse();
      assertThat(checked(found)).endsWith("2 files, 1 profile, 1 device: 0 faults, 0 warnings\n");

      Path files = directory.resolve("drafted");
      String decided =
          PROPOSAL
              .matcher(profile(0))
              .replaceAll("    $1\n    $2\n")
              .replaceAll("(?m)^#(deviceCommands:|  - name: |    (readW|resourceO|tags))", "$1");
      assertThat(decided)
          .contains("setTopic: \"plant/belt/speed/set\"", "\n  - name: \"Set speed\"\n")
          .doesNotContain("plant/belt/alive/set");
      Files.writeString(files.resolve("profile-0.yaml"), decided);
      String alive = devices().replaceAll("#((Availability|Online|Offline)[A-Za-z]+: )", "$1");
      assertThat(alive).contains("        OnlinePayload: \"Online\"\n");
      Files.writeString(files.resolve("plant.devices.yaml"), alive);
      assertThat(BrowsedBroker.check(files)).contains("0 faults, 0 warnings");
      moves(files);
      assertThat(belt.payloads()).containsExactly("2.5");
    }
  }

  private void moves(Path files) throws Exception {
    try (MqttGateway gateway = MqttGateway.of(directory, files)) {
      await().atMost(Duration.ofSeconds(20)).until(gateway::allConnected);
      assertThat(
              gateway.prepare(
                  MqttGateway.T1, "belt", "Set speed", Map.of("speed", new BigDecimal("2.5"))))
          .isInstanceOf(State.Prepared.class);
      gateway.commit();
      assertThat(gateway.await(state -> state instanceof State.Ended))
          .isInstanceOfSatisfying(
              State.Ended.class, ended -> assertThat(ended.outcome()).contains(Outcome.COMMITTED));
    }
  }

  @Test
  void stateOfPackMlIsProposedByTheNameOfTopicOrField() throws Exception {
    plant
        .keep("plant/filler/status", "{\"StateCurrent\": 4, \"UnitModeCurrent\": 1}")
        .keep("plant/capper/StateCurrent", "6");
    assertThat(checked(plant.browse())).contains("0 faults, 0 warnings");
    assertThat(profile(0) + profile(1))
        .containsOnlyOnce(
            "#attributes: { field: \"StateCurrent\", payload: \"json\","
                + " stateTopic: \"plant/filler/status\", states: \"PackML\" }")
        .containsOnlyOnce("stateTopic: \"plant/capper/StateCurrent\", states: \"PackML\" }");
  }

  @Test
  void branchesAreDevicesAndFieldsResources() throws Exception {
    plant
        .keep("plant/press/state", "{\"drive\": {\"speed\": 1, \"a.b\": true}, \"on\": \"yes\"}")
        .keep("plant/press/mode", "auto")
        .keep("plant/oven/temperature", "20.5")
        .keep("version", "7");

    BrokerDescription found = plant.browse();

    assertThat(found.devices())
        .extracting(DiscoveredDevice::path)
        .containsExactly(List.of("plant", "oven"), List.of("plant", "press"), List.of("version"));
    assertThat(found.devices().get(1).self().resources())
        .extracting(Found::attributes)
        .containsExactlyInAnyOrder(
            Map.of("stateTopic", "plant/press/mode"),
            Map.of("stateTopic", "plant/press/state", "payload", "json", "field", "drive.speed"),
            Map.of("stateTopic", "plant/press/state", "payload", "json", "field", "/drive/a.b"),
            Map.of("stateTopic", "plant/press/state", "payload", "json", "field", "on"));
    assertThat(checked(found)).endsWith("4 files, 3 profiles, 3 devices: 0 faults, 0 warnings\n");
  }

  @Test
  void aPersonSaysHowManyLevelsNameADevice() throws Exception {
    plant
        .keep("site/press/drive/speed", "1")
        .keep("site/press/door/open", "false")
        .keep("site/x", "1");

    BrokerDescription found =
        plant.browse(plant.request("site/#", Rebirth.NONE, BrowsedBroker.ROOMY, 2));

    assertThat(found.devices())
        .extracting(DiscoveredDevice::path)
        .containsExactly(List.of("site", "press"), List.of("site", "x"));
    assertThat(found.devices().getFirst().self().resources())
        .extracting(Found::path)
        .containsExactly(List.of("door", "open"), List.of("drive", "speed"));
  }

  @Test
  void payloadsThatAreNoTextOrTooLargeAreTakenOrLeftWithTheReason() throws Exception {
    plant
        .keep("m/x/bytes", new byte[] {(byte) 0xfe, 1, 2})
        .keep("m/x/nul", new byte[] {0, 1})
        .keep("m/x/huge", "y".repeat(100_000))
        .keep("m/x/list", "[{\"a\": 1}]")
        .keep("m/x/{device}/y", "1")
        .keep("m/x/ok", "1");

    BrokerDescription found = plant.browse();

    assertThat(checked(found)).endsWith("2 files, 1 profile, 1 device: 0 faults, 0 warnings\n");
    assertThat(profile(0))
        .contains(
            "valueType: \"Binary\"",
            "# - huge has 100000 bytes; at most 16384 are read (lockstep.mqtt.payload-max)",
            "# - list is a list of objects");
    assertThat(found.remarks())
        .singleElement()
        .asString()
        .contains("m/x/{device} has nothing that a profile can hold", "braces");
  }

  @Test
  void setTopicsAreNoStatesAndOneWithARetainedMessageIsPointedAt() throws Exception {
    plant.keep("p/belt/speed", "1").keep("p/belt/speed/set", "9");
    plant.keep("p/belt/angle", "2");
    Thread asking =
        Thread.startVirtualThread(
            () -> {
              for (int each = 0; each < 100 && !Thread.interrupted(); each++) {
                plant.publish("p/belt/angle/set", "3".getBytes(UTF_8), false);
                plant.publish("p/belt/event", "3".getBytes(UTF_8), false);
              }
            });
    BrokerDescription found = plant.browse();
    asking.interrupt();
    asking.join();

    assertThat(found.devices()).hasSize(1);
    assertThat(found.devices().getFirst().self().resources())
        .extracting(each -> String.join("", each.remarks()))
        .satisfiesExactly(
            angle -> assertThat(angle).contains("one on which something was said"),
            speed -> assertThat(speed).contains("gets that as a command"));
    assertThat(found.remarks()).singleElement().asString().contains("p/belt/event");
  }

  @Test
  void bothKindsOfDevicesOnOneBrokerAreToldApart() throws Exception {
    plant.keep("plant/oven/temperature", "20.5");
    try (PressNode node = new PressNode(plant.broker, 10, 0, true)) {
      BrokerDescription found =
          plant.browse(
              plant.request("#", new Rebirth(false, Set.of("Plant/Press")), BrowsedBroker.ROOMY));

      assertThat(node.rebirths()).hasSize(1);
      assertThat(found.devices())
          .extracting(DiscoveredDevice::protocol)
          .containsExactly("sparkplug", "sparkplug", "mqtt");
      assertThat(checked(found)).endsWith("4 files, 3 profiles, 3 devices: 0 faults, 0 warnings\n");
    }
  }

  /** With QoS 1 mosquitto queues 1000 messages for a client, and drops the rest unsaid. */
  @Test
  void moreTopicsThanABrokerQueuesAreAllSeen() throws Exception {
    for (int each = 0; each < 3_000; each++) {
      plant.keep("hall/%d/state".formatted(each % 300) + each, "1");
    }
    BrokerDescription found = plant.browse();

    assertThat(found.unfinished()).isEmpty();
    assertThat(found.devices().stream().mapToInt(each -> each.self().resources().size()).sum())
        .isEqualTo(3_000);
  }

  @Test
  void limitsOfTopicsAndBytesAreToldWithTheOptions() throws Exception {
    for (int each = 0; each < 20; each++) {
      plant.keep("hall/m/" + each, "x".repeat(100));
    }
    BrokerDescription topics =
        plant.browse(plant.request("#", Rebirth.NONE, new Limits(5, 1 << 20)));
    BrokerDescription bytes =
        plant.browse(plant.request("#", Rebirth.NONE, new Limits(100, 1_050)));

    assertThat(topics.devices().getFirst().self().resources()).hasSize(5);
    assertThat(topics.unfinished())
        .hasValueSatisfying(
            why -> assertThat(why).contains("15 retained messages", "--max-topics", "--under"));
    assertThat(bytes.devices().getFirst().self().resources()).hasSize(10);
    assertThat(bytes.unfinished())
        .hasValueSatisfying(why -> assertThat(why).contains("1050 bytes", "--max-bytes"));
  }

  @Test
  void deviceWithMoreStateTopicsThanALinkSubscribesToIsCutThere() throws Exception {
    for (int each = 0; each < 1_003; each++) {
      plant.keep("wide/device/" + each, "1");
    }
    BrokerDescription found = plant.browse();

    assertThat(checked(found)).contains("1 device: 0 faults");
    assertThat(found.devices().getFirst().self().resources()).hasSize(1_000);
    assertThat(found.devices().getFirst().self().omissions())
        .hasSize(3)
        .allMatch(each -> each.why().contains("--device-level makes several"));
  }
}

package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {
  private static final String SOUND =
      """
      name: press
      deviceResources:
        - { name: Force, properties: { valueType: Float64, readWrite: RW } }
      """;
  private static final String DEVICE =
      """
      deviceList:
        - { name: press-1, profileName: press, protocols: { opcua: { } } }
      """;

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void soundFilesExitWithZero() throws IOException {
    write("press.yaml", SOUND);

    assertThat(check(folder.toString())).isZero();
    assertThat(out).hasToString("1 file, 1 profile, 0 devices: 0 faults, 0 warnings\n");
  }

  @Test
  void faultsAreToldToPeopleWithPlaceAndRemedy() throws IOException {
    write("press.yaml", SOUND.replace("Float64", "Flaot64"));

    assertThat(check(folder.toString())).isEqualTo(1);
    assertThat(out.toString().replace(folder + "/", ""))
        .isEqualTo(
            """
            press.yaml:3:45: fault at deviceResources[0].properties.valueType
                unknown valueType "Flaot64"
                → did you mean Float64?
            1 file, 0 profiles, 0 devices: 1 fault, 0 warnings
            """);
  }

  @Test
  void faultsAreToldToMachinesAsJson() throws IOException {
    write("press.yaml", SOUND.replace("RW", "RX"));

    assertThat(check("--json", folder.toString())).isEqualTo(1);
    JsonNode root = new ObjectMapper().readTree(out.toString());
    assertThat(root.get("ok").asBoolean()).isFalse();
    assertThat(root.get("warnings").isArray()).isTrue();
    assertThat(root.get("faults").get(0).get("line").asInt()).isEqualTo(3);
    assertThat(root.get("faults").get(0).get("remedy").asText()).isEqualTo("write R, W or RW");
  }

  @Test
  void whatTheDriverSaysIsAFaultOfTheDevice() throws IOException {
    write("press.yaml", SOUND);
    write("devices.yaml", DEVICE);

    assertThat(check(folder.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("devices.yaml:2:5: fault at deviceList[0]\n    no Endpoint");
  }

  @Test
  void usageWithoutPathExitsWithTwo() {
    assertThat(check()).isEqualTo(2);
    assertThat(err.toString()).contains("PATH");
  }

  @Test
  void namesOfOneNodeAreToldWithTheirLine() throws IOException {
    write(
        "alias.yaml",
        """
        name: alias
        deviceResources:
          - { name: F, attributes: { nodeId: "ns=1;s=F" }, properties: { valueType: Float32, readWrite: RW } }
          - { name: Status, attributes: { nodeId: "ns=1;s=F" }, properties: { valueType: Float32, readWrite: R } }
          - { name: Scaled, attributes: { nodeId: "ns=01;s=F" }, properties: { valueType: Float32, readWrite: RW } }
          - { name: G, attributes: { nodeId: "ns=2;s=F" }, properties: { valueType: Float32, readWrite: RW } }
        """);
    assertThat(checkReally(folder.toString())).isZero();
    assertThat(out.toString())
        .contains("alias.yaml:5:", "deviceResources[2]", "F, Scaled are the same target: ns=1;s=F")
        .contains("1 warning");
  }

  @Test
  void partsOfOneNodeAreToldWhereTheyOverlap() throws IOException {
    write(
        "parts.yaml",
        """
        name: parts
        deviceResources:
          - { name: A, attributes: { nodeId: "ns=1;s=F", indexRange: 2:4 }, properties: { valueType: Int32Array, readWrite: RW } }
          - { name: B, attributes: { nodeId: "ns=1;s=F", indexRange: 5 }, properties: { valueType: Int32, readWrite: RW } }
          - { name: C, attributes: { nodeId: "ns=1;s=F", indexRange: "4" }, properties: { valueType: Int32, readWrite: RW } }
          - { name: D, attributes: { nodeId: "ns=1;s=G", indexRange: 10:12 }, properties: { valueType: Int32Array, readWrite: RW } }
          - { name: E, attributes: { nodeId: "ns=1;s=G" }, properties: { valueType: Int32Array, readWrite: RW } }
          - { name: H, attributes: { nodeId: "ns=1;s=H", indexRange: 1 }, properties: { valueType: Int32, readWrite: RW } }
        """);
    write(
        "rest.yaml",
        """
        name: rest
        deviceResources:
          - { name: J, attributes: { nodeId: "ns=1;s=H", indexRange: 0 }, properties: { valueType: Int32, readWrite: RW } }
          - { name: K, attributes: { nodeId: "ns=1;s=F", indexRange: 3 }, properties: { valueType: Int32, readWrite: RW } }
        """);
    write(
        "devices.yaml",
        """
        deviceList:
          - { name: p1, profileName: parts, protocols: { opcua: { Endpoint: "opc.tcp://plc" } } }
          - { name: p2, profileName: rest, protocols: { opcua: { Endpoint: "opc.tcp://plc" } } }
        """);
    assertThat(checkReally(folder.toString())).isZero();
    assertThat(out.toString())
        .contains("A, C are the same target: ns=1;s=F", "D, E are the same target: ns=1;s=G")
        .contains("K of p2 and A of p1 are the same target: ns=1;s=F [3] at opc.tcp://plc:4840")
        .contains("3 warnings");
  }

  @Test
  void rangeThatIsNoneIsAFaultOfTheDevice() throws IOException {
    write(
        "parts.yaml",
        """
        name: parts
        deviceResources:
          - { name: A, attributes: { nodeId: "ns=1;s=F", indexRange: 4:2 }, properties: { valueType: Int32Array, readWrite: RW } }
        """);
    write(
        "devices.yaml",
        """
        deviceList:
          - { name: p1, profileName: parts, protocols: { opcua: { Endpoint: "opc.tcp://plc" } } }
        """);
    assertThat(checkReally(folder.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("devices.yaml:2:5")
        .contains(
            "resource A: attribute indexRange is \"4:2\"; 5, or 2:4 with the first index less");
  }

  @Test
  void rangeThatEndsAtItsCommaIsAFaultWithItsLine() throws IOException {
    write(
        "parts.yaml",
        """
        name: parts
        deviceResources:
          - { name: A, attributes: { nodeId: "ns=1;s=F", indexRange: 3,0:4 }, properties: { valueType: String, readWrite: RW } }
        """);
    assertThat(checkReally(folder.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("parts.yaml:3:", "indexRange ends at its comma here", "put it in quotes");
  }

  @Test
  void devicesOfOneNodeAreToldWhateverTheirAddressesLookLike() throws IOException {
    write(
        "press.yaml",
        """
        name: press
        deviceResources:
          - { name: F, attributes: { nodeId: "ns=1;s=F" }, properties: { valueType: Float32, readWrite: RW } }
          - { name: G, attributes: { nodeId: "ns=1;s=G" }, properties: { valueType: Float32, readWrite: RW } }
        """);
    write(
        "devices.json",
        """
        {"deviceList": [
          {"name": "p1", "profileName": "press", "protocols": {"opcua": {"Endpoint": "opc.tcp://LOCALHOST"}}},
          {"name": "p2", "profileName": "press", "protocols": {"opcua": {"Endpoint": "opc.tcp://127.0.0.1:4840/x"}}},
          {"name": "p3", "profileName": "press", "protocols": {"opcua": {"Endpoint": "opc.tcp://127.0.0.1:4841"}}}]}
        """);
    assertThat(checkReally(folder.toString())).isZero();
    assertThat(out.toString())
        .contains("devices.json:3:")
        .contains(
            "F of p2 and F of p1 are the same target: ns=1;s=F at opc.tcp://localhost:4840, and 1"
                + " more")
        .contains("1 warning");
  }

  @Test
  void topicsOfOneBrokerAreOneLetterByLetter() throws IOException {
    write(
        "belt.yaml",
        """
        name: belt
        deviceResources:
          - { name: A, attributes: { setTopic: line/set, stateTopic: line/a, field: a }, properties: { valueType: Float32, readWrite: RW } }
          - { name: B, attributes: { setTopic: line/set, stateTopic: line/b, field: b }, properties: { valueType: Float32, readWrite: RW } }
          - { name: C, attributes: { setTopic: line/Set, stateTopic: line/c }, properties: { valueType: Float32, readWrite: RW } }
        """);
    assertThat(checkReally(folder.toString())).isZero();
    assertThat(out.toString()).contains("A, B are the same target: line/set").contains("1 warning");
  }

  private int checkReally(String... arguments) {
    return new CommandLine(new CheckCommand(new CheckDrivers()))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private int check(String... arguments) {
    return new CommandLine(new CheckCommand(device -> List.of("no Endpoint")))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }
}

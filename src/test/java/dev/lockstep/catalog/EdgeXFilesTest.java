package dev.lockstep.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Access;
import dev.lockstep.device.CommandName;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Profile;
import dev.lockstep.device.ProfileName;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.device.Verification;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeXFilesTest {
  private static final Path EDGEX = Path.of("src/test/resources/catalog/edgex");

  private final Catalog catalog = Catalogs.load(EDGEX);

  @Test
  void publicProfilesLoadUnchanged() {
    List<Fault> faults =
        catalog.report().faults().stream()
            // This list speaks of profiles that are not among the files.
            .filter(each -> !each.file().endsWith("device-virtual-go__devices.yaml"))
            .toList();

    assertThat(faults).isEmpty();
    assertThat(catalog.profiles().keySet())
        .extracting(ProfileName::value)
        .containsExactly(
            "Fixed-Object-Device",
            "OPCUA-Server",
            "Random-Float-Device",
            "Simple-Device",
            "SimpleServer",
            "Test-Device-MQTT-Profile",
            "Test-Device-Modbus-Profile",
            "patlite",
            "sample-numeric");
    assertThat(catalog.devices().keySet())
        .extracting(DeviceName::value)
        .contains("SimulationServer", "MQTT-test-device", "Random-Float-Device");
  }

  @Test
  void provisionWatcherIsNamedAndPassedOver() {
    assertThat(catalog.report().warnings())
        .extracting(Fault::toString)
        .anyMatch(
            each ->
                each.endsWith(
                    "Simple-Provision-Watcher.yml:1:1: this is a provision watcher of EdgeX (for"
                        + " finding devices), which is not read; list each device in a deviceList"
                        + " instead"));
    Catalog named = Catalogs.load(EDGEX.resolve("device-sdk-go__Simple-Provision-Watcher.yml"));
    assertThat(named.report().faults()).hasSize(1);
  }

  @Test
  void limitsAndScaleAreTheDecimalsThatAreWritten() {
    Resource temperature = resource("Test-Device-Modbus-Profile", "Temperature");

    assertThat(temperature.scaling().scale()).isEqualTo(new BigDecimal("0.1"));
    assertThat(resource("patlite", "RedLightTimer").limits().maximum())
        .contains(BigDecimal.valueOf(5));
  }

  @Test
  void attributesKeepTheTextOfTheirNumbers() {
    assertThat(resource("Test-Device-Modbus-Profile", "CommunicationFailure").attributes())
        .containsEntry("startingAddress", new BigDecimal("10.10"));
  }

  @Test
  void numericDefaultsOfOperationsAreTaken() {
    Profile profile = profile("OPCUA-Server");

    assertThat(profile.command(new CommandName("ConstantNum")).orElseThrow().operations())
        .singleElement()
        .satisfies(each -> assertThat(each.defaultValue()).contains(Value.Numeric.of(0)));
  }

  @Test
  void whatCannotBeReadIsNotReadBack() {
    Profile profile = profile("Random-Float-Device");

    assertThat(
            profile
                .command(new CommandName("WriteFloat32Value"))
                .orElseThrow()
                .guarantees()
                .verification())
        .isEqualTo(new Verification.Acknowledged());
  }

  @Test
  void everySpellingOfTypesAccessAndLimitsIsUnderstood(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("odd.yml"),
        """
        apiVersion: v3
        name: odd
        labels:
        deviceResources:
          - name: A
            someVendorKey: { deep: [1, 2] }
            tags: { anything: goes }
            properties: { valueType: "UINT16", readWrite: "rw", minimum: "1e2", maximum: 0x1FF }
          - &b
            name: B
            properties: &numeric { valueType: float32array, readWrite: Wr, minimum: "-0.30", maximum: "" }
          - name: C
            properties: { <<: *numeric, readWrite: r, optional: { x: 1 }, mediaType: none }
        deviceCommands:
          - name: Empty
            readWrite: wr
            tags:
            resourceOperations:
              - { deviceResource: A, defaultValue: "" }
        """);

    Catalog odd = Catalogs.load(folder);

    assertThat(odd.report().faults()).isEmpty();
    Profile profile = odd.profiles().get(new ProfileName("odd"));
    Resource a = profile.resource(new ResourceName("A")).orElseThrow();
    assertThat(a.type()).isEqualTo(ValueType.UINT16);
    assertThat(a.access()).isEqualTo(Access.READ_WRITE);
    assertThat(a.limits()).hasToString("100 to 511");
    assertThat(profile.resource(new ResourceName("B")).orElseThrow().limits())
        .hasToString("-0.3 to any");
    assertThat(profile.resource(new ResourceName("C")).orElseThrow().type())
        .isEqualTo(ValueType.FLOAT32_ARRAY);
  }

  private Profile profile(String name) {
    return catalog.profiles().get(new ProfileName(name));
  }

  private Resource resource(String profile, String name) {
    return profile(profile).resource(new ResourceName(name)).orElseThrow();
  }

  @Test
  void profilesAndDevicesOfFoldersMayBeJson(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("profile.json"),
        """
        {"apiVersion":"v3","name":"json-shape","manufacturer":"Field","model":"J","labels":[],
         "deviceResources":[{"name":"Speed","isHidden":false,"tags":null,"attributes":{"nodeId":"ns=1;s=I16"},
           "properties":{"valueType":"int16","readWrite":"rw","minimum":"0","maximum":100,"scale":"0.1","optional":{"a":1}}}],
         "deviceCommands":[]}
        """);
    Files.writeString(
        folder.resolve("profile.lockstep.json"),
        """
        {"deviceCommands":[{"name":"SetSpeed","readWrite":"RW",
          "resourceOperations":[{"deviceResource":"Speed"}],"lockstep":{"staleAfter":"1m"}}]}
        """);
    Files.writeString(
        folder.resolve("devices.json"),
        """
        {"deviceList":[{"name":"d","profileName":"json-shape","labels":[],"location":null,"autoEvents":[],
          "properties":{"x":1},"adminState":"UNLOCKED","operatingState":"UP",
          "protocols":{"simulated":{}}}]}
        """);
    Catalog read = Catalogs.load(folder);
    assertThat(read.report().faults()).isEmpty();
    assertThat(read.devices().keySet()).extracting(DeviceName::value).containsExactly("d");
    assertThat(read.devices().firstEntry().getValue().profile().commands()).hasSize(1);
  }

  @Test
  void profileInBothFormsIsOneClearFault(@TempDir Path folder) throws Exception {
    String json =
        "{\"name\":\"twice\",\"deviceResources\":[{\"name\":\"A\",\"properties\":{\"valueType\":\"Bool\",\"readWrite\":\"R\"}}]}";
    Files.writeString(folder.resolve("a.json"), json);
    Files.writeString(folder.resolve("a.yaml"), json);
    Catalog read = Catalogs.load(folder);
    assertThat(read.report().faults()).hasSize(1);
    assertThat(read.report().faults().getFirst().toString())
        .contains("a.yaml:1:", "the profile twice is also defined in", "a.json:1; rename one");
  }

  @Test
  void defaultMayBeAWordOfItsMappings(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("valve.yaml"),
        """
        name: valve
        deviceResources:
          - { name: Valve, properties: { valueType: Bool, readWrite: RW } }
        deviceCommands:
          - name: OpenValve
            readWrite: RW
            resourceOperations:
              - { deviceResource: Valve, defaultValue: "OPEN", mappings: { "true": "OPEN", "false": "SHUT" } }
        """);
    Catalog read = Catalogs.load(folder);
    assertThat(read.report().faults()).isEmpty();
    assertThat(read.profiles().firstEntry().getValue().command(new CommandName("OpenValve")))
        .get()
        .extracting(each -> each.operations().getFirst().defaultValue())
        .isEqualTo(java.util.Optional.of(new Value.Flag(true)));
  }

  @Test
  void defaultThatIsNoneOfTheWordsIsToldWhichThereAre(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("valve.yaml"),
        """
        name: valve
        deviceResources:
          - { name: Valve, properties: { valueType: Bool, readWrite: RW } }
        deviceCommands:
          - name: OpenValve
            readWrite: RW
            resourceOperations:
              - { deviceResource: Valve, defaultValue: "open", mappings: { "true": "OPEN", "false": "SHUT" } }
        """);
    assertThat(Catalogs.load(folder).report().faults().getFirst().toString())
        .contains("expected Bool, found the text \"open\"", "may be written, or OPEN, SHUT");
  }

  @Test
  void whatPublicFilesLeaveEmptyOrWriteOtherwiseIsTaken(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("loose.yaml"),
        """
        apiVersion: v4
        name: loose
        labels: []
        description:
        deviceResources:
          - name: A
            isHidden: "true"
            description: ""
            attributes: {}
            properties: { valueType: FLOAT64, readWrite: rw, minimum: "", maximum: "1e3", scale: "0.10", offset: 0, units: "", defaultValue: "", optional: { x: 1 } }
            tags: {}
          - name: B
            attributes:
            properties: { valueType: "bool", readWrite: "wr", minimum: null, mediaType: "" }
        deviceCommands:
          - name: Both
            isHidden: "false"
            readWrite: r
            resourceOperations:
              - { deviceResource: A, defaultValue: "", mappings: }
              - { deviceResource: B, mappings: {} }
            tags:
        """);
    Files.writeString(
        folder.resolve("none.yaml"),
        """
        name: none
        manufacturer: ""
        deviceResources: []
        deviceCommands:
        """);
    Files.writeString(
        folder.resolve("devices.yaml"),
        """
        deviceList:
          - name: d
            profileName: loose
            description: ""
            labels: []
            autoEvents: []
            protocolName: simulated
            protocols: { simulated: }
          - { name: e, profileName: none, autoEvents: null, protocols: { simulated: {} } }
        """);
    Files.writeString(folder.resolve("empty.yaml"), "deviceList: []\n");
    assertThat(Catalogs.load(folder).report().faults()).isEmpty();
  }
}

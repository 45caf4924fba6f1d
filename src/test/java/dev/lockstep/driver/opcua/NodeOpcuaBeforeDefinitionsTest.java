package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.OpcUaDriverFixture.name;
import static dev.lockstep.driver.opcua.OpcUaDriverFixture.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

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
import dev.lockstep.device.SelfDescription;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.device.Work;
import dev.lockstep.driver.BrowseRequest;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.SendResult;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Structures of published companion models on a server that is not ours and has no
 * DataTypeDefinition, as servers before OPC UA 1.04.
 */
class NodeOpcuaBeforeDefinitionsTest {
  private static final String URI = "urn:test:dictionaries";

  @TempDir private static Path pki;
  @TempDir private static Path serverPki;
  private static ForeignPress server;
  private static OpcUaDriverFixture bench;
  private static DeviceLink link;

  @BeforeAll
  static void start() throws Exception {
    server = ForeignPress.start(serverPki, "dictionaries.js", Map.of("DEFINITIONS", "none"));
    bench = new OpcUaDriverFixture(pki);
    link = bench.driver().open(device());
    OpcUaDriverFixture.awaitConnected(link);
  }

  @AfterAll
  static void stop() {
    if (bench != null) {
      bench.close();
      server.close();
    }
  }

  @Test
  void unionIsReadAndWritten() {
    assertThat(bench.read(link, "Place")).asString().startsWith("{Local={X=1.5, Y=2, Z=3, ");
    comesBack(
        "Place",
        "{'Local': {'X': 1.5, 'Y': 2, 'Z': 3, 'Timestamp': '2026-05-04T03:02:01Z',"
            + " 'DilutionOfPrecision': 0.5, 'UsefulPrecision': 2}}");
  }

  @Test
  void optionalFieldsAreThereOrNot() {
    assertThat(bench.read(link, "RecipeId")).hasToString("{Id=r1, Version=2}");
    comesBack("RecipeId", "{'Id': 'r2'}");
    comesBack("RecipeId", "{'Id': 'r3', 'Hash': 'AQID', 'Description': 'x'}");
    refused("RecipeId", "{'Version': '3'}", Code.MISSING_ARGUMENT, "RecipeId.Id is missing");
  }

  @Test
  void listsUnionsAndOptionalFieldsInsideAreReadAndWritten() {
    comesBack(
        "Scan",
        "{'CodeType': 'EPC', 'ScanData': {'String': 'abc'}, 'Timestamp': '2026-05-04T03:02:01Z',"
            + " 'Sighting': [{'Antenna': 1, 'Strength': -40, 'Timestamp': '2026-05-04T03:02:01Z',"
            + " 'CurrentPowerLevel': 7}, {'Antenna': 2, 'Strength': -41, 'Timestamp':"
            + " '2026-05-04T03:02:01Z', 'CurrentPowerLevel': 7}]}");
    refused(
        "Scan",
        "{'CodeType': 'EPC', 'ScanData': {'String': 'abc'}, 'Timestamp': '2026-05-04T03:02:01Z',"
            + " 'Sighting': [{'Antenna': 'x', 'Strength': -40, 'Timestamp':"
            + " '2026-05-04T03:02:01Z', 'CurrentPowerLevel': 7}]}",
        Code.WRONG_TYPE,
        "Scan.Sighting[0].Antenna: \"x\" does not fit the node's Int32");
  }

  @Test
  void wordsOfAnEnumerationInsideAreKnown() {
    String settings = "{'Duration': 1.5, 'Cycles': 2, 'DataAvailable': true, 'LocationType': %d}";
    comesBack("Settings", settings.formatted(2));
    refused(
        "Settings",
        settings.formatted(4),
        Code.OUT_OF_RANGE,
        "Settings.LocationType: 4 is none of the node's values 0 (NMEA), 1 (LOCAL), 2 (WGS84), 3"
            + " (NAME)");
  }

  @Test
  void browseTakesThemIntoTheProfile() throws Exception {
    SelfDescription found =
        bench
            .driver()
            .browse(
                device(),
                new BrowseRequest(
                    Optional.empty(), 2_000, 3, Duration.ofSeconds(10), Optional.empty()),
                looked -> {});
    assertThat(found.resources())
        .filteredOn(each -> each.path().equals(List.of("RecipeId")))
        .singleElement()
        .satisfies(each -> assertThat(each.remarks().toString()).contains("Version?: String"));
  }

  private static void comesBack(String resource, String json) {
    Value value = JsonValues.of(json);
    assertThat(examine(resource, value)).isEmpty();
    SendResult sent = link.write(List.of(set(resource, value)), bench.in(5_000)).getFirst();
    assertThat(sent).isInstanceOf(SendResult.Accepted.class);
    Reading.Seen seen = (Reading.Seen) bench.reading(link, resource);
    assertThat(Comparison.matches(value, seen.value(), seen.encoding(), BigDecimal.ZERO))
        .as("%s reads %s", value, seen.value())
        .isTrue();
  }

  private static void refused(String resource, String json, Code code, String detail) {
    assertThat(examine(resource, JsonValues.of(json)))
        .extracting(Reason::code, reason -> reason.detail().startsWith(detail))
        .containsExactly(tuple(code, true));
  }

  private static List<Reason> examine(String resource, Value value) {
    return link.examine(new Work.Write(List.of(List.of(set(resource, value)))), bench.in(5_000));
  }

  private static Device device() {
    Map<ResourceName, Resource> resources = new HashMap<>();
    for (String each : List.of("Place", "RecipeId", "Scan", "Settings")) {
      resources.put(
          name(each),
          JsonValues.resource(each, ValueType.OBJECT, "nsu=" + URI + ";s=" + each, Map.of()));
    }
    Profile profile = new Profile(new ProfileName("models"), "", resources, Map.of());
    return new Device(
        new DeviceName("Press-1"),
        profile,
        "",
        Map.of(OpcUaDriver.PROTOCOL, OpcUaDriverFixture.insecure(server.port())));
  }
}

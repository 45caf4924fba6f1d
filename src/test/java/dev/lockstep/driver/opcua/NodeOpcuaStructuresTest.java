package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.OpcUaDriverFixture.name;
import static dev.lockstep.driver.opcua.OpcUaDriverFixture.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Comparison;
import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Profile;
import dev.lockstep.device.ProfileName;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.device.Work;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.SendResult;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Structures and matrices as another stack describes, takes and shows them. */
class NodeOpcuaStructuresTest {
  private static final String RECIPE =
      "{'name': 'second', 'order': 9007199254740993, 'batch':"
          + " '72962B91-FA75-4AE6-8D28-B404DC7DAF00', 'steps': [{'temperature': 0.1, 'duration':"
          + " 4294967295, 'phase': 5}, {'temperature': -12.34, 'duration': 0, 'phase': 0}]%s}";

  @TempDir private static Path pki;
  @TempDir private static Path serverPki;
  private static ForeignPress press;
  private static OpcUaDriverFixture bench;
  private static DeviceLink link;

  @BeforeAll
  static void start() throws Exception {
    press = ForeignPress.start(serverPki);
    bench = new OpcUaDriverFixture(pki);
    link = bench.driver().open(device());
    OpcUaDriverFixture.awaitConnected(link);
  }

  @AfterAll
  static void stop() throws Exception {
    if (bench != null) {
      bench.close();
      press.close();
    }
  }

  @Test
  void readsEachFieldByItsName() {
    assertThat(shown("Heat0")).isEqualTo("{temperature=20.5, duration=60, phase=1, power=3.25}");
    assertThat(shown("Steps0"))
        .isEqualTo(
            "[{temperature=20.5, duration=60, phase=1}, {temperature=20.5, duration=5, phase=1}]");
    assertThat(shown("Place0"))
        .isEqualTo(
            "{node=i=85, browse=nsu=urn:test:recipe;here, title=Ort, any={UaType=4, Value=5}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "Setpoint ! {'word': 'fast'}",
        "Setpoint ! {'speed': 0.1}",
        "Heat ! {'temperature': 1.5, 'duration': 1, 'phase': 0, 'power': 2.5}",
        "Place ! {'node': 'nsu=urn:test:press;s=Press', 'browse': 'x', 'title': 'Stelle', 'any':"
            + " {'UaType': 10, 'Value': [0.1, 2]}}",
        "Place ! {'node': 'i=0', 'browse': 'nsu=urn:test:recipe;x', 'title': '', 'any': {'UaType':"
            + " 0}}",
        "Limits ! {'low': 0.1, 'high': 9}",
        "Steps ! [{'temperature': 1.5, 'duration': 1, 'phase': 0}]",
        "Grid ! [[0.1, 2, 3], [-4.25, 5, 6]]",
        "Xml ! '<b>ö</b>'",
        "Pointer ! 'nsu=urn:test:press;s=Press'",
        "Label2 ! 'nsu=urn:test:press;y'",
      })
  void whatIsWrittenIsSeenToBeTaken(String resource, String json) {
    comesBack(resource, JsonValues.of(json));
  }

  @Test
  void optionalFieldsAreThereOrNot() {
    comesBack("RecipeStructure", JsonValues.of(RECIPE.formatted("")));
    comesBack(
        "RecipeStructure",
        JsonValues.of(
            RECIPE.formatted(", 'note': 'AQID', 'due': '2026-05-04T05:02:01.000+02:00'")));
    assertThat(shown("RecipeStructure")).contains("note=AQID").contains("2026-05-04T03:02:01Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "RecipeStructure ! {'name': 1, 'steps': [{'temperature': 1, 'duration': -1}], 'order': 1.5,"
            + " 'batch': 'x', 'extra': 1} ! UNKNOWN_ARGUMENT, WRONG_TYPE, WRONG_TYPE,"
            + " MISSING_ARGUMENT, WRONG_TYPE, WRONG_TYPE ! RecipeStructure.steps[0].phase is"
            + " missing: a structure is written whole",
        "Steps ! [{'temperature': 1, 'duration': 1, 'phase': 0}, {'temperature': 1, 'duration': 1,"
            + " 'phase': 2}] ! OUT_OF_RANGE ! Steps[1].phase: 2 is none of the node's values 0"
            + " (Heat), 1 (Hold), 5 (Cool)",
        "Setpoint ! {'speed': 1, 'word': 'x'} ! WRONG_TYPE ! Setpoint has 2 fields of the union"
            + " Setpoint (speed, word); one would be right",
        "Grid ! [[1, 2, 3], [4, 5]] ! OUT_OF_RANGE ! Grid[1] has 2 elements, the first row has 3; a"
            + " matrix has rows of one length",
        "Grid ! [[1, 2], [3, 4]] ! OUT_OF_RANGE ! the matrix is 2 by 2; the node holds 2 by 3",
        "Grid ! [1, 2, 3] ! WRONG_TYPE ! Grid is a list of 1 dimensions; 2 are wanted: [[1, 2], [3,"
            + " 4]] is a matrix of 2 by 2",
        "Pointer ! 'ns=1;s=x' ! WRONG_TYPE ! \"ns=1;s=x\" is spelled otherwise; nsu=",
        "Xml ! '<b>' ! WRONG_TYPE ! the text is not well-formed XML",
      })
  void eachFaultIsKnownBeforeTheVoteWithItsPlace(
      String resource, String json, String codes, String detail) {
    List<Reason> reasons = examine(resource, JsonValues.of(json));

    assertThat(reasons)
        .extracting(reason -> reason.code().name())
        .containsExactly(codes.split(", "));
    assertThat(reasons)
        .extracting(Reason::detail)
        .anySatisfy(each -> assertThat(each).contains(detail));
  }

  private static String shown(String resource) {
    return String.valueOf(bench.read(link, resource));
  }

  private static void comesBack(String resource, Value value) {
    assertThat(examine(resource, value)).isEmpty();
    SendResult sent = link.write(List.of(set(resource, value)), bench.in(5_000)).getFirst();
    assertThat(sent).isInstanceOf(SendResult.Accepted.class);
    Reading.Seen seen = (Reading.Seen) bench.reading(link, resource);
    assertThat(Comparison.matches(value, seen.value(), seen.encoding(), BigDecimal.ZERO))
        .as("%s reads %s", value, seen.value())
        .isTrue();
  }

  private static List<Reason> examine(String resource, Value value) {
    return link.examine(new Work.Write(List.of(List.of(set(resource, value)))), bench.in(5_000));
  }

  private static Device device() {
    Map<ResourceName, Resource> resources = new HashMap<>();
    for (String each :
        List.of("RecipeStructure", "Setpoint", "Heat", "Heat0", "Place", "Place0", "Limits")) {
      resources.put(name(each), resource(each, ValueType.OBJECT));
    }
    resources.put(name("Steps"), resource("Steps", ValueType.OBJECT_ARRAY));
    resources.put(name("Steps0"), resource("Steps0", ValueType.OBJECT_ARRAY));
    resources.put(name("Grid"), resource("Grid", ValueType.FLOAT32_ARRAY));
    for (String each : List.of("Xml", "Pointer", "Label2", "Verdict")) {
      resources.put(name(each), resource(each, ValueType.STRING));
    }
    Profile profile = new Profile(new ProfileName("press"), "", resources, Map.of());
    Map<String, String> address = OpcUaDriverFixture.insecure(press.port());
    return new Device(
        new DeviceName("Press-1"), profile, "", Map.of(OpcUaDriver.PROTOCOL, address));
  }

  private static Resource resource(String name, ValueType type) {
    return JsonValues.resource(name, type, "nsu=urn:test:recipe;s=" + name, Map.of());
  }
}

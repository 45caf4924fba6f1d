package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.OpcUaDriverFixture.name;
import static dev.lockstep.driver.opcua.OpcUaDriverFixture.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of arrays and a matrix as another stack takes and shows them. */
class NodeOpcuaPartsTest {
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
  void elementAndSliceOfAnArrayLeaveTheRestAlone() {
    assertThat(shown("Levels")).isEqualTo("[0, 1, 2, 3, 4, 5]");
    comesBack("Level2", "42");
    comesBack("Levels34", "[30, 40]");
    assertThat(shown("Levels")).isEqualTo("[0, 1, 42, 30, 40, 5]");
    assertThat(link.write(List.of(set("Level2", 2), set("Level5", 50)), bench.in(5_000)))
        .allMatch(SendResult.Accepted.class::isInstance);
    assertThat(shown("Levels")).isEqualTo("[0, 1, 2, 30, 40, 50]");
  }

  @Test
  void cellAndBlockOfAMatrixLeaveTheRestAlone() {
    assertThat(shown("Grid")).isEqualTo("[[1, 2, 3], [4, 5, 6]]");
    assertThat(shown("Cell")).isEqualTo("6");
    comesBack("Cell", "0.5");
    comesBack("Block", "[[10, 20], [40, 50]]");
    comesBack("Row", "[[7, 8, 9]]");
    assertThat(shown("Grid")).isEqualTo("[[10, 20, 3], [7, 8, 9]]");
    assertThat(detail("Block", "[10, 20]")).contains("Block is a list of 1 dimensions; 2 are");
    assertThat(detail("Block", "[[1, 2, 3], [1, 2, 3]]"))
        .isEqualTo("the matrix is 2 by 3; the range 0:1,0:1 takes 2 by 2");
    assertThat(detail("CellBeyond", "1"))
        .isEqualTo("the range 2,0 is not in the node, which holds 2 by 3, counted from 0");
  }

  @Test
  void elementOfTextsIsWrittenAndAPartOfOneIsRead() {
    comesBack("Name", "'another'");
    assertThat(shown("NamePart")).isEqualTo("mm");
  }

  @Test
  void structureOfAnArrayIsWrittenByItself() {
    comesBack("Step1", "{'temperature': 1.5, 'duration': 1, 'phase': 0}");
    assertThat(shown("Steps")).startsWith("[{temperature=20.5, duration=60, phase=1}");
  }

  /** It reads them, and answers BadTypeMismatch to each write of a part. */
  @Test
  void serverThatWritesNoPartsOfTextsAndOctetsIsHeardAndLeftAsItWas() {
    assertThat(shown("LabelTail")).isEqualTo("789");
    assertThat(shown("ImageHead")).isEqualTo("MDEy");
    for (SendResult sent :
        link.write(
            List.of(
                set("LabelTail", new Value.Text("xyz")),
                set("ImageHead", new Value.Octets("YWJj"))),
            bench.in(5_000))) {
      assertThat(sent).isInstanceOf(SendResult.Rejected.class);
    }
    assertThat(shown("Label")).isEqualTo("0123456789");
    assertThat(shown("ImageHead")).isEqualTo("MDEy");
    assertThat(detail("LabelTail", "'xyz'"))
        .isEqualTo(
            "the server has answered BadTypeMismatch to a write of a part of this node; leave"
                + " indexRange out, and write the whole value");
  }

  /** It gives the whole of a value that has no parts. */
  @Test
  void valueThatIsMoreThanItsRangeIsNotBelieved() {
    assertThat(shown("NoPart"))
        .contains("the server answers with more than the range 0: it does not look at indexRange");
    assertThat(detail("NoPart", "1")).contains("the node is a single Int32");
  }

  @Test
  void watchShowsTheElementAndNotTheArray() {
    List<String> told = new CopyOnWriteArrayList<>();
    try (DeviceLink.Watch _ =
        link.watch(
            List.of(name("Level0")),
            each -> told.add(each instanceof Reading.Seen seen ? seen.value().toString() : ""))) {
      await().until(() -> !told.isEmpty());
      link.write(List.of(set("Level1", 11)), bench.in(5_000));
      link.write(List.of(set("Level0", 9)), bench.in(5_000));
      await().until(() -> told.contains("9"));
      assertThat(told).containsOnly("0", "9");
      link.write(List.of(set("Level0", 0), set("Level1", 1)), bench.in(5_000));
    }
  }

  private static String shown(String resource) {
    return String.valueOf(bench.read(link, resource));
  }

  private static String detail(String resource, String json) {
    return examine(resource, JsonValues.of(json)).getFirst().detail();
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

  private static List<Reason> examine(String resource, Value value) {
    return link.examine(new Work.Write(List.of(List.of(set(resource, value)))), bench.in(5_000));
  }

  private static Device device() {
    Map<ResourceName, Resource> resources = new HashMap<>();
    String nodes = "nsu=urn:test:press;s=";
    for (int each : new int[] {0, 1, 2, 5}) {
      add(resources, "Level" + each, ValueType.INT32, nodes + "PartLevels", String.valueOf(each));
    }
    add(resources, "Levels", ValueType.INT32_ARRAY, nodes + "PartLevels", "0:5");
    add(resources, "Levels34", ValueType.INT32_ARRAY, nodes + "PartLevels", "3:4");
    add(resources, "Grid", ValueType.FLOAT32_ARRAY, nodes + "PartGrid", "0:1,0:2");
    add(resources, "Cell", ValueType.FLOAT32, nodes + "PartGrid", "1,2");
    add(resources, "Block", ValueType.FLOAT32_ARRAY, nodes + "PartGrid", "0:1,0:1");
    add(resources, "Row", ValueType.FLOAT32_ARRAY, nodes + "PartGrid", "1,0:2");
    add(resources, "CellBeyond", ValueType.FLOAT32, nodes + "PartGrid", "2,0");
    add(resources, "Name", ValueType.STRING, nodes + "PartNames", "1");
    add(resources, "NamePart", ValueType.STRING, nodes + "PartNames", "2,2:3");
    add(resources, "Label", ValueType.STRING, nodes + "PartLabel", "0:9");
    add(resources, "LabelTail", ValueType.STRING, nodes + "PartLabel", "7:9");
    add(resources, "ImageHead", ValueType.BINARY, nodes + "PartImage", "0:2");
    add(resources, "NoPart", ValueType.INT32, nodes + "PartSingle", "0");
    String recipe = "nsu=urn:test:recipe;s=";
    add(resources, "Step1", ValueType.OBJECT, recipe + "Steps", "1");
    add(resources, "Steps", ValueType.OBJECT_ARRAY, recipe + "Steps", "0:1");
    Profile profile = new Profile(new ProfileName("press"), "", resources, Map.of());
    Map<String, String> address = OpcUaDriverFixture.insecure(press.port());
    return new Device(
        new DeviceName("Press-1"), profile, "", Map.of(OpcUaDriver.PROTOCOL, address));
  }

  private static void add(
      Map<ResourceName, Resource> resources,
      String name,
      ValueType type,
      String node,
      String range) {
    resources.put(name(name), JsonValues.resource(name, type, node, Map.of("indexRange", range)));
  }
}

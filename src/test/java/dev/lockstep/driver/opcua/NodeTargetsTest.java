package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Access;
import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Profile;
import dev.lockstep.device.ProfileName;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Target;
import dev.lockstep.device.ValueType;
import dev.lockstep.driver.DeviceLink;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is one node, whatever files call it. */
class NodeTargetsTest {
  @TempDir private Path pki;

  @ParameterizedTest
  @CsvSource({
    "i=2258, ns=0;i=2258",
    "i=2258, nsu=http://opcfoundation.org/UA/;i=2258",
    "ns=1;i=5001, ns=1;i=05001",
    "s=Speed, ns=0;s=Speed",
    "ns=1;g=09087e75-8e5e-499b-954f-f2a9603db28a, ns=1;g=09087E75-8E5E-499B-954F-F2A9603DB28A"
  })
  void spellingsOfOneNodeAreOneTarget(String one, String other) {
    assertThat(targets(one)).isNotEmpty().isEqualTo(targets(other));
  }

  @ParameterizedTest
  @CsvSource({"ns=1;s=Speed, ns=1;s=speed", "ns=1;i=5, ns=1;s=5", "ns=1;s=A, ns=2;s=A"})
  void namesOfNodesAreComparedLetterByLetter(String one, String other) {
    assertThat(targets(one)).doesNotContainAnyElementsOf(targets(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"2:4 | 4", "5 | 05", "1,2 | 0:1,2", "3 | 3,0:4"})
  void partsOfANodeAreOneTargetWhereTheyOverlap(String one, String other) {
    assertThat(part(one).overlaps(part(other))).isTrue();
    assertThat(targets("s=Other").iterator().next().overlaps(part(one))).isFalse();
    assertThat(targets("s=Ramp").iterator().next().overlaps(part(one))).isTrue();
    assertThat(part(one).overlaps(part("9"))).isFalse();
  }

  private static Target part(String range) {
    Resource resource = resource("Part", Map.of("nodeId", "s=Ramp", "indexRange", range));
    return NodeTargets.of(device("opc.tcp://plc", Map.of(resource.name(), resource)))
        .get(resource.name())
        .iterator()
        .next();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "opc.tcp://plc",
        "opc.tcp://PLC:4840",
        "opc.tcp://plc:4840/",
        "opc.tcp://plc:4840/station/1"
      })
  void onePortIsOneServer(String endpoint) {
    assertThat(NodeTargets.server(device(endpoint, Map.of()))).contains("opc.tcp://plc:4840");
  }

  @Test
  void methodIsThePairOfObjectAndMethod() {
    Resource start = resource("Start", Map.of("objectId", "ns=1;s=Cell1", "methodId", "i=7001"));
    Resource other = resource("Other", Map.of("objectId", "ns=1;s=Cell2", "methodId", "i=7001"));
    Resource again =
        resource("Again", Map.of("objectId", "ns=1;s=Cell1", "methodId", "ns=0;i=7001"));
    Map<ResourceName, Set<Target>> targets =
        NodeTargets.of(
            device(
                "opc.tcp://plc",
                Map.of(start.name(), start, other.name(), other, again.name(), again)));
    assertThat(targets.get(start.name())).isEqualTo(targets.get(again.name()));
    assertThat(targets.get(start.name())).isNotEqualTo(targets.get(other.name()));
  }

  @Test
  void sessionSaysWhichNamespaceAnIndexStandsFor() throws Exception {
    try (TestServer server = new TestServer(new TestServer.Setup(true, 0, 6, 3));
        OpcUaDriverFixture bench = new OpcUaDriverFixture(pki)) {
      ResourceName name = new ResourceName("Recipe");
      Map<String, String> address = new HashMap<>(OpcUaDriverFixture.insecure(server.port()));
      DeviceLink byUri = bench.connected(address);
      Set<Target> uri = byUri.targets(name);
      address.put("Endpoint", "opc.tcp://LOCALHOST:" + server.port() + "/press");
      Resource indexed = resource("Recipe", Map.of("nodeId", "ns=" + index(server) + ";s=Recipe"));
      DeviceLink byIndex =
          bench
              .driver()
              .open(
                  new Device(
                      new DeviceName("Press-2"),
                      new Profile(new ProfileName("p"), "", Map.of(name, indexed), Map.of()),
                      "",
                      Map.of("opcua", address)));
      assertThat(byIndex.targets(name)).doesNotContainAnyElementsOf(uri);
      OpcUaDriverFixture.awaitConnected(byIndex);
      assertThat(byIndex.targets(name)).containsAnyElementsOf(uri).hasSize(2);
    }
  }

  private static int index(TestServer server) {
    return server.nodes().getNamespaceIndex().intValue();
  }

  private static Set<Target> targets(String nodeId) {
    Resource resource = resource("Speed", Map.of("nodeId", nodeId));
    return NodeTargets.of(device("opc.tcp://plc", Map.of(resource.name(), resource)))
        .get(resource.name());
  }

  private static Resource resource(String name, Map<String, Object> attributes) {
    return new Resource(
        new ResourceName(name),
        ValueType.INT32,
        Access.READ_WRITE,
        Resource.Limits.NONE,
        Scaling.NONE,
        "",
        attributes);
  }

  private static Device device(String endpoint, Map<ResourceName, Resource> resources) {
    return new Device(
        new DeviceName("press"),
        new Profile(new ProfileName("press"), "", resources, Map.of()),
        "",
        Map.of("opcua", Map.of("Endpoint", endpoint)));
  }
}

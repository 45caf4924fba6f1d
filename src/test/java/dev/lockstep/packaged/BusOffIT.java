package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A gateway that tells nothing and takes no orders, as it is delivered (decisions 50 and 51). */
class BusOffIT {
  /** What only a channel to a broker needs; HiveMQ's client, of the devices, is none of it. */
  private static final List<String> CHANNELS =
      List.of(
          "org.apache.kafka.",
          "io.vertx.mqtt.impl.",
          "dev.lockstep.outbox.EventPump",
          "dev.lockstep.outbox.OrderDesk");

  private final Path folder = Distribution.folder("bus-off");

  @Test
  void busThatIsOffHasNoChannelNoThreadAndNoClientInMemory() throws Exception {
    Distribution.requireJars("it is no JVM that could be looked into");
    try (GatewayProcess gateway = gateway().start().awaitReady()) {
      JsonNode outbox = gateway.rest().get("/api/v1/outbox").body();
      assertThat(outbox.path("enabled").asBoolean(true)).isFalse();
      assertThat(outbox.path("channels").isArray()).isTrue();
      assertThat(outbox.path("channels")).isEmpty();

      assertThat(ofItsJvm(gateway, "Thread.print"))
          .contains("\"lockstep-alarms\"")
          .doesNotContain("lockstep-outbox", "lockstep-orders", "kafka");

      List<String> classes =
          ofItsJvm(gateway, "VM.class_hierarchy")
              .lines()
              .map(line -> line.replaceFirst("^[| -]*", ""))
              .toList();
      assertThat(classes).anyMatch(each -> each.startsWith("dev.lockstep.outbox.Outbox/"));
      // Signatures of beans name a few interfaces and exceptions of Kafka's client: nothing that
      // connects, sends or waits.
      assertThat(classes)
          .filteredOn(each -> CHANNELS.stream().anyMatch(each::startsWith))
          .allMatch(each -> each.endsWith("(intf)") || each.matches("[\\w.$]+Exception/.*"));
    }
  }

  /** With the coordinator's role, whose ends the outbox would tell. */
  private GatewayProcess gateway() throws Exception {
    Map<String, String> settings =
        Map.of(
            "lockstep.catalog.profiles",
            Distribution.home().resolve("device-profiles").toString(),
            "lockstep.catalog.devices",
            Files.createDirectories(folder.resolve("no-devices")).toString(),
            "lockstep.coordinator.enabled",
            "true",
            "lockstep.coordinator.path",
            folder.resolve("decisions.db").toString());
    return new GatewayProcess(
        new GatewayProcess.Plan(
            "line-a", Distribution.home(), folder, FreePorts.find(1).getFirst(), settings));
  }

  /** The answer of {@code jcmd}, which comes with the gateway's own Java. */
  private String ofItsJvm(GatewayProcess gateway, String question) throws Exception {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    CommandLine.Said said =
        new CommandLine(folder, Map.of())
            .run(List.of(jcmd, Long.toString(gateway.pid()), question));
    assertThat(said.code()).as("%s", said).isZero();
    return said.out();
  }
}

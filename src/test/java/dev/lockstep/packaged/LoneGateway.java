package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.Rest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** One packaged gateway before one machine of a driver's own tests, killed and started again. */
public final class LoneGateway implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String TRANSACTIONS = "/api/v1/transactions/";

  private final GatewayProcess process;

  private LoneGateway(GatewayProcess process) {
    this.process = process;
  }

  /**
   * Running and ready.
   *
   * @param profile its text; the name of the profile is the text's own affair
   * @param devices the list of devices, as YAML
   * @param settings configuration besides name, port, journal and definitions
   */
  public static LoneGateway start(
      String name, String profile, String devices, Map<String, String> settings) {
    Path folder = Distribution.folder(name);
    Path profiles = folder.resolve("profiles");
    try {
      Files.createDirectories(profiles);
      Files.writeString(profiles.resolve("machine.yaml"), profile);
      Files.writeString(folder.resolve("devices.yaml"), devices);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> all = new HashMap<>(settings);
    all.put("lockstep.catalog.profiles", profiles.toString());
    all.put("lockstep.catalog.devices", folder.resolve("devices.yaml").toString());
    // Short, because a killed gateway's last send may arrive for as long, and the fence waits.
    all.putIfAbsent("lockstep.opcua.session-timeout", "5s");
    all.putIfAbsent("lockstep.mqtt.expiry-max", "2s");
    all.putIfAbsent("lockstep.mqtt.fence-margin", "500ms");
    var plan = new GatewayProcess.Plan(name, Distribution.home(), folder, FreePorts.lasting(), all);
    LoneGateway gateway = new LoneGateway(new GatewayProcess(plan));
    boolean ready = false;
    try {
      gateway.process.start().awaitReady();
      ready = true;
      return gateway;
    } finally {
      if (!ready) {
        gateway.close();
      }
    }
  }

  /** Waits until the device is connected. */
  public void awaitConnected(String device) {
    await("connection to " + device)
        .atMost(PATIENCE)
        .until(
            () -> process.rest().get("/api/v1/devices/" + device).body().toString(),
            shown -> shown.contains("\"CONNECTED\""));
  }

  /**
   * A vote to commit one command.
   *
   * @return the vote, as the gateway told it
   */
  public JsonNode promise(String id, String device, String command, Map<String, ?> arguments) {
    Object body =
        Map.of(
            "commands",
            List.of(Map.of("device", device, "command", command, "arguments", arguments)));
    Rest.Reply reply = process.rest().post(TRANSACTIONS + id + "/prepare", body);
    assertThat(reply.body().path("vote").asText()).as("%s", reply.body()).isEqualTo("COMMIT");
    return reply.body();
  }

  /**
   * Tells a decision.
   *
   * @param verb commit or rollback
   */
  public void decide(String id, String verb) {
    process.rest().post(TRANSACTIONS + id + "/" + verb, "");
  }

  /** Waits until the gateway says this of the transaction. */
  public JsonNode awaitThat(String id, Predicate<JsonNode> wanted) {
    return await(id)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> process.rest().get(TRANSACTIONS + id).body(), wanted);
  }

  /** Waits until the transaction ended with this outcome. */
  public void awaitOutcome(String id, String outcome) {
    awaitThat(id, each -> each.path("outcome").asText().equals(outcome));
  }

  /** SIGKILL. */
  public void kill() {
    process.kill();
  }

  /** Up again on the same journal. */
  public void restart() {
    process.start().awaitReady();
  }

  @Override
  public void close() {
    process.close();
  }
}

package dev.lockstep.app;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.Settings;
import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.participant.OutcomeWitness;
import dev.lockstep.participant.Participant;
import dev.lockstep.rest.client.HttpSiblingClient;
import dev.lockstep.rest.lra.LraCoordinatorClient;
import dev.lockstep.rest.lra.LraListener;
import dev.lockstep.rest.lra.LraSettings;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A gateway on a journal of its own, with machines in memory, that takes part in long running
 * actions; without Quarkus. It can be closed and opened again on the same journal.
 */
final class ActionGateway implements AutoCloseable {
  private static final Path RESOURCES = Path.of("src/test/resources/app").toAbsolutePath();

  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private final LraListener listener = new LraListener();
  private final Settings settings;
  private Gateway gateway;

  /**
   * Not running until {@link #open}.
   *
   * @param coordinator that may be called
   */
  ActionGateway(Path folder, String coordinator) {
    Map<String, String> keys = new HashMap<>();
    keys.put("lockstep.journal.path", folder.resolve("journal.db").toString());
    keys.put("lockstep.opcua.pki", folder.resolve("pki").toString());
    keys.put("lockstep.opcua.connect-timeout", "200ms");
    keys.put("lockstep.catalog.profiles", RESOURCES.resolve("press.yaml").toString());
    keys.put("lockstep.catalog.devices", RESOURCES.resolve("devices.yaml").toString());
    keys.put("lockstep.coordinators.allowed", coordinator);
    keys.put("lockstep.transactions.pause-max", "1s");
    keys.put("lockstep.transactions.answer-within", "1s");
    keys.put("lockstep.transactions.doubt-after", "500ms");
    GatewayConfig config =
        new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 300, new DurationConverter())
            .withSources(new PropertiesConfigSource(keys, "the test's", 300))
            .withMapping(GatewayConfig.class)
            .build()
            .getConfigMapping(GatewayConfig.class);
    settings = new Settings(config, Duration.ZERO);
  }

  /** Opens it, again after {@link #die}, on the same journal. */
  ActionGateway open() {
    SystemTime time = new SystemTime(settings.host());
    var coordinators = new LraCoordinatorClient(client, settings.config().coordinators(), time);
    CoordinatorClient nobody = (address, id) -> new CoordinatorClient.Word.Silence(address);
    gateway =
        Gateway.open(
            settings,
            StartupResources.open(settings, time, Reign.ALONE),
            new Gateway.Collaborators(
                time,
                new ForeignCoordinators(coordinators, nobody, nobody),
                new HttpSiblingClient(
                    client, settings.config().siblings(), settings.gateway(), time),
                OutcomeWitness.NONE,
                (before, event, decision) -> {},
                DeviceLinks.Metering.NONE));
    var lra = new LraSettings(URI.create(listener.address()), settings.config().coordinators());
    listener.serve(gateway.participant(), lra, coordinators, client);
    gateway.participant().goOn();
    return this;
  }

  /** Answers nobody any more; what stands in its journal stays. */
  void die() {
    listener.die();
    gateway.close();
  }

  Participant participant() {
    return gateway.participant();
  }

  LraListener listener() {
    return listener;
  }

  @Override
  public void close() {
    die();
    listener.close();
    client.close();
  }
}

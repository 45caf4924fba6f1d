package dev.lockstep.app;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.Settings;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Reading;
import dev.lockstep.device.ResourceName;
import dev.lockstep.ensemble.EnsembleInquiry;
import dev.lockstep.ensemble.EnsembleSettings;
import dev.lockstep.journal.HistoryQueries;
import dev.lockstep.journal.JournalMeter;
import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.participant.OutcomeWitness;
import dev.lockstep.participant.Participant;
import dev.lockstep.rest.BodyDeadline;
import dev.lockstep.rest.CoordinatorWarnings;
import dev.lockstep.rest.TransactionDetails;
import dev.lockstep.rest.TransactionRoutes;
import dev.lockstep.rest.client.HttpCoordinatorClient;
import dev.lockstep.rest.client.HttpSiblingClient;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One of many gateways in a process: the parts that a packaged one opens ({@link Gateway}), behind
 * an HTTP listener of its own on loopback. It is wired by hand, because Quarkus runs once in a
 * process; what is missing for that is listed at {@link TransactionRoutes}.
 */
public final class HostedGateway implements AutoCloseable {
  /** Its listener never closes a silent connection. */
  private static final Duration IDLE = Duration.ZERO;

  private static final Duration BODY_MAX = Duration.ofSeconds(10);
  private static final long LISTENING_WITHIN_SECONDS = 30;
  private static final Duration READING_MAX = Duration.ofSeconds(5);

  private final SystemTime time;
  private final EnsembleConnection ensemble;
  private final Gateway gateway;
  private final HttpServer server;

  /**
   * What all gateways of a process share.
   *
   * @param client for questions to coordinators; follows no redirects
   */
  public record Shared(Vertx vertx, HttpClient client) {}

  private HostedGateway(Settings settings, Shared shared, int port) {
    time = new SystemTime(settings.host());
    StartupResources resources = StartupResources.open(settings, time, Reign.ALONE);
    ensemble = EnsembleConnection.open(settings.config().ensemble());
    CoordinatorClient coordinators =
        new CoordinatorsByAddress(
            inEnsemble(settings, resources),
            new HttpCoordinatorClient(shared.client(), settings.config().coordinators(), time));
    var siblings =
        new HttpSiblingClient(
            shared.client(), settings.config().siblings(), settings.gateway(), time);
    gateway =
        Gateway.open(
            settings,
            resources,
            new Gateway.Collaborators(
                time,
                coordinators,
                siblings,
                OutcomeWitness.NONE,
                (before, event, decision) -> {},
                DeviceLinks.Metering.NONE));
    TransactionDetails details =
        new TransactionDetails(
            gateway.participant(),
            HistoryQueries.of(gateway.journal()),
            new CoordinatorWarnings(coordinators),
            time,
            settings.config().transactions().inDoubtAfter());
    server =
        listening(
            shared.vertx(),
            port,
            new TransactionRoutes.Parts(
                gateway.participant(),
                details,
                settings.config().limits(),
                new BodyDeadline(BODY_MAX, time),
                gateway.audit(),
                gateway.links(),
                time));
    gateway.participant().goOn();
  }

  /**
   * Opens a gateway; when it returns, it listens.
   *
   * @param keys its configuration, as {@code application.properties} has it
   * @param port on loopback
   */
  public static HostedGateway open(Map<String, String> keys, Shared shared, int port) {
    GatewayConfig config =
        new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 300, new DurationConverter())
            .withSources(new PropertiesConfigSource(keys, "the fleet's", 300))
            .withMapping(GatewayConfig.class)
            .build()
            .getConfigMapping(GatewayConfig.class);
    return new HostedGateway(new Settings(config, IDLE), shared, port);
  }

  private EnsembleCoordinatorClient inEnsemble(Settings settings, StartupResources resources) {
    EnsembleSettings keys = settings.config().ensemble();
    EnsembleInquiry.Asker asker =
        new EnsembleInquiry.Asker(settings.gateway(), time, resources.journal()::gaps);
    return new EnsembleCoordinatorClient(
        ensemble.client().map(client -> new EnsembleInquiry(client, keys, asker)), keys.chroot());
  }

  private static HttpServer listening(Vertx vertx, int port, TransactionRoutes.Parts parts) {
    try {
      return vertx
          .createHttpServer()
          .requestHandler(TransactionRoutes.of(vertx, parts))
          .listen(port, "127.0.0.1")
          .toCompletionStage()
          .toCompletableFuture()
          .get(LISTENING_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException taken) {
      throw new IllegalStateException("cannot listen on port " + port, taken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while it starts", stopped);
    }
  }

  public Participant participant() {
    return gateway.participant();
  }

  /** What its journal has counted since it was opened. */
  public JournalMeter meter() {
    return gateway.journal().meter();
  }

  /**
   * What a machine shows.
   *
   * @throws IllegalStateException where there is no such machine, or it does not show it
   */
  public String shown(String device, String resource) {
    DeviceLinks.Linked linked = gateway.links().find(new DeviceName(device)).orElseThrow();
    Reading reading =
        linked
            .link()
            .read(List.of(new ResourceName(resource)), Deadline.in(READING_MAX, time))
            .getFirst();
    return switch (reading) {
      case Reading.Seen seen -> seen.value().toString();
      case Reading.Unseen unseen -> throw new IllegalStateException(unseen.toString());
    };
  }

  @Override
  public void close() {
    var unused = server.close();
    gateway.close();
    ensemble.close();
  }
}

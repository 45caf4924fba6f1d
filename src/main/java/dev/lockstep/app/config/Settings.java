package dev.lockstep.app.config;

import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.device.Backoff;
import dev.lockstep.driver.mqtt.MqttSettings;
import dev.lockstep.driver.opcua.OpcUaSettings;
import dev.lockstep.journal.AuditSettings;
import dev.lockstep.journal.JournalFile;
import dev.lockstep.journal.JournalSettings;
import dev.lockstep.participant.ParticipantSettings;
import dev.lockstep.rest.RequestLimits;
import dev.lockstep.rest.client.CoordinatorClientSettings;
import dev.lockstep.rest.restat.RestAtSettings;
import io.quarkus.runtime.configuration.MemorySize;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Settings of each package, made from the configuration. A value that a package refuses keeps the
 * gateway from starting; the message is the package's, with the root of the keys.
 *
 * @throws StartFailureException from every method, where a value cannot be used
 */
public record Settings(GatewayConfig config) {
  private static final Duration DECISION_LAZY_MAX = Duration.ofHours(1);

  /** The journal's file. */
  public Path journalPath() {
    return checked("lockstep.journal", () -> JournalFile.of(config.journal().path()));
  }

  /** The journal's settings. */
  public JournalSettings journal() {
    return journal("lockstep.journal", journalPath(), config.journal().lazyMax());
  }

  /**
   * Settings of the decision log: bounded as the journal is, but for what is written lazily. That
   * is the last record of each coordination, which goes with the first record of the next.
   */
  public JournalSettings decisions() {
    String root = "lockstep.coordinator";
    return journal(
        root, checked(root, () -> JournalFile.of(config.coordinator().path())), DECISION_LAZY_MAX);
  }

  /** The audit log's settings. */
  public AuditSettings audit() {
    AuditConfig keys = config.audit();
    return checked(
        "lockstep.audit",
        () ->
            new AuditSettings(
                keys.path().map(JournalFile::of).orElseGet(this::besideTheJournal),
                keys.followEvery(),
                keys.keptFor(),
                keys.rowsMax()));
  }

  private Path besideTheJournal() {
    String name = journalPath().getFileName().toString().replaceFirst("\\.db$", "");
    return journalPath().resolveSibling(name + "-audit.db");
  }

  private JournalSettings journal(String root, Path path, Duration lazyMax) {
    GatewayConfig.Journal keys = config.journal();
    return checked(
        root,
        () ->
            new JournalSettings(
                path,
                keys.groupMax(),
                keys.queueMax(),
                keys.waitMax(),
                lazyMax,
                keys.busyTimeout(),
                keys.reserve().asLongValue(),
                JournalSettings.CHECKPOINT_ROWS,
                new JournalSettings.Retention(
                    keys.forgottenFor(),
                    Optional.of(keys.unforgottenFor()),
                    keys.forgottenMax(),
                    keys.pruneBatchMax()),
                config.gateway().name()));
  }

  /** Files and folders of profiles, then those of device lists. */
  public List<Path> catalogPaths() {
    List<Path> paths = new ArrayList<>(config.catalog().profiles());
    paths.addAll(config.catalog().devices().orElse(List.of()));
    return paths;
  }

  /** The participant's settings. */
  public ParticipantSettings participant() {
    GatewayConfig.Transactions keys = config.transactions();
    return checked(
        "lockstep.transactions",
        () ->
            new ParticipantSettings(
                config.gateway().name(),
                keys.checkWithin(),
                keys.actuateWithin(),
                keys.verifyMax(),
                keys.answerWithin(),
                keys.doubtAfter(),
                keys.inDoubtAfter(),
                new Backoff(keys.pauseMin(), keys.pauseMax()),
                keys.watchAfter(),
                keys.recheckWithin(),
                keys.waitingMax(),
                keys.liveMax()));
  }

  /**
   * What one request may ask for.
   *
   * @param idle how long a connection may be silent until the server closes it; zero: for ever
   */
  public RequestLimits limits(Duration idle) {
    GatewayConfig.Limits keys = config.limits();
    waited("lockstep.limits.timeout-max", keys.timeoutMax(), idle);
    waited("lockstep.transactions.answer-within", config.transactions().answerWithin(), idle);
    if (config.coordinator().enabled()) {
      waited("lockstep.coordinator.answer-max", config.coordinator().answerMax(), idle);
    }
    if (keys.timeoutMin().compareTo(keys.timeoutDefault()) > 0
        || keys.timeoutDefault().compareTo(keys.timeoutMax()) > 0) {
      throw StartFailureException.value(
          "lockstep.limits.timeout-default",
          keys.timeoutDefault(),
          "lockstep.limits.timeout-min (%s) to lockstep.limits.timeout-max (%s) would be right"
              .formatted(keys.timeoutMin(), keys.timeoutMax()));
    }
    int bodyMax = size("lockstep.limits.body-max", keys.bodyMax());
    int bodiesMax = size("lockstep.limits.bodies-max", keys.bodiesMax());
    if (bodiesMax < bodyMax) {
      throw StartFailureException.value(
          "lockstep.limits.bodies-max",
          bodiesMax + " bytes",
          "lockstep.limits.body-max (%d bytes) or more would be right".formatted(bodyMax));
    }
    return new RequestLimits(
        bodyMax,
        bodiesMax,
        positive("lockstep.limits.depth-max", keys.depthMax()),
        positive("lockstep.limits.text-max", keys.textMax()),
        positive("lockstep.limits.commands-max", keys.commandsMax()),
        positive("lockstep.limits.arguments-max", keys.argumentsMax()),
        positive("lockstep.limits.participants-max", keys.participantsMax()),
        positive("lockstep.limits.page-max", keys.pageMax()),
        positive("lockstep.limits.readings-max", keys.readingsMax()),
        new RequestLimits.Timeout(keys.timeoutMin(), keys.timeoutDefault(), keys.timeoutMax()));
  }

  /**
   * A caller that waits for an answer sends nothing meanwhile; its connection must not count as
   * idle.
   */
  private static void waited(String key, Duration longest, Duration idle) {
    if (idle.isPositive() && idle.compareTo(longest) <= 0) {
      throw StartFailureException.value(
          key,
          longest,
          "quarkus.http.idle-timeout (%s) would close the connection of a caller that waits so long; %s"
              .formatted(idle, "more there would be right, or less here"));
    }
  }

  /** The value, where it is 1 or more. */
  public static int positive(String key, int value) {
    if (value < 1) {
      throw StartFailureException.value(key, value, "1 or more would be right");
    }
    return value;
  }

  private static int size(String key, MemorySize size) {
    long bytes = size.asLongValue();
    if (bytes < 1024 || bytes > (64 << 20)) {
      throw StartFailureException.value(key, bytes + " bytes", "1K to 64M would be right");
    }
    return (int) bytes;
  }

  /** The OPC UA driver's settings. */
  public OpcUaSettings opcua() {
    OpcUaConfig keys = config.opcua();
    String name = config.gateway().name();
    return checked(
        "lockstep.opcua",
        () ->
            new OpcUaSettings(
                keys.pki().toAbsolutePath().normalize(),
                new OpcUaSettings.Application(
                    keys.applicationUri().orElse("urn:lockstep:" + name), "Lockstep " + name),
                new OpcUaSettings.Times(
                    keys.connectTimeout(),
                    keys.requestTimeout(),
                    keys.sessionTimeout(),
                    keys.reconnectPauseMin(),
                    keys.reconnectPauseMax(),
                    keys.keepAlive(),
                    keys.publishing(),
                    keys.poll(),
                    keys.answerMax()),
                new OpcUaSettings.Bounds(
                    keys.nodesPerCall(), keys.unsettledMax(), keys.watchedMax())));
  }

  /** The MQTT driver's settings. */
  public MqttSettings mqtt() {
    MqttConfig keys = config.mqtt();
    return checked(
        "lockstep.mqtt",
        () ->
            new MqttSettings(
                config.gateway().name(),
                new MqttSettings.Connecting(
                    keys.connectTimeout(),
                    keys.keepAlive(),
                    new Backoff(keys.reconnectPauseMin(), keys.reconnectPauseMax())),
                new MqttSettings.Sending(
                    keys.qos(), keys.expiryMax(), keys.fenceMargin(), keys.stateWithin()),
                new MqttSettings.Bounds(
                    keys.payloadMax(), keys.packetMax(), keys.pendingMax(), keys.topicsMax()),
                new MqttSettings.Stores(keys.trustStore(), keys.keyStore())));
  }

  /** How coordinators are asked. */
  public CoordinatorClientSettings coordinators() {
    GatewayConfig.Coordinators keys = config.coordinators();
    return checked(
        "lockstep.coordinators",
        () ->
            new CoordinatorClientSettings(
                keys.allowed().orElse(List.of()),
                keys.answerMax(),
                size("lockstep.coordinators.answer-bytes-max", keys.answerBytesMax())));
  }

  /** How sibling gateways are asked. */
  public CoordinatorClientSettings siblings() {
    GatewayConfig.Siblings keys = config.siblings();
    return checked(
        "lockstep.siblings",
        () ->
            new CoordinatorClientSettings(
                keys.allowed().orElse(List.of()),
                keys.answerMax(),
                size("lockstep.siblings.answer-bytes-max", keys.answerBytesMax())));
  }

  /**
   * For REST-AT coordinators.
   *
   * @param here where this process listens
   */
  public RestAtSettings restAt(URI here) {
    RestAtConfig keys = config.restat();
    return checked(
        "lockstep.restat",
        () ->
            new RestAtSettings(
                keys.publicUrl().orElse(here),
                new CoordinatorClientSettings(
                    keys.coordinators().orElse(List.of()),
                    keys.answerMax(),
                    size("lockstep.restat.answer-bytes-max", keys.answerBytesMax())),
                keys.enlistedMax(),
                keys.enlistedFor()));
  }

  /**
   * The coordinator role's.
   *
   * @param here where this process listens
   */
  public CoordinatorSettings coordinator(URI here) {
    CoordinatorConfig keys = config.coordinator();
    return checked(
        "lockstep.coordinator",
        () ->
            new CoordinatorSettings(
                keys.publicUrl().orElse(here),
                keys.gateways().orElse(List.of()),
                new CoordinatorSettings.Times(
                    keys.timeout(),
                    keys.timeoutMax(),
                    keys.transitMax(),
                    keys.reasonsMax(),
                    keys.answerMax(),
                    keys.requestMax(),
                    keys.pause(),
                    keys.pauseMax()),
                new CoordinatorSettings.Limits(
                    keys.liveMax(),
                    keys.participantsMax(),
                    keys.commandsMax(),
                    keys.requestsPerGatewayMax(),
                    size("lockstep.coordinator.answer-bytes-max", keys.answerBytesMax()),
                    keys.lostMax(),
                    keys.forgetsMax())));
  }

  private static <T> T checked(String root, Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException wrong) {
      throw new StartFailureException(
          "configuration of %s.*: %s".formatted(root, wrong.getMessage()));
    }
  }
}

package dev.lockstep.app.config;

import dev.lockstep.app.tracing.TracesConfig;
import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.dashboard.DashboardSettings;
import dev.lockstep.device.Range;
import dev.lockstep.driver.mqtt.MqttSettings;
import dev.lockstep.driver.opcua.OpcUaSettings;
import dev.lockstep.ensemble.EnsembleSettings;
import dev.lockstep.journal.AuditConfig;
import dev.lockstep.journal.BackupConfig;
import dev.lockstep.journal.JournalConfig;
import dev.lockstep.outbox.OrderSettings;
import dev.lockstep.outbox.OutboxSettings;
import dev.lockstep.participant.ParticipantSettings;
import dev.lockstep.rest.RequestLimits;
import dev.lockstep.rest.client.CoordinatorClientSettings;
import dev.lockstep.rest.client.SiblingClientSettings;
import dev.lockstep.rest.lra.LraConfig;
import dev.lockstep.rest.restat.RestAtConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Configuration keys under {@code lockstep}: the root of the mapping. What a package reads is
 * declared there, with its default and its {@link Range}; here is what {@code app} reads. An
 * unknown key keeps the gateway from starting, so that a typing error never turns into a setting
 * without effect. {@code conf/application.properties} describes them for operators.
 */
@ConfigMapping(prefix = "lockstep")
public interface GatewayConfig {
  /** Where the distribution lies: {@code bin/lockstep} says so. */
  Optional<Path> home();

  /** Whether to listen beyond loopback without TLS and authentication all the same. */
  @WithDefault("false")
  boolean insecure();

  Gateway gateway();

  HttpConfig http();

  JournalConfig journal();

  AuditConfig audit();

  BackupConfig backup();

  Catalog catalog();

  CoordinatorClientSettings coordinators();

  SiblingClientSettings siblings();

  RestAtConfig restat();

  LraConfig lra();

  /** The journal's file, beside which others are kept. */
  default Path journalPath() {
    return journal().path();
  }

  /** The addresses of this process that others were told to call. */
  default List<URI> publicUrls() {
    return Stream.of(coordinator().publicUrl(), restat().publicUrl(), lra().publicUrl())
        .flatMap(Optional::stream)
        .toList();
  }

  CoordinatorSettings coordinator();

  DashboardSettings dashboard();

  EnsembleSettings ensemble();

  OrderSettings orders();

  Outbound outbound();

  OutboxSettings outbox();

  Metrics metrics();

  ParticipantSettings transactions();

  RequestLimits limits();

  Security security();

  OidcConfig oidc();

  Secrets secrets();

  OpcUaSettings opcua();

  MqttSettings mqtt();

  Simulated simulated();

  StandbyConfig standby();

  TracesConfig traces();

  /** Who this gateway is. */
  interface Gateway {
    /**
     * Another one for each gateway in the plant: 1 to 64 of {@code A-Za-z0-9._-}. Machines and
     * brokers see it.
     */
    @WithDefault("gateway")
    String name();

    /** The identity of this host, where its machine-id is none of its own. */
    Optional<String> host();
  }

  /** Which machines there are. */
  interface Catalog {
    /** Files, or folders that are searched for {@code *.yaml}. */
    @WithDefault("device-profiles")
    List<Path> profiles();

    /** Files, or folders, with device lists. */
    Optional<List<Path>> devices();

    /** The folder with plans, where this process is a coordinator. */
    Optional<Path> plans();

    /** Whether to start without those that have faults. */
    @WithDefault("false")
    boolean skipFaulty();
  }

  /** How this process shows itself to coordinators and gateways that it calls. */
  interface Outbound {
    /** Sent where the other side asks for a user. */
    Optional<String> user();

    Optional<Path> passwordFile();

    /** Whom user, password and client certificate are for: scheme, host and port. */
    Optional<List<URI>> origins();

    @WithDefault("2s")
    @Range(least = "1ms")
    Duration connectTimeout();
  }

  /** Who may call. */
  interface Security {
    /** Users with roles and hashed passwords: lines that {@code lockstep user} prints. */
    Optional<Path> usersFile();

    /** Passwords that may wait to be hashed. */
    @WithDefault("256")
    @Range(least = "1")
    int loginsMax();

    /** How long before its end a certificate is warned of. */
    @WithDefault("30d")
    @Range(least = "1d", most = "365d")
    Duration certificateWarning();

    /**
     * What a caller reads before it says who it is; see {@link dev.lockstep.rest.SystemUseNotice}.
     */
    Optional<String> notice();
  }

  /** What is measured. */
  interface Metrics {
    /** Devices whose round trips are counted under their own name; the rest is counted as one. */
    @WithDefault("50")
    @Range(least = "0", most = "1000")
    int devicesMax();
  }

  /** Where passwords for machines lie. */
  interface Secrets {
    /** A folder with one file for each device, {@code NAME.password}. */
    Optional<Path> folder();
  }

  /** Devices in memory, to try things out. */
  interface Simulated {
    /** Orders that a device remembers. */
    @WithDefault("10000")
    @Range(least = "1")
    int ordersMax();
  }
}

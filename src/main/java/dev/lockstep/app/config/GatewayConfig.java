package dev.lockstep.app.config;

import dev.lockstep.app.Gateway;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Configuration keys under {@code lockstep}. An unknown key keeps the gateway from starting, so
 * that a typing error never turns into a setting without effect. {@code
 * conf/application.properties} describes them for operators.
 */
@ConfigMapping(prefix = "lockstep")
public interface GatewayConfig {
  /** Where the distribution lies: {@code bin/lockstep} says so. */
  Optional<Path> home();

  /** Whether to listen beyond loopback without TLS and authentication all the same. */
  @WithDefault("false")
  boolean insecure();

  Gateway gateway();

  Journal journal();

  Catalog catalog();

  Coordinators coordinators();

  Siblings siblings();

  RestAtConfig restat();

  CoordinatorConfig coordinator();

  Outbound outbound();

  Transactions transactions();

  Limits limits();

  Security security();

  Secrets secrets();

  OpcUaConfig opcua();

  MqttConfig mqtt();

  Simulated simulated();

  /** Who this gateway is. */
  interface Gateway {
    @WithDefault("gateway")
    String name();

    /** The identity of this host, where its machine-id is none of its own. */
    Optional<String> host();
  }

  /** Where promises are kept. */
  interface Journal {
    /** Also for the pool that reads it ({@link JournalUrl}). */
    String USUAL_PATH = "data/journal.db";

    @WithDefault(USUAL_PATH)
    Path path();

    @WithDefault("256")
    int groupMax();

    @WithDefault("10000")
    int queueMax();

    @WithDefault("5s")
    Duration waitMax();

    @WithDefault("100ms")
    Duration lazyMax();

    @WithDefault("5s")
    Duration busyTimeout();

    @WithDefault("16M")
    MemorySize reserve();

    @WithDefault("30D")
    Duration forgottenFor();

    @WithDefault("365D")
    Duration unforgottenFor();

    @WithDefault("1000000")
    long forgottenMax();

    @WithDefault("100")
    int pruneBatchMax();

    @WithDefault("1h")
    Duration pruneEvery();
  }

  /** Which machines there are. */
  interface Catalog {
    /** Files, or folders that are searched for {@code *.yaml}. */
    @WithDefault("device-profiles")
    List<Path> profiles();

    /** Files, or folders, with device lists. */
    Optional<List<Path>> devices();

    /** Whether to start without those that have faults. */
    @WithDefault("false")
    boolean skipFaulty();
  }

  /** Who may be asked for an outcome. */
  interface Coordinators {
    /** What an address must be, or lie below, to be called. */
    Optional<List<URI>> allowed();

    /** How long an answer may take. */
    @WithDefault("3s")
    Duration answerMax();

    @WithDefault("16K")
    MemorySize answerBytesMax();
  }

  /** Which other gateways may be asked while a coordinator is silent. */
  interface Siblings {
    /** What an address must be, or lie below, to be called. */
    Optional<List<URI>> allowed();

    /** How long an answer may take. */
    @WithDefault("3s")
    Duration answerMax();

    @WithDefault("1M")
    MemorySize answerBytesMax();

    /** How old our vote must be before a gateway that has not voted is asked to give up its own. */
    @WithDefault("30s")
    Duration renounceAfter();
  }

  /** How this process shows itself to coordinators and gateways that it calls. */
  interface Outbound {
    /** Sent where the other side asks for a user. */
    Optional<String> user();

    Optional<Path> passwordFile();

    /** Whom user, password and client certificate are for: scheme, host and port. */
    Optional<List<URI>> origins();

    @WithDefault("2s")
    Duration connectTimeout();
  }

  /** How long the steps of a transaction may take. */
  interface Transactions {
    @WithDefault("5s")
    Duration checkWithin();

    @WithDefault("5s")
    Duration actuateWithin();

    @WithDefault("10m")
    Duration verifyMax();

    @WithDefault("10s")
    Duration answerWithin();

    @WithDefault("5s")
    Duration doubtAfter();

    /** From when on it is shown as in doubt, or as refused or unreachable. */
    @WithDefault("30s")
    Duration inDoubtAfter();

    @WithDefault("1s")
    Duration watchAfter();

    /** How often a commit that a requirement holds back looks at least. */
    @WithDefault("1s")
    Duration recheckWithin();

    @WithDefault("200ms")
    Duration pauseMin();

    @WithDefault("30s")
    Duration pauseMax();

    /** How many decisions wait for their end at once. */
    @WithDefault("256")
    int waitingMax();

    @WithDefault("20000")
    int liveMax();
  }

  /** How much one request may ask for, and how many there may be. */
  interface Limits {
    @WithDefault("1M")
    MemorySize bodyMax();

    /** Of all that arrive at once. */
    @WithDefault("64M")
    MemorySize bodiesMax();

    @WithDefault("32")
    int depthMax();

    @WithDefault("65536")
    int textMax();

    @WithDefault("1000")
    int commandsMax();

    @WithDefault("1000")
    int argumentsMax();

    @WithDefault("100")
    int participantsMax();

    @WithDefault("500")
    int pageMax();

    @WithDefault("10ms")
    Duration timeoutMin();

    @WithDefault("10s")
    Duration timeoutDefault();

    @WithDefault("5m")
    Duration timeoutMax();

    @WithDefault("512")
    int votesMax();

    @WithDefault("512")
    int decisionsMax();

    @WithDefault("64")
    int looksMax();

    /** Of one device, at once. */
    @WithDefault("8")
    int readingsMax();
  }

  /** Who may call. */
  interface Security {
    /** Users with roles and hashed passwords: lines that {@code lockstep user} prints. */
    Optional<Path> usersFile();

    /** Passwords that may wait to be hashed. */
    @WithDefault("256")
    int loginsMax();
  }

  /** Where passwords for machines lie. */
  interface Secrets {
    /** A folder with one file for each device, {@code NAME.password}. */
    Optional<Path> folder();
  }

  /** Devices in memory, to try things out. */
  interface Simulated {
    @WithDefault("10000")
    int ordersMax();
  }
}

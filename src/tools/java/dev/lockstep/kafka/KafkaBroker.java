package dev.lockstep.kafka;

import static org.awaitility.Awaitility.await;

import dev.lockstep.plant.FreePorts;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * One Kafka broker (KRaft, broker and controller in one) on loopback, in a JVM of its own: it can
 * be killed, frozen, and started again on the same data. Topics are never made by being used.
 *
 * <p>Not thread-safe, but {@link #kill} and {@link #freeze} may come from any thread.
 */
public final class KafkaBroker implements AutoCloseable {
  /** Where the build puts the jars. */
  public static final Path JARS = Path.of("target/kafka");

  private static final Duration READY_WITHIN = Duration.ofMinutes(2);
  private static final String CLUSTER = "MkU3OEVBNTcwNTJENDM2Qk";
  private static final String STARTED = "Kafka Server started";

  private final int port = FreePorts.lasting();
  private final int controllerPort = FreePorts.lasting();
  private final int securePort = FreePorts.lasting();
  private final KafkaJvm jvm;
  private final Path folder;
  private final Map<String, String> more;
  private Optional<Access> access = Optional.empty();
  private int starts;
  private volatile Process process;

  /** In this folder, with the jars of the build. Not running until {@link #start}. */
  public KafkaBroker(Path folder) {
    this(JARS, folder, Map.of());
  }

  /**
   * Not running until {@link #start}.
   *
   * @param jars the folder of its jars
   * @param folder for its data and what it prints
   * @param more properties of the broker besides, or instead
   */
  public KafkaBroker(Path jars, Path folder, Map<String, String> more) {
    this.jvm = new KafkaJvm(jars);
    this.folder = folder.toAbsolutePath();
    this.more = Map.copyOf(more);
  }

  /**
   * Who is let in over {@link #secureBootstrap}, by SASL PLAIN over TLS.
   *
   * @param store PKCS 12 with the broker's key
   * @param storePassword of the store and the key
   */
  public record Access(Path store, String storePassword, String user, String password) {
    @Override
    public String toString() {
      return user; // the passwords reach no log
    }
  }

  /** Takes that user too, on a port of its own. Before the first start. */
  public KafkaBroker secured(Access wanted) {
    access = Optional.of(wanted);
    return this;
  }

  /** Host and port for clients with TLS and a login. */
  public String secureBootstrap() {
    return "127.0.0.1:" + securePort;
  }

  /**
   * Starts it, again after it died; returns when it takes requests.
   *
   * @throws IllegalStateException where it has ended instead, or takes too long
   */
  public KafkaBroker start() {
    if (running()) {
      throw new IllegalStateException("the broker runs already");
    }
    try {
      Files.createDirectories(folder);
      Path properties = folder.resolve("server.properties");
      if (!Files.exists(properties)) {
        Files.writeString(properties, configuration());
        jvm.run(
            "kafka.tools.StorageTool", "", "format", "-t", CLUSTER, "-c", properties.toString());
      }
      starts++;
      process =
          new ProcessBuilder(jvm.command("kafka.Kafka", "info", List.of(properties.toString())))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log().toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start Kafka", e);
    }
    // The test may be ended in the middle; the broker must not outlive it.
    Process started = process;
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    awaitStarted();
    return this;
  }

  private void awaitStarted() {
    try {
      await("Kafka to start")
          .atMost(READY_WITHIN)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(100))
          .failFast(() -> !running())
          .until(() -> Files.readString(log()).contains(STARTED) && listens());
    } catch (ConditionTimeoutException | TerminalFailureException e) {
      String how = running() ? "is not ready within " + READY_WITHIN : "has ended";
      throw new IllegalStateException("Kafka %s, see %s".formatted(how, log()), e);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Of the present life. */
  private Path log() {
    return folder.resolve("kafka-%d.log".formatted(starts));
  }

  private String configuration() throws IOException {
    Properties settings = new Properties();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    String listeners =
        "PLAINTEXT://"
            + bootstrap()
            + access.map(any -> ",SECURE://" + secureBootstrap()).orElse("");
    settings.put("listeners", listeners + ",CONTROLLER://127.0.0.1:" + controllerPort);
    settings.put("advertised.listeners", listeners);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL");
    access.ifPresent(each -> secure(settings, each));
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("log.dirs", folder.resolve("data").toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.putAll(more);
    var text = new StringWriter();
    settings.store(text, null);
    return text.toString();
  }

  private static void secure(Properties settings, Access access) {
    String secure = "listener.name.secure.";
    settings.put(secure + "ssl.keystore.location", access.store().toAbsolutePath().toString());
    settings.put(secure + "ssl.keystore.type", "PKCS12");
    settings.put(secure + "ssl.keystore.password", access.storePassword());
    settings.put(secure + "ssl.key.password", access.storePassword());
    settings.put(secure + "sasl.enabled.mechanisms", "PLAIN");
    settings.put(
        secure + "plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required user_%s=\"%s\";"
            .formatted(access.user(), access.password()));
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("super.users", "User:ANONYMOUS");
    settings.put("allow.everyone.if.no.acl.found", "true");
  }

  /** Host and port for clients. */
  public String bootstrap() {
    return "127.0.0.1:" + port;
  }

  /** The tools of the same version. */
  public KafkaJvm tools() {
    return jvm;
  }

  /** Makes a topic that is not there yet. */
  public void createTopic(String name, int partitions) {
    topics().create(name, partitions);
  }

  /** From now on that user alone may use the topic; where logins are wanted. */
  public void reserveTopic(String name, String user) {
    topics().reserve(name, user);
  }

  /** Sends lines, in their order where the topic has one partition; the broker has them then. */
  public void produce(String topic, List<String> lines) {
    topics().send(topic, lines);
  }

  /** Reads from the beginning: so many lines, or as many as come within that time. */
  public List<String> consume(String topic, int most, Duration within) {
    return topics().read(topic, most, within).stream().map(KafkaMessage::value).toList();
  }

  /** All that the topic holds at this moment. */
  public List<KafkaMessage> consumeAll(String topic) {
    return topics().readAll(topic);
  }

  /** The offset that a group has committed in partition 0; -1 where it has none. */
  public long committed(String group, String topic) {
    return topics().committed(group, topic);
  }

  private KafkaTopics topics() {
    return new KafkaTopics(bootstrap());
  }

  /** SIGKILL. Returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().orTimeout(READY_WITHIN.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** SIGSTOP: it answers nothing, and its sockets stay. */
  public void freeze() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill -" + name + " of Kafka failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public boolean running() {
    Process current = process;
    return current != null && current.isAlive();
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
  }
}

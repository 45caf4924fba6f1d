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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
  private final KafkaJvm jvm;
  private final Path folder;
  private final Map<String, String> more;
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
    settings.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
    settings.put("advertised.listeners", "PLAINTEXT://" + bootstrap());
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
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
    String said =
        tool(
            "org.apache.kafka.tools.TopicCommand",
            "",
            "--create",
            "--topic",
            name,
            "--partitions",
            Integer.toString(partitions));
    if (!said.contains("Created topic")) {
      throw new IllegalStateException(said);
    }
  }

  /**
   * Sends lines by the console producer; returns when the broker has them.
   *
   * @param options of the producer besides, for example {@code --reader-property parse.key=true}
   */
  public void produce(String topic, List<String> lines, String... options) {
    String[] all = joined(options, "--topic", topic);
    tool("org.apache.kafka.tools.ConsoleProducer", String.join("\n", lines) + "\n", all);
  }

  /**
   * Reads by the console consumer from the beginning, as long as there is something.
   *
   * @param most lines, at most
   * @param silence after which nothing more is waited for
   * @param options of the consumer besides, for example {@code --formatter-property print.key=true}
   */
  public List<String> consume(String topic, int most, Duration silence, String... options) {
    String[] all =
        joined(
            options,
            "--topic",
            topic,
            "--from-beginning",
            "--max-messages",
            Integer.toString(most),
            "--timeout-ms",
            Long.toString(silence.toMillis()));
    return tool("org.apache.kafka.tools.consumer.ConsoleConsumer", "", all).lines().toList();
  }

  /** A tool of Kafka that is told where this broker is. */
  public String tool(String type, String input, String... arguments) {
    return jvm.run(type, input, joined(arguments, "--bootstrap-server", bootstrap()));
  }

  private static String[] joined(String[] some, String... more) {
    return Stream.concat(Arrays.stream(more), Arrays.stream(some)).toArray(String[]::new);
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

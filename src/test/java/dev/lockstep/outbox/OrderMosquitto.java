package dev.lockstep.outbox;

import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.plant.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** mosquitto as the page on orders configures it, with its clients: it keeps what it has taken. */
public final class OrderMosquitto implements AutoCloseable {
  private static final List<String> KEEPING =
      List.of("persistence true", "autosave_interval 1", "autosave_on_changes true");

  private final Path directory;
  private final int port = FreePorts.lasting();
  private final List<String> more;
  private Process process;

  public OrderMosquitto(Path directory, String... more) {
    this.directory = directory;
    this.more = List.of(more);
  }

  private static Optional<String> program() {
    return Stream.of("/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/usr/bin/mosquitto")
        .filter(each -> Files.isExecutable(Path.of(each)))
        .findFirst();
  }

  /** Skips the test where there is no mosquitto; where there must be one, fails it. */
  public static void required() {
    if (program().isEmpty() && "true".equals(System.getenv("LOCKSTEP_CI"))) {
      fail("mosquitto is not installed, and LOCKSTEP_CI=true wants it: apt-get install mosquitto");
    }
    assumeTrue(program().isPresent(), "mosquitto is not installed");
  }

  public OrderMosquitto start() throws IOException {
    List<String> lines = new ArrayList<>(KEEPING);
    lines.add("user root");
    lines.add("persistence_location " + directory + "/");
    lines.add("listener %d 127.0.0.1".formatted(port));
    lines.add("allow_anonymous true");
    lines.addAll(more);
    Path configuration = directory.resolve("mosquitto.conf");
    Files.write(configuration, lines);
    process =
        new ProcessBuilder(program().orElseThrow(), "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("broker.log").toFile()))
            .start();
    await().atMost(30, TimeUnit.SECONDS).until(this::listens);
    return this;
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  public String uri() {
    return "mqtt://127.0.0.1:" + port;
  }

  /** By {@code mosquitto_pub}, QoS 1; returns when the broker has it. */
  public void publish(String topic, String message, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("mosquitto_pub", "-p", Integer.toString(port), "-q", "1", "-t", topic));
    command.addAll(List.of(options));
    command.addAll(List.of("-m", message));
    Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEnded(client.waitFor(), said);
  }

  private static void assertEnded(int code, String said) {
    if (code != 0) {
      throw new IllegalStateException("mosquitto_pub: " + said);
    }
  }

  /** Gathers by {@code mosquitto_sub} into a file, until it is ended. */
  Process gather(String topic, Path file) throws Exception {
    Process client =
        new ProcessBuilder(
                "mosquitto_sub", "-p", Integer.toString(port), "-q", "1", "-t", topic, "-v")
            .redirectErrorStream(true)
            .redirectOutput(file.toFile())
            .start();
    return client;
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
  }
}

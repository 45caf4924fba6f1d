package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Debian's mosquitto with a configuration of its own. */
public final class MosquittoBroker implements TestBroker {
  private static final Optional<Path> PROGRAM =
      Stream.of("/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/usr/bin/mosquitto")
          .map(Path::of)
          .filter(Files::isExecutable)
          .findFirst();

  private final Path directory;
  private final int port;
  private @Nullable Process process;

  private MosquittoBroker(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  static boolean installed() {
    return PROGRAM.isPresent() && !Boolean.getBoolean("lockstep.without.mosquitto");
  }

  /** Skips the test where there is no mosquitto; where there must be one, fails it. */
  public static void required() {
    if (!installed() && "true".equals(System.getenv("LOCKSTEP_CI"))) {
      fail("mosquitto is not installed, and LOCKSTEP_CI=true wants it: apt-get install mosquitto");
    }
    if (!installed()) {
      System.out.println("skipped: mosquitto is not installed (apt-get install mosquitto)");
    }
    assumeTrue(installed(), "mosquitto is not installed");
  }

  public static MosquittoBroker started(Path directory, List<String> lines) throws Exception {
    MosquittoBroker broker = new MosquittoBroker(directory, TestBroker.freePort());
    List<String> configuration = new ArrayList<>();
    configuration.add("user root");
    configuration.add("set_tcp_nodelay true");
    configuration.add("listener %d 127.0.0.1".formatted(broker.port));
    configuration.addAll(lines);
    Files.write(directory.resolve("mosquitto.conf"), configuration);
    broker.start();
    return broker;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void start() throws IOException {
    Path configuration = directory.resolve("mosquitto.conf");
    process =
        new ProcessBuilder(PROGRAM.orElseThrow().toString(), "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("broker.log").toFile()))
            .start();
    await().atMost(10, TimeUnit.SECONDS).until(this::listens);
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void stop() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Suspends the process: sockets stay open, without answers. */
  public void freeze() throws Exception {
    signal("-STOP");
  }

  public void thaw() throws Exception {
    signal("-CONT");
  }

  /** Writes what is retained to its disk now; only where it is configured to persist. */
  void save() throws Exception {
    Path saved = directory.resolve("mosquitto.db");
    Files.deleteIfExists(saved);
    signal("-USR1");
    await().atMost(10, TimeUnit.SECONDS).until(() -> Files.exists(saved));
  }

  /** Deletes its disk. */
  void forget() throws IOException {
    Files.deleteIfExists(directory.resolve("mosquitto.db"));
  }

  private void signal(String name) throws Exception {
    String pid = Long.toString(process.pid());
    new ProcessBuilder("kill", name, pid).start().waitFor();
  }
}

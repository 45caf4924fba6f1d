package dev.lockstep.bench;

import dev.lockstep.plant.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Debian's mosquitto on loopback, in a process of its own. Not running until {@link #start}. */
final class EventBroker implements AutoCloseable {
  private static final Optional<Path> PROGRAM =
      Stream.of("/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/usr/bin/mosquitto")
          .map(Path::of)
          .filter(Files::isExecutable)
          .findFirst();
  private static final Duration READY_WITHIN = Duration.ofSeconds(10);

  private final int port = FreePorts.lasting();
  private final Path folder;
  private Optional<Process> process = Optional.empty();

  EventBroker(Path folder) {
    this.folder = folder;
  }

  static boolean installed() {
    return PROGRAM.isPresent();
  }

  String address() {
    return "mqtt://127.0.0.1:" + port;
  }

  void start() throws IOException, InterruptedException {
    Path configuration = folder.resolve("mosquitto-%d.conf".formatted(port));
    Files.write(
        configuration,
        List.of(
            "user root",
            "allow_anonymous true",
            "set_tcp_nodelay true",
            "listener %d 127.0.0.1".formatted(port)));
    Process started =
        new ProcessBuilder(PROGRAM.orElseThrow().toString(), "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("mosquitto-%d.log".formatted(port)).toFile())
            .start();
    process = Optional.of(started);
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    long end = System.nanoTime() + READY_WITHIN.toNanos();
    while (!listens()) {
      if (System.nanoTime() - end > 0) {
        throw new IOException("mosquitto does not listen, see " + folder);
      }
      Thread.sleep(Duration.ofMillis(20));
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    process.ifPresent(Process::destroyForcibly);
  }
}

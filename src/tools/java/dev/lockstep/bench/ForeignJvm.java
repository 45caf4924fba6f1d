package dev.lockstep.bench;

import static org.awaitility.Awaitility.await;

import dev.lockstep.plant.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A server of others in a JVM of its own, run from its one source file with the jars that it needs,
 * and with the options that the gateways have.
 */
final class ForeignJvm implements AutoCloseable {
  private static final Path SOURCES = Path.of("src/test/narayana").toAbsolutePath();
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private final String name;
  private final int port = FreePorts.lasting();
  private final Process process;

  /**
   * What is run.
   *
   * @param source the file's name, without {@code .java}
   * @param jvm options, separated by spaces
   * @param arguments after the port
   */
  record Program(String source, Path jars, String jvm, List<String> arguments) {}

  /** Starts it; its folder is its own. Returns when it listens. */
  ForeignJvm(String name, Program program, Path folder) {
    this.name = name;
    try {
      Files.createDirectories(folder);
      process =
          new ProcessBuilder(command(program, port))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve(name + ".log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    await(name + ", see " + folder)
        .atMost(READY_WITHIN)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .failFast(() -> !process.isAlive())
        .until(this::listens);
  }

  private static List<String> command(Program program, int port) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(program.jvm().split(" ", -1)).stream().filter(each -> !each.isEmpty()).toList());
    command.addAll(
        List.of(
            "-cp",
            program.jars().resolve("*").toString(),
            SOURCES.resolve(program.source() + ".java").toString(),
            Integer.toString(port)));
    command.addAll(program.arguments());
    return command;
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(socket());
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  InetSocketAddress socket() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  String address() {
    return "http://127.0.0.1:" + port;
  }

  Server server() {
    return new Server(name, process.pid(), Optional.empty());
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}

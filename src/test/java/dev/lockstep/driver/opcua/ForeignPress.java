package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.lockstep.NpmPackages;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The press on node-opcua, in a process of its own. Skipped, with the reason, where node is not
 * there; but with {@code LOCKSTEP_CI=true} in the environment that is a failure.
 */
public final class ForeignPress implements AutoCloseable {
  private static final Path MODEL = Path.of("src/test/node-opcua");
  private static final long START_SECONDS = 120;

  private final Process process;
  private final int port;

  private ForeignPress(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Of its server, which knows no user but operator, and wants none. */
  public String address() {
    return "opc.tcp://127.0.0.1:" + port + "/press";
  }

  int port() {
    return port;
  }

  /** Started. */
  public static ForeignPress start(Path pki) throws Exception {
    return start(pki, "server.js");
  }

  /** Another machine on node-opcua. */
  static ForeignPress start(Path pki, String program) throws Exception {
    return start(pki, program, Map.of());
  }

  static ForeignPress start(Path pki, String program, Map<String, String> environment)
      throws Exception {
    Path home = NpmPackages.install(MODEL, "the tests with a foreign OPC UA peer");
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    ProcessBuilder builder =
        new ProcessBuilder("node", program, String.valueOf(port), pki.toString())
            .directory(home.toFile())
            .redirectError(home.resolve("server.log").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    CompletableFuture<Boolean> ready = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> listen(process, ready));
    if (!ready.get(START_SECONDS, TimeUnit.SECONDS)) {
      fail("node-opcua did not start:%n%s", Files.readString(home.resolve("server.log")));
    }
    return new ForeignPress(process, port);
  }

  private static void listen(Process process, CompletableFuture<Boolean> ready) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("ready")) {
          ready.complete(true);
        }
      }
      ready.complete(false);
    } catch (IOException ended) {
      ready.complete(false);
    }
  }

  /** The whole process stands still, as one that is debugged, swapped out or starved does. */
  void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  void wake() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  @Override
  public void close() {
    process.destroy();
    process
        .onExit()
        .orTimeout(10, TimeUnit.SECONDS)
        .exceptionally(late -> process.destroyForcibly())
        .join();
  }
}

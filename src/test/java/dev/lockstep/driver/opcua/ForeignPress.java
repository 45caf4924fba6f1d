package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * The press on node-opcua, in a process of its own. Skipped, with the reason, where node is not
 * there; but with {@code LOCKSTEP_CI=true} in the environment that is a failure.
 */
final class ForeignPress implements AutoCloseable {
  private static final Path MODEL = Path.of("src/test/node-opcua");
  private static final Path HOME = Path.of("target/node-opcua");
  private static final long INSTALL_SECONDS = 180;
  private static final long START_SECONDS = 60;

  private final Process process;
  private final int port;

  private ForeignPress(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  int port() {
    return port;
  }

  static ForeignPress start(Path pki) throws Exception {
    install();
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process process =
        new ProcessBuilder("node", "server.js", String.valueOf(port), pki.toString())
            .directory(HOME.toFile())
            .redirectError(HOME.resolve("server.log").toFile())
            .start();
    CompletableFuture<Boolean> ready = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> listen(process, ready));
    if (!ready.get(START_SECONDS, TimeUnit.SECONDS)) {
      fail("node-opcua did not start:%n%s", Files.readString(HOME.resolve("server.log")));
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

  /** Brings the packages that package-lock.json names, once per clean. */
  private static void install() throws Exception {
    Files.createDirectories(HOME);
    boolean changed = false;
    for (String file : List.of("package.json", "package-lock.json", "server.js")) {
      Path copy = HOME.resolve(file);
      boolean same = Files.exists(copy) && Files.mismatch(MODEL.resolve(file), copy) < 0;
      changed |= !same && !file.equals("server.js");
      Files.copy(MODEL.resolve(file), copy, StandardCopyOption.REPLACE_EXISTING);
    }
    if (!succeeds(10, "node", "--version")) {
      unavailable("node is not on the PATH");
    }
    if (!changed && Files.isDirectory(HOME.resolve("node_modules/node-opcua"))) {
      return;
    }
    if (!succeeds(INSTALL_SECONDS, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")) {
      unavailable("npm ci failed; see " + HOME.resolve("npm.log"));
    }
  }

  private static boolean succeeds(long seconds, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(new ArrayList<>(List.of(command)))
              .directory(HOME.toFile())
              .redirectErrorStream(true)
              .redirectOutput(HOME.resolve("npm.log").toFile())
              .start();
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException notThere) {
      return false;
    }
  }

  private static void unavailable(String why) {
    if ("true".equals(System.getenv("LOCKSTEP_CI"))) {
      fail("node-opcua is wanted with LOCKSTEP_CI=true: %s", why);
    }
    Assumptions.abort("skipped, no foreign OPC UA peer: " + why);
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

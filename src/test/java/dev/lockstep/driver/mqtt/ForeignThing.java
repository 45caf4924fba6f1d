package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.fail;

import dev.lockstep.NpmPackages;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A Thing that node-wot exposes over MQTT, in a process of its own. */
final class ForeignThing implements AutoCloseable {
  private static final long START_SECONDS = 60;

  private final Process process;
  private final CompletableFuture<String> description = new CompletableFuture<>();
  private final List<String> events = new CopyOnWriteArrayList<>();

  private ForeignThing(Process process) {
    this.process = process;
  }

  static ForeignThing start(String broker) throws Exception {
    Path home =
        NpmPackages.install(Path.of("src/test/node-wot"), "the tests with a Thing of node-wot");
    Path log = home.resolve("thing.log");
    Process process =
        new ProcessBuilder("node", "thing.js", broker)
            .directory(home.toFile())
            .redirectError(log.toFile())
            .start();
    ForeignThing thing = new ForeignThing(process);
    Thread.ofVirtual().start(thing::listen);
    try {
      thing.description.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (Exception late) {
      thing.close();
      fail("node-wot did not start:%n%s", Files.readString(log));
    }
    return thing;
  }

  private void listen() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{")) {
          description.complete(line);
        } else {
          events.add(line);
        }
      }
    } catch (java.io.IOException ended) {
      // its end is seen below
    }
    description.completeExceptionally(new IllegalStateException("ended"));
  }

  /** The Thing Description as the Thing itself gives it. */
  String description() {
    return description.join();
  }

  /** What happened to the Thing so far, in order. */
  List<String> events() {
    return events;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException impatient) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

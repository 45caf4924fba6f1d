package dev.lockstep.packaged;

import static org.awaitility.Awaitility.await;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.SeededJournal;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.Rest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A packaged gateway with two hundred presses in memory, which is its own coordinator, and ten
 * thousand transactions behind it.
 */
final class ShownLine implements AutoCloseable {
  static final int PRESSES = 200;

  /** Transactions that ended before the start: a list has many pages. */
  private static final int ENDED = 10_000;

  /** A transaction whose row the disk damaged: nothing is promised before it is put aside. */
  static final String HURT = "hurt";

  private static final String T = "/api/v1/transactions/";

  private final Path folder = Distribution.folder("dashboard");
  private final GatewayProcess gateway;

  /** Started and ready. */
  ShownLine(String name) throws IOException {
    try (InputStream profile =
        Objects.requireNonNull(ShownLine.class.getResourceAsStream("/page/press.yaml"))) {
      Files.writeString(
          folder.resolve("press.yaml"), new String(profile.readAllBytes(), StandardCharsets.UTF_8));
    }
    guard(true);
    Files.createDirectories(plans());
    Map<String, String> settings = new HashMap<>();
    settings.put("lockstep.catalog.profiles", folder.resolve("press.yaml").toString());
    settings.put("lockstep.catalog.devices", folder.resolve("devices.yaml").toString());
    settings.put("lockstep.opcua.pki", folder.resolve("pki").toString());
    settings.put("lockstep.coordinator.enabled", "true");
    settings.put("lockstep.coordinator.timeout", "1m");
    settings.put("lockstep.coordinator.path", folder.resolve("decisions.db").toString());
    settings.put("lockstep.catalog.plans", plans().toString());
    settings.put("lockstep.transactions.in-doubt-after", "1s");
    settings.put("lockstep.dashboard.refresh-every", "200ms");
    int port = FreePorts.lasting();
    gateway =
        new GatewayProcess(
            new GatewayProcess.Plan(name, Distribution.home(), folder, port, settings));
    try {
      SeededJournal.at(
          Files.createDirectories(gateway.plan().home()).resolve("journal.db"), ENDED, HURT);
    } catch (JournalUnavailableException unusable) {
      throw new AssertionError(unusable);
    }
    gateway.start().awaitReady();
  }

  /** The folder of its plans, empty at first. */
  Path plans() {
    return folder.resolve("plans");
  }

  /** How the guard of the last press stands at the next start. */
  void guard(boolean closed) throws IOException {
    String list =
        IntStream.rangeClosed(1, PRESSES)
            .mapToObj(
                each ->
                    """
                      - name: press-%03d
                        profileName: page-press
                        protocols: { simulated: { GuardClosed: "%s", Temperature: "%d" } }
                    """
                        .formatted(each, each < PRESSES || closed, 20 + each % 7))
            .collect(Collectors.joining("", "deviceList:\n", ""));
    Files.writeString(folder.resolve("devices.yaml"), list);
  }

  Path folder() {
    return folder;
  }

  GatewayProcess gateway() {
    return gateway;
  }

  String address() {
    return gateway.address();
  }

  Rest.Reply tell(String id, String verb, Object body) {
    return gateway.rest().post(T + id + "/" + verb, body);
  }

  /** Voted COMMIT, and nothing more. */
  void prepare(String id, String press, String command) {
    Map<String, Object> wish =
        Map.of("device", press, "command", command, "arguments", Map.of("Force", 120));
    Rest.Reply vote = tell(id, "prepare", Map.of("commands", List.of(wish)));
    if (vote.status() != 200) {
      throw new AssertionError(id + ": " + vote);
    }
  }

  /** Waits until a person is waited for by this transaction. */
  void awaitKind(String id, String kind) {
    await(id + " is " + kind)
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> gateway.rest().get(T + id).body().at("/waitsFor/kind").asText(), kind::equals);
  }

  String outcome(String id) {
    return gateway.rest().get(T + id).body().path("outcome").asText();
  }

  @Override
  public void close() {
    gateway.close();
  }
}

package dev.lockstep.packaged;

import static org.awaitility.Awaitility.await;

import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.Logbook;
import dev.lockstep.plant.MachineKeys;
import dev.lockstep.plant.Plant;
import dev.lockstep.plant.Rest;
import dev.lockstep.plant.Stamp;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * A line whose packaged gateway dies again and again. Its machines and the coordinator's memory
 * live in this process: they outlive every gateway, and what they wrote down is what is checked.
 */
final class PackagedGateway implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> MACHINES = List.of("press", "oven", "stamp", "conveyor");
  private static final double LATE = 0.3;
  private static final String TRANSACTIONS = "/api/v1/transactions/";

  private final Plant plant;
  private final Stamp stamp;
  private final Decisions decisions;
  private final GatewayProcess gateway;
  private volatile long startedAt = System.nanoTime();

  private PackagedGateway(Plant plant, Stamp stamp, Decisions decisions, GatewayProcess gateway) {
    this.plant = plant;
    this.stamp = stamp;
    this.decisions = decisions;
    this.gateway = gateway;
  }

  /**
   * Running, ready and connected to its machines.
   *
   * @param staleAfter of every command; empty for what the profiles say
   * @param coordinators that may be asked besides the one that is played here
   */
  static PackagedGateway start(String name, Optional<Duration> staleAfter, String... coordinators) {
    return start(name, new Configured(staleAfter, List.of(coordinators), Map.of()));
  }

  /**
   * What its gateway is configured with besides its machines.
   *
   * @param staleAfter of every command; empty for what the profiles say
   * @param coordinators that may be asked besides the one that is played here
   * @param others keys and values
   */
  record Configured(
      Optional<Duration> staleAfter, List<String> coordinators, Map<String, String> others) {}

  /** Running, ready and connected to its machines. */
  static PackagedGateway start(String name, Configured configured) {
    Plant plant = Plant.start();
    Stamp stamp = new Stamp(FreePorts.find(1).getFirst()).start();
    Decisions decisions = Decisions.listen();
    Machinery machinery = new Machinery(plant, stamp, Distribution.folder("kills-" + name));
    Map<String, String> settings = new HashMap<>(machinery.settings(configured.staleAfter()));
    settings.putAll(configured.others());
    List<String> allowed = new ArrayList<>(configured.coordinators());
    allowed.add(decisions.address());
    settings.put("lockstep.coordinators.allowed", String.join(",", allowed));
    var plan =
        new GatewayProcess.Plan(
            name, Distribution.home(), machinery.folder(), FreePorts.lasting(), settings);
    PackagedGateway line = new PackagedGateway(plant, stamp, decisions, new GatewayProcess(plan));
    boolean whole = false;
    try {
      line.start();
      line.awaitConnected();
      whole = true;
      return line;
    } finally {
      if (!whole) {
        line.close();
      }
    }
  }

  /** Its gateway's configuration, as files and keys. */
  private record Machinery(Plant plant, Stamp stamp, Path folder) {

    Map<String, String> settings(Optional<Duration> staleAfter) {
      MachineKeys keys = new MachineKeys(folder);
      try {
        keys.add("press", plant.press().certificate())
            .add("oven", plant.oven().certificate())
            .add("stamp", stamp.certificate());
        Files.writeString(folder.resolve("devices.yaml"), devices());
        profiles(staleAfter);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Map<String, String> settings = new HashMap<>(keys.settings());
      settings.put("lockstep.catalog.profiles", folder.resolve("profiles").toString());
      settings.put("lockstep.catalog.devices", folder.resolve("devices.yaml").toString());
      // How long a killed gateway's last send may still arrive, and so its fence must wait.
      settings.put("lockstep.opcua.session-timeout", "5s");
      settings.put("lockstep.mqtt.expiry-max", "2s");
      settings.put("lockstep.mqtt.fence-margin", "500ms");
      // Impatient, so that a life of a few seconds is long enough to be heard of.
      settings.put("lockstep.transactions.doubt-after", "300ms");
      settings.put("lockstep.transactions.pause-max", "1s");
      settings.put("lockstep.opcua.reconnect-pause-max", "1s");
      settings.put("lockstep.mqtt.reconnect-pause-max", "1s");
      return settings;
    }

    private String devices() throws IOException {
      return resource("devices.yaml")
          .replace("${press}", plant.press().endpoint())
          .replace("${oven}", plant.oven().endpoint())
          .replace("${stamp}", stamp.endpoint())
          .replace("${broker}", plant.broker().address());
    }

    private void profiles(Optional<Duration> staleAfter) throws IOException {
      Path profiles = Files.createDirectories(folder.resolve("profiles"));
      Path shipped = Distribution.home().resolve("device-profiles");
      for (String name : List.of("hydraulic-press", "reflow-oven", "conveyor")) {
        String text = Files.readString(shipped.resolve(name + ".yaml"));
        Files.writeString(profiles.resolve(name + ".yaml"), hurried(text, staleAfter));
      }
      Files.writeString(
          profiles.resolve("stamp.yaml"), hurried(resource("stamp.yaml"), staleAfter));
    }

    /** The profile with this age in each of its commands. */
    private static String hurried(String profile, Optional<Duration> staleAfter) {
      if (staleAfter.isEmpty()) {
        return profile;
      }
      return profile
          .replaceAll(" {8}staleAfter: .*\n", "")
          .replaceAll(
              "( {8})(repeat: .*\n)",
              "$1staleAfter: %ds\n$1$2".formatted(staleAfter.get().toSeconds()));
    }

    private static String resource(String name) throws IOException {
      try (InputStream text = PackagedGateway.class.getResourceAsStream("/kills/" + name)) {
        return new String(text.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  Plant plant() {
    return plant;
  }

  Stamp stamp() {
    return stamp;
  }

  /** Of every machine that is not in the gateway's own memory. */
  List<Logbook> logbooks() {
    return List.of(
        plant.press().logbook(),
        plant.conveyor().logbook(),
        plant.oven().logbook(),
        stamp.logbook());
  }

  Decisions decisions() {
    return decisions;
  }

  GatewayProcess gateway() {
    return gateway;
  }

  /** How long nothing was killed, at most since that nano time. */
  Duration quietSince(long begun) {
    return Duration.ofNanos(System.nanoTime() - Math.max(begun, startedAt));
  }

  /** Up again on the same journal; ready, not yet connected. */
  void start() {
    gateway.start().awaitReady();
    startedAt = System.nanoTime();
  }

  /** Starts a dead gateway again, at once or late; says which. */
  String comeBack(RandomGenerator random) {
    gateway.kill(); // it may have been about to die only
    Duration pause = Duration.ofMillis(random.nextDouble() < LATE ? random.nextInt(500, 3000) : 0);
    LockSupport.parkNanos(pause.toNanos());
    start();
    return pause.isZero() ? "at once" : "after %.1f s".formatted(pause.toMillis() / 1000.0);
  }

  /** Waits until the gateway has a connection to each machine. */
  void awaitConnected() {
    for (String device : MACHINES) {
      await("connection to " + device)
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> gateway.rest().get("/api/v1/devices/" + device).body().toString(),
              shown -> shown.contains("\"CONNECTED\""));
    }
  }

  /**
   * A call about one transaction.
   *
   * @param verb prepare, execute, commit, rollback, resolve or release
   */
  Rest.Reply tell(String id, String verb, Object body) {
    return gateway.rest().post(TRANSACTIONS + id + "/" + verb, body);
  }

  Rest.Reply transaction(String id) {
    return gateway.rest().get(TRANSACTIONS + id);
  }

  /** What the journal itself complains of, in its own words; empty where all is well. */
  String troubles() {
    var troubles = gateway.rest().get("/api/v1/journal").body().path("troubles");
    return troubles.isEmpty() ? "" : troubles.toString();
  }

  @Override
  public void close() {
    gateway.close();
    decisions.close();
    stamp.close();
    plant.close();
  }
}

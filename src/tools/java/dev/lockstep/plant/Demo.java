package dev.lockstep.plant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;

/**
 * {@code make demo}: two gateways, a coordinator and three machines, in six scenes. Exit code 0
 * when every machine showed what it must, 2 when it cannot be understood what is asked for, else 1.
 *
 * <p>System property {@code lockstep.distribution}: the unpacked package, {@code target/lockstep}
 * unless given. Environment {@code COORDINATOR=narayana}: a real one of the {@code narayana} folder
 * beside that, in four scenes; {@code SCENES=af}: only these; {@code KEEP=1}: leave everything
 * running until Ctrl-C. Everything that is written goes below {@code target/demo}, which is emptied
 * first.
 */
public final class Demo {
  private static final Path DIRECTORY = Path.of("target", "demo").toAbsolutePath();

  private Demo() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) throws IOException {
    Choice choice;
    List<DemoScene> scenes;
    try {
      choice = Choice.of(System.getenv().getOrDefault("COORDINATOR", ""));
      scenes = choice.scenes(System.getenv().getOrDefault("SCENES", ""));
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(2);
      return;
    }
    Path distribution =
        Path.of(System.getProperty("lockstep.distribution", "target/lockstep")).toAbsolutePath();
    Optional<String> missing = choice.missing(distribution);
    if (missing.isPresent()) {
      System.err.println(missing.get());
      System.exit(1);
    }
    empty(DIRECTORY);
    logToFile();
    // Milo, Netty and Artemis leave threads behind that keep the process alive.
    System.exit(play(choice, scenes, distribution) ? 0 : 1);
  }

  private static boolean play(Choice choice, List<DemoScene> scenes, Path distribution)
      throws IOException {
    Narrator tell = new Narrator(System.out);
    PlantCoordinator coordinator = choice.coordinator(distribution, DIRECTORY);
    tell.heading("Starting three machines, two gateways and " + coordinator.title());
    try (Plant plant = Plant.start();
        Site site = Site.start(plant, coordinator, distribution, DIRECTORY)) {
      tell.say("line A: press (OPC UA) and conveyor (MQTT); line B: oven (OPC UA)");
      tell.say("press: " + Site.connection(site.lineA(), "press"));
      tell.say("oven: " + Site.connection(site.lineB(), "oven"));
      tell.say("what the machines show below is read from their own memory");
      choice.leftOut().ifPresent(tell::say);
      boolean allPlayed = scenes.stream().allMatch(scene -> played(scene, site, tell));
      tell.heading(
          allPlayed
              ? choice.allScenes(scenes) + ": every machine showed what it must."
              : "FAILED. The logs are in " + DIRECTORY);
      if ("1".equals(System.getenv("KEEP"))) {
        keep(site, tell);
      }
      return allPlayed;
    } catch (DemoScene.SceneFailed | IllegalStateException | UncheckedIOException e) {
      tell.heading("FAILED before the first scene: " + e.getMessage());
      return false;
    }
  }

  private static boolean played(DemoScene scene, Site site, Narrator tell) {
    tell.heading(scene.title());
    try {
      scene.play(site, tell);
      tell.say("ok");
      return true;
    } catch (DemoScene.SceneFailed | IllegalStateException | UncheckedIOException e) {
      tell.say("WRONG: " + e.getMessage());
      tell.show("now", site.plant().shown());
      return false;
    }
  }

  private static void keep(Site site, Narrator tell) {
    tell.heading("Left running until Ctrl-C");
    for (ProductionLine each : List.of(site.lineA(), site.lineB())) {
      GatewayProcess gateway = each.gateway();
      tell.say("%-12s %s".formatted(gateway.name(), page(gateway)));
    }
    for (Map.Entry<String, String> each : site.coordinator().directions(site.lines())) {
      tell.say("%-12s %s".formatted(each.getKey(), each.getValue()));
    }
    tell.say("%-12s %s".formatted("press", site.plant().press().endpoint()));
    tell.say("%-12s %s".formatted("oven", site.plant().oven().endpoint()));
    tell.say("%-12s %s".formatted("broker", site.plant().broker().address()));
    tell.say("%-12s %s".formatted("logs", DIRECTORY));
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where a person looks at it with a browser, and where its API is. */
  static String page(GatewayProcess process) {
    return "%1$s/ is its page, %1$s/q/swagger-ui its API".formatted(process.address());
  }

  private static void logToFile() throws IOException {
    Logger root = Logger.getLogger("");
    for (Handler each : root.getHandlers()) {
      root.removeHandler(each);
    }
    var file = new FileHandler(DIRECTORY.resolve("plant.log").toString());
    file.setFormatter(new SimpleFormatter());
    root.addHandler(file);
    root.setLevel(Level.INFO);
  }

  private static void empty(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    Files.createDirectories(directory);
  }
}

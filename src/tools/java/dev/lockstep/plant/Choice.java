package dev.lockstep.plant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who coordinates the demo: what {@code COORDINATOR} asks for. */
enum Choice {
  LOCKSTEP,
  NARAYANA,
  ZOOKEEPER;

  /**
   * Reads it. Empty is our own.
   *
   * @throws IllegalArgumentException where there is nobody of that name; says what to type instead
   */
  static Choice of(String asked) {
    return switch (asked.strip().toLowerCase(Locale.ROOT)) {
      case "", "lockstep" -> LOCKSTEP;
      case "narayana" -> NARAYANA;
      case "zookeeper" -> ZOOKEEPER;
      default ->
          throw new IllegalArgumentException(
              ("There is no coordinator \"%s\": `make demo` plays with Lockstep's own, "
                      + "`make demo COORDINATOR=narayana` with a real Narayana, "
                      + "`make demo COORDINATOR=zookeeper` with two of our own on an ensemble.")
                  .formatted(asked));
    };
  }

  /**
   * The scenes of these letters, all where it is empty; in the order in which they are played.
   *
   * @throws IllegalArgumentException where there is no scene of a letter; says which there are
   */
  List<DemoScene> scenes(String letters) {
    String wanted = letters.replaceAll("[,;\\s]", "").toLowerCase(Locale.ROOT);
    String known = scenes().stream().map(Choice::letter).collect(Collectors.joining());
    wanted
        .chars()
        .mapToObj(Character::toString)
        .filter(each -> !known.contains(each))
        .findFirst()
        .ifPresent(
            each -> {
              throw new IllegalArgumentException(
                  "There is no scene \"%s\" here: SCENES is made of the letters %s."
                      .formatted(each, known));
            });
    return scenes().stream()
        .filter(scene -> wanted.isEmpty() || wanted.contains(letter(scene)))
        .toList();
  }

  /** {@code a} of a title that begins with (a). */
  private static String letter(DemoScene scene) {
    return scene.title().substring(1, 2);
  }

  /** In the order in which they are played. */
  List<DemoScene> scenes() {
    return switch (this) {
      case LOCKSTEP ->
          Stream.concat(
                  DemoScene.COORDINATED.stream(),
                  Stream.of(DemoScene.OF_GATEWAY_AND_MACHINE, DemoScene.AT_AN_INSTANT))
              .toList();
      case NARAYANA -> DemoScene.COORDINATED;
      case ZOOKEEPER -> DemoScene.ON_AN_ENSEMBLE;
    };
  }

  /** What is played, for the last line. */
  String allScenes(List<DemoScene> played) {
    if (played.size() < scenes().size()) {
      return played.stream().map(Choice::letter).collect(Collectors.joining(", ", "Scenes ", ""));
    }
    return switch (this) {
      case LOCKSTEP -> "All six scenes";
      case NARAYANA -> "All four scenes with Narayana";
      case ZOOKEEPER -> "All five scenes on the ensemble";
    };
  }

  /** What is not played, and where it is; empty where everything is. */
  Optional<String> leftOut() {
    return switch (this) {
      case LOCKSTEP, ZOOKEEPER -> Optional.empty();
      case NARAYANA ->
          Optional.of(
              "scenes (e) and (f) are left out: one is between a gateway and its machine, the other"
                  + " is at an instant, of which Narayana's protocol says nothing; see `make"
                  + " demo`");
    };
  }

  /** What is missing to play, with the remedy; empty where nothing is. */
  Optional<String> missing(Path distribution) {
    if (!Files.isExecutable(distribution.resolve("bin/lockstep"))) {
      return Optional.of("No gateway in " + distribution + ": run `make package` first.");
    }
    return switch (this) {
      case LOCKSTEP, ZOOKEEPER -> Optional.empty();
      case NARAYANA ->
          Files.isDirectory(jars(distribution))
              ? Optional.empty()
              : Optional.of("No Narayana in " + jars(distribution) + ": run `make package` first.");
    };
  }

  /** Not running. */
  PlantCoordinator coordinator(Path distribution, Path directory) throws IOException {
    return switch (this) {
      case LOCKSTEP ->
          new LockstepCoordinator(distribution, directory, FreePorts.find(1).getFirst());
      case NARAYANA -> new NarayanaCoordinator(jars(distribution), directory);
      case ZOOKEEPER -> new CoordinatorReplicas(distribution, directory);
    };
  }

  /** Beside the package, where the build puts them. */
  private static Path jars(Path distribution) {
    return distribution.resolveSibling("narayana");
  }
}

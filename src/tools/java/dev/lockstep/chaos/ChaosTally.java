package dev.lockstep.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * What was done to the gateway, and which promises broke.
 *
 * @param kills processes killed with SIGKILL
 * @param images disks as a power cut could have left them, each opened
 * @param faults faults of machines, networks and disks, each provoked once
 * @param seeds random schedules played
 * @param mutants changes of the core, each of which a test must notice
 * @param violations one line each
 */
public record ChaosTally(
    int kills, int images, int faults, int seeds, int mutants, List<String> violations) {
  public static final ChaosTally NOTHING = new ChaosTally(0, 0, 0, 0, 0, List.of());

  public ChaosTally {
    violations = List.copyOf(violations);
  }

  public static ChaosTally kills(int kills, List<String> violations) {
    return new ChaosTally(kills, 0, 0, 0, 0, violations);
  }

  public static ChaosTally images(int images, List<String> violations) {
    return new ChaosTally(0, images, 0, 0, 0, violations);
  }

  public static ChaosTally faults(int faults, List<String> violations) {
    return new ChaosTally(0, 0, faults, 0, 0, violations);
  }

  public static ChaosTally seeds(int seeds, List<String> violations) {
    return new ChaosTally(0, 0, 0, seeds, 0, violations);
  }

  public static ChaosTally mutants(int mutants, List<String> violations) {
    return new ChaosTally(0, 0, 0, 0, mutants, violations);
  }

  /** Both together. */
  public ChaosTally plus(ChaosTally other) {
    List<String> all = new ArrayList<>(violations);
    all.addAll(other.violations);
    return new ChaosTally(
        kills + other.kills,
        images + other.images,
        faults + other.faults,
        seeds + other.seeds,
        mutants + other.mutants,
        all);
  }

  /** The line that a run ends with. */
  public String line() {
    return "%d kills, %d images, %d faults, %d seeds, %d mutants, %d violations"
        .formatted(kills, images, faults, seeds, mutants, violations.size());
  }
}

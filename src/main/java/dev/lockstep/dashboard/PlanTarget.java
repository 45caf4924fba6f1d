package dev.lockstep.dashboard;

import java.util.List;
import java.util.Optional;

/**
 * What a plan commands at one gateway, and what that gateway has against it.
 *
 * @param more commands that are not shown
 * @param verdict empty where no gateway was asked
 * @param faults what its vote would refuse for certain, one sentence each
 * @param warnings what it was not asked
 */
record PlanTarget(
    String gateway,
    List<Command> commands,
    int more,
    Optional<Badge> verdict,
    List<String> faults,
    List<String> warnings) {
  /** One command on one device. */
  record Command(String device, String command, String arguments, int stage) {}

  PlanTarget {
    commands = List.copyOf(commands);
    faults = List.copyOf(faults);
    warnings = List.copyOf(warnings);
  }

  public boolean judged() {
    return verdict.isPresent();
  }

  /** Only where {@link #judged()}. */
  public Badge badge() {
    return verdict.orElseThrow();
  }
}

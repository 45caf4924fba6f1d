package dev.lockstep.transaction;

import dev.lockstep.device.Action;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Promise;
import dev.lockstep.device.ResourceName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Stream;

/**
 * A distributed transaction as seen here: what this gateway is asked to do in it.
 *
 * @param id the coordinator's name for it
 * @param fingerprint of the request as it came, to tell a repeat from another request under the
 *     same id
 * @param tasks in the order of the request
 * @param coordinator where to ask for the outcome, where the request said so
 * @param participants addresses of the other branches, may be empty
 * @param onePhase this is the only participant: it decides for itself
 */
public record Branch(
    TransactionId id,
    String fingerprint,
    List<Task> tasks,
    Optional<String> coordinator,
    List<String> participants,
    boolean onePhase) {

  public Branch {
    tasks = List.copyOf(tasks);
    participants = List.copyOf(participants);
  }

  /**
   * What a transaction holds while it lives (DESIGN P7).
   *
   * @param resource empty: the device as a whole
   */
  public record Hold(DeviceName device, Optional<ResourceName> resource) {
    /** Whether both cannot be held at once. A whole device collides with each of its resources. */
    public boolean collidesWith(Hold other) {
      return device.equals(other.device)
          && (resource.isEmpty() || other.resource.isEmpty() || resource.equals(other.resource));
    }
  }

  /** Whether nothing here moves a machine: then there is nothing to decide. */
  public boolean readOnly() {
    return tasks.stream().allMatch(task -> task.action().readOnly());
  }

  /** Whether a device must be armed before the vote. */
  public boolean arms() {
    return tasks.stream().anyMatch(task -> task.action().guarantees().preparation().arms());
  }

  /** What this branch holds, derived and never stored. */
  public SequencedSet<Hold> holds() {
    SequencedSet<Hold> holds = new LinkedHashSet<>();
    tasks.forEach(task -> holds.addAll(holdsOf(task)));
    return holds;
  }

  /**
   * What one task of it holds: what it touches and reserves, or the whole device. A look holds
   * nothing.
   */
  public static SequencedSet<Hold> holdsOf(Task task) {
    SequencedSet<Hold> holds = new LinkedHashSet<>();
    Action action = task.action();
    if (action.readOnly()) {
      return holds;
    }
    if (action.guarantees().wholeDevice()) {
      holds.add(new Hold(action.device(), Optional.empty()));
      return holds;
    }
    Stream.concat(action.work().touches(), action.guarantees().reserves().stream())
        .forEach(each -> holds.add(new Hold(action.device(), Optional.of(each))));
    return holds;
  }

  /**
   * What the vote is worth, as the weakest of all commands, where those that are armed promise
   * this.
   */
  Promise promise(Promise armed) {
    boolean allArmed =
        tasks.stream()
            .map(Task::action)
            .allMatch(action -> action.readOnly() || action.guarantees().preparation().arms());
    return allArmed ? armed : armed.weaker(Promise.CHECKED);
  }
}

package dev.lockstep.transaction;

import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Promise;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Work;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

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

  /** What this branch holds, derived and never stored. A look holds nothing. */
  public SequencedSet<Hold> holds() {
    SequencedSet<Hold> holds = new LinkedHashSet<>();
    for (Task task : tasks) {
      if (task.action().guarantees().wholeDevice() && !task.action().readOnly()) {
        holds.add(new Hold(task.action().device(), Optional.empty()));
        continue;
      }
      task.action().work().touches().forEach(each -> hold(holds, task, each));
      if (!(task.action().work() instanceof Work.Look)) {
        task.action().guarantees().reserves().forEach(each -> hold(holds, task, each));
      }
    }
    return holds;
  }

  private static void hold(SequencedSet<Hold> holds, Task task, ResourceName resource) {
    holds.add(new Hold(task.action().device(), Optional.of(resource)));
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

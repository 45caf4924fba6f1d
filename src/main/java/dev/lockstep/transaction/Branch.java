package dev.lockstep.transaction;

import dev.lockstep.device.Promise;
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

  /** Whether nothing here moves a machine: then there is nothing to decide. */
  public boolean readOnly() {
    return tasks.stream().allMatch(task -> task.action().readOnly());
  }

  /** Whether a device must be armed before the vote. */
  public boolean arms() {
    return tasks.stream().anyMatch(task -> task.action().guarantees().preparation().arms());
  }

  /** What this branch holds, derived and never stored a second time. */
  public SequencedSet<Hold> holds() {
    SequencedSet<Hold> holds = new LinkedHashSet<>();
    tasks.forEach(task -> holds.addAll(task.holds()));
    return holds;
  }

  /** The same with what is held as the devices' sessions know it; unchanged where none say. */
  Branch located(List<Task> located) {
    return located.isEmpty()
        ? this
        : new Branch(id, fingerprint, located, coordinator, participants, onePhase);
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

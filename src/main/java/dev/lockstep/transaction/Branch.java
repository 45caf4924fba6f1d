package dev.lockstep.transaction;

import dev.lockstep.device.Promise;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * A transaction branch (X/Open DTP): the part of a distributed transaction that this gateway is
 * asked to do.
 *
 * @param id the coordinator's id of the transaction
 * @param fingerprint hash of the request, to tell a repetition from another request with the same
 *     id
 * @param tasks in the order of the request
 * @param coordinator address at which to ask for the outcome, where the request contained one
 * @param participants addresses of the other participants; may be empty
 * @param onePhase one-phase commit: this is the only participant, and decides by itself
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

  /** Whether the branch only reads: then there is nothing to decide. */
  public boolean readOnly() {
    return tasks.stream().allMatch(task -> task.action().readOnly());
  }

  /** Whether a device must be armed before the vote. */
  public boolean arms() {
    return tasks.stream().anyMatch(task -> task.action().guarantees().preparation().arms());
  }

  /** The reservations of this branch, derived from its tasks and never stored a second time. */
  public SequencedSet<Hold> holds() {
    SequencedSet<Hold> holds = new LinkedHashSet<>();
    tasks.forEach(task -> holds.addAll(task.holds()));
    return holds;
  }

  /**
   * This branch with holds that the drivers resolved to targets; unchanged where the list is empty.
   */
  Branch located(List<Task> located) {
    return located.isEmpty()
        ? this
        : new Branch(id, fingerprint, located, coordinator, participants, onePhase);
  }

  /**
   * The promise of the vote: the weakest of all commands.
   *
   * @param armed the weakest promise of the commands that were armed
   */
  Promise promise(Promise armed) {
    boolean allArmed =
        tasks.stream()
            .map(Task::action)
            .allMatch(action -> action.readOnly() || action.guarantees().preparation().arms());
    return allArmed ? armed : armed.weaker(Promise.CHECKED);
  }
}

package dev.lockstep.participant;

import dev.lockstep.device.Reason;
import dev.lockstep.device.Target;
import dev.lockstep.transaction.Hold;
import dev.lockstep.transaction.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Check for moved targets: compares what a task would write now with what its transaction voted for
 * (P7). A node that a profile names by namespace index has its namespace in a session alone:
 *
 * <ol>
 *   <li>the vote is given, and {@code ns=1} is the namespace of the press;
 *   <li>the server restarts with another module, and gives index 1 to its namespace (OPC 10000-5,
 *       6.3.1: only the first two entries of the NamespaceArray are fixed);
 *   <li>the commit would write a node of that module, and read its own value back there.
 * </ol>
 *
 * The targets of the vote are journaled with the task, so this is detected after a restart of the
 * gateway too, and after a change of the profile: then also where the node is the same, and its
 * type or its scale is not. The server's address is not compared: a server that was given another
 * address is the same server (P13). Does not use the network.
 */
final class MovedTargets {
  private final Holdings holdings;

  MovedTargets(DeviceLinks links) {
    this.holdings = new Holdings(links);
  }

  /**
   * One reason for each hold whose target moved; empty where all are the same, and where there is
   * no session that could tell: then nothing can be sent either.
   */
  List<Reason> of(Task task) {
    if (task.action().readOnly()) {
      return List.of();
    }
    List<Reason> reasons = new ArrayList<>();
    for (Hold now : holdings.located(task).holds()) {
      task.holds().stream()
          .filter(voted -> voted.resource().equals(now.resource()))
          .findFirst()
          .flatMap(voted -> moved(task, voted, now).or(() -> encoded(task, voted, now)))
          .ifPresent(reasons::add);
    }
    return reasons;
  }

  /**
   * The reason where each hold has a target that the other does not have. Where only one has more,
   * it is another spelling of the same target: an index that no session had resolved yet, or that
   * the profile has replaced since.
   */
  private static Optional<Reason> moved(Task task, Hold voted, Hold now) {
    Optional<Target> before = beyond(voted, now);
    Optional<Target> after = beyond(now, voted);
    if (before.isEmpty() || after.isEmpty()) {
      return Optional.empty();
    }
    String detail =
        "the vote was for %s, and the resource now resolves to %s: nothing is written; a node that"
            + " is addressed by its namespace URI (nsu=) does not move";
    Reason reason =
        Reason.of(
                Reason.Code.TARGET_MOVED,
                detail.formatted(before.get().place(), after.get().place()))
            .during(task.action());
    return Optional.of(voted.resource().map(reason::on).orElse(reason));
  }

  /**
   * The reason where a value would be written in another way than was voted for. Empty where the
   * device is gone: that is told as such.
   */
  private static Optional<Reason> encoded(Task task, Hold voted, Hold now) {
    if (voted.encoding().isEmpty()
        || now.encoding().isEmpty()
        || voted.encoding().equals(now.encoding())) {
      return Optional.empty();
    }
    String detail =
        "the vote was for %s, and the profile now says %s: nothing is written; put the profile"
            + " back, and restart the gateway";
    Reason reason =
        Reason.of(
                Reason.Code.TARGET_MOVED,
                detail.formatted(voted.encoding().get(), now.encoding().get()))
            .during(task.action());
    return Optional.of(voted.resource().map(reason::on).orElse(reason));
  }

  private static Optional<Target> beyond(Hold one, Hold other) {
    Set<String> places = other.targets().stream().map(Target::place).collect(Collectors.toSet());
    return one.targets().stream()
        .filter(each -> !places.contains(each.place()))
        .min(Comparator.comparing(Target::place));
  }
}

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
 * Compares what a task would write now with what its transaction voted for (promise P7). A node
 * that a profile names by index has its namespace in a session alone:
 *
 * <ol>
 *   <li>the vote is given, and {@code ns=1} stands for the press;
 *   <li>the server starts again with another module, and gives index 1 to that (OPC 10000-5, 6.3.1:
 *       only the first two entries of the NamespaceArray are fixed);
 *   <li>the commit would write a node that nobody asked for, and read its own value back there.
 * </ol>
 *
 * What was resolved at the vote stands in the journal with the task, so this is seen after a
 * restart of the gateway too, and after an edited profile. The server's address is not compared: a
 * server that was given another address is the same server (promise P13). No network is touched.
 */
final class MovedTargets {
  private final Holdings holdings;

  MovedTargets(DeviceLinks links) {
    this.holdings = new Holdings(links);
  }

  /**
   * One reason for each thing held that is another now; empty where all are the same, and where the
   * session that would tell is not there: then nothing can be sent either.
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
          .flatMap(voted -> moved(task, voted, now))
          .ifPresent(reasons::add);
    }
    return reasons;
  }

  /**
   * Both know a point that the other does not. One alone that knows more is another spelling of the
   * same: an index that no session had resolved yet, or that the profile has since replaced.
   */
  private static Optional<Reason> moved(Task task, Hold voted, Hold now) {
    Optional<Target> before = beyond(voted, now);
    Optional<Target> after = beyond(now, voted);
    if (before.isEmpty() || after.isEmpty()) {
      return Optional.empty();
    }
    String detail =
        "voted for %s, and its name leads to %s now: nothing is written there; a node that is named"
            + " by its namespace URI (nsu=) stays the same";
    Reason reason =
        Reason.of(
                Reason.Code.TARGET_MOVED,
                detail.formatted(before.get().point(), after.get().point()))
            .during(task.action());
    return Optional.of(voted.resource().map(reason::on).orElse(reason));
  }

  private static Optional<Target> beyond(Hold one, Hold other) {
    Set<String> points = other.targets().stream().map(Target::point).collect(Collectors.toSet());
    return one.targets().stream()
        .filter(each -> !points.contains(each.point()))
        .min(Comparator.comparing(Target::point));
  }
}

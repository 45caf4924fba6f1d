package dev.lockstep.participant;

import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Task;
import dev.lockstep.transaction.TransactionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Who holds what (DESIGN P7): read off the live states, stored nowhere. */
final class Reservations {
  private Reservations() {}

  /** A reason for each hold of the branch that another live transaction has, naming that one. */
  static List<Reason> conflicts(TransactionId id, Branch branch, Collection<Cell> cells) {
    List<Reason> conflicts = new ArrayList<>();
    for (Task task : branch.tasks()) {
      for (Branch.Hold wanted : Branch.holdsOf(task)) {
        holder(id, wanted, cells).ifPresent(holder -> conflicts.add(reason(task, wanted, holder)));
      }
    }
    return conflicts;
  }

  private static Optional<TransactionId> holder(
      TransactionId id, Branch.Hold wanted, Collection<Cell> cells) {
    return cells.stream()
        .filter(cell -> !cell.id.equals(id))
        .filter(cell -> cell.holds().stream().anyMatch(wanted::collidesWith))
        .map(cell -> cell.id)
        .findFirst();
  }

  private static Reason reason(Task task, Branch.Hold hold, TransactionId holder) {
    Reason reason =
        Reason.of(Reason.Code.RESERVED, "held by transaction " + holder)
            .at(hold.device())
            .during(task.action().command());
    return hold.resource().map(reason::on).orElse(reason);
  }
}

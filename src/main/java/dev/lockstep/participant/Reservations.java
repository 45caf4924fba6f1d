package dev.lockstep.participant;

import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.TransactionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Who holds what (DESIGN P7): read off the live states, stored nowhere. */
final class Reservations {
  private Reservations() {}

  /** A reason for each hold of the branch that another live transaction has, naming that one. */
  static List<Reason> conflicts(TransactionId id, Branch branch, Collection<Cell> cells) {
    Set<Branch.Hold> wanted = branch.holds();
    if (wanted.isEmpty()) {
      return List.of();
    }
    List<Reason> conflicts = new ArrayList<>();
    for (Cell other : cells) {
      if (other.id.equals(id)) {
        continue;
      }
      for (Branch.Hold held : other.holds()) {
        wanted.stream()
            .filter(held::collidesWith)
            .findFirst()
            .ifPresent(hold -> conflicts.add(reason(hold, other.id)));
      }
    }
    return conflicts;
  }

  private static Reason reason(Branch.Hold hold, TransactionId holder) {
    Reason reason =
        Reason.of(Reason.Code.RESERVED, "held by transaction " + holder).at(hold.device());
    return hold.resource().map(reason::on).orElse(reason);
  }
}

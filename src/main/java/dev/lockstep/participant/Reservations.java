package dev.lockstep.participant;

import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decision;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Protocol;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.Task;
import dev.lockstep.transaction.TransactionId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who holds what (DESIGN P7): read off the states that cells enter, stored nowhere. Kept by device,
 * so that a prepare looks at those alone who hold something of its machines, however many thousands
 * are in doubt at others. Thread-safe.
 */
final class Reservations {
  private final ConcurrentHashMap<DeviceName, Set<Cell>> holders = new ConcurrentHashMap<>();
  private final Object deciding = new Object();

  /** Puts the cell into a state, and its holds into force or out of it. */
  void enter(Cell cell, State next) {
    Set<Branch.Hold> before = cell.holds();
    cell.enter(next);
    Set<Branch.Hold> after = cell.holds();
    if (before != after) {
      devices(before).forEach(device -> leave(device, cell));
      devices(after).forEach(device -> join(device, cell));
    }
  }

  private static Set<DeviceName> devices(Set<Branch.Hold> holds) {
    Set<DeviceName> devices = HashSet.newHashSet(holds.size());
    holds.forEach(hold -> devices.add(hold.device()));
    return devices;
  }

  private void join(DeviceName device, Cell cell) {
    holders.compute(
        device,
        (name, there) -> {
          Set<Cell> cells = there == null ? ConcurrentHashMap.newKeySet() : there;
          cells.add(cell);
          return cells;
        });
  }

  private void leave(DeviceName device, Cell cell) {
    holders.computeIfPresent(
        device,
        (name, cells) -> {
          cells.remove(cell);
          return cells.isEmpty() ? null : cells;
        });
  }

  /**
   * Decides about a prepare: looks for conflicts and takes the resources in one breath, so that two
   * prepares cannot both find them free.
   */
  Decision decide(Cell cell, State before, Event.PrepareRequested request) {
    synchronized (deciding) {
      Decision decision = Protocol.decide(before, complete(cell.id, before, request));
      if (decision.durability() == Decision.Durability.NONE) {
        enter(cell, decision.next());
      }
      return decision;
    }
  }

  private Event.PrepareRequested complete(
      TransactionId id, State before, Event.PrepareRequested request) {
    if (!(before instanceof State.Absent)) {
      return request;
    }
    List<Reason> objections = new ArrayList<>(request.objections());
    for (Task task : request.branch().tasks()) {
      for (Branch.Hold wanted : Branch.holdsOf(task)) {
        holder(id, wanted).ifPresent(holder -> objections.add(reason(task, wanted, holder)));
      }
    }
    return new Event.PrepareRequested(request.branch(), objections, request.at());
  }

  private Optional<TransactionId> holder(TransactionId id, Branch.Hold wanted) {
    return holders.getOrDefault(wanted.device(), Set.of()).stream()
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

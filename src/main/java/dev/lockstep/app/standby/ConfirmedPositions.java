package dev.lockstep.app.standby;

import dev.lockstep.journal.ChangeBuffer;
import dev.lockstep.journal.ChangePosition;
import dev.lockstep.journal.ChangeSet;
import dev.lockstep.standby.CopyPosition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the standby has confirmed in this round, by database. Not thread-safe. */
final class ConfirmedPositions {
  private final Map<String, ChangePosition> reached = new HashMap<>();

  /**
   * A round begins.
   *
   * @param from where the standby's databases stand; empty: it is given a base copy first
   */
  void begin(Optional<CopyPosition> from) {
    reached.clear();
    from.ifPresent(this::confirm);
  }

  void confirm(CopyPosition position) {
    Positions.read(position).forEach(each -> reached.put(each.database(), each));
  }

  /** Lets go of the change sets that are confirmed. */
  void release(ChangeBuffer buffer) {
    reached.values().forEach(buffer::confirmed);
  }

  boolean cover(ChangePosition position) {
    ChangePosition there = reached.get(position.database());
    return there != null
        && there.lineage().equals(position.lineage())
        && there.sequence() >= position.sequence();
  }

  /** What is not confirmed; empty where a base copy is due. */
  Optional<List<ChangeSet>> missing(ChangeBuffer buffer) {
    return buffer.behind(List.copyOf(reached.values()));
  }
}

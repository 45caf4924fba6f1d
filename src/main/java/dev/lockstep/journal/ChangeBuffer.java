package dev.lockstep.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last change sets of all databases, in the order in which they were shipped, for a standby
 * that was away for a while or has just taken a base copy. Where it runs over, the oldest go, and
 * who lacks them needs a base copy. Thread-safe.
 */
public final class ChangeBuffer {
  private final long octetsMax;
  private final Deque<ChangeSet> kept = new ArrayDeque<>();

  /** Of each database, where the last one leads to. */
  private final Map<String, ChangePosition> end = new HashMap<>();

  private long octets;

  /**
   * Keeps nothing yet.
   *
   * @param octetsMax of encoded change sets that are kept
   */
  public ChangeBuffer(long octetsMax) {
    this.octetsMax = octetsMax;
  }

  /** A database has been opened, as {@link ChangeFollower#opened}. */
  public synchronized void opened(ChangePosition at) {
    end.put(at.database(), at);
  }

  /** Keeps one, as {@link ChangeFollower#ship}. */
  public synchronized void add(ChangeSet changes) {
    ChangePosition last = end.get(changes.database());
    if (last == null || !changes.follows(last)) {
      // The commit of the one before failed here, or the count began anew: what is kept of that
      // must not be given to anybody as if it came before this one.
      kept.removeIf(each -> each.database().equals(changes.database()) && !each.precedes(changes));
      octets = kept.stream().mapToLong(each -> each.encode().length).sum();
    }
    kept.add(changes);
    octets += changes.encode().length;
    end.put(changes.database(), changes.position());
    while (octets > octetsMax) {
      octets -= kept.remove().encode().length;
    }
  }

  /**
   * What a standby lacks that stands there, in the order in which it has to take it.
   *
   * @return empty where that cannot be told from what is kept: a base copy is due
   */
  public synchronized Optional<List<ChangeSet>> behind(List<ChangePosition> standby) {
    Map<String, ChangePosition> reached = new HashMap<>();
    standby.forEach(each -> reached.put(each.database(), each));
    List<ChangeSet> missing = new ArrayList<>();
    for (ChangeSet each : kept) {
      ChangePosition at = reached.get(each.database());
      if (at != null && each.follows(at)) {
        missing.add(each);
        reached.put(each.database(), each.position());
      }
    }
    return reached.values().containsAll(end.values())
        ? Optional.of(List.copyOf(missing))
        : Optional.empty();
  }

  /** Where each database stands now. */
  public synchronized List<ChangePosition> end() {
    return List.copyOf(end.values());
  }

  /** The standby has everything up to there: it will not ask for it again. */
  public synchronized void confirmed(ChangePosition at) {
    for (ChangeSet oldest = kept.peek();
        oldest != null && oldest.position().leadsTo(at);
        oldest = kept.peek()) {
      octets -= kept.remove().encode().length;
    }
  }
}

package dev.lockstep.dashboard;

import dev.lockstep.participant.Operator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One act on several transactions, one after the other or a few at a time: each is recorded, done
 * and answered as if it had been pressed alone. What came of each is kept. Thread-safe.
 */
final class SeveralRun {
  /** How one of them stands. */
  enum Standing {
    WAITING,
    UNDERWAY,
    DONE,
    REFUSED
  }

  /**
   * One of them.
   *
   * @param told what came of it; empty before
   */
  record Item(String id, Standing standing, String told) {}

  private final long number;
  private final Act act;
  private final Operator operator;
  private final Instant begun;
  private final List<Item> items;
  private boolean stopped;

  SeveralRun(long number, Act act, Operator operator, Instant begun, List<String> ids) {
    this.number = number;
    this.act = act;
    this.operator = operator;
    this.begun = begun;
    this.items = new ArrayList<>();
    ids.forEach(id -> items.add(new Item(id, Standing.WAITING, "")));
  }

  long number() {
    return number;
  }

  Act act() {
    return act;
  }

  Operator operator() {
    return operator;
  }

  Instant begun() {
    return begun;
  }

  synchronized List<Item> items() {
    return List.copyOf(items);
  }

  /** Takes the next one that waits; empty where none does, or a person stopped it. */
  synchronized Optional<Item> next() {
    if (stopped) {
      return Optional.empty();
    }
    for (Item each : items) {
      if (each.standing() == Standing.WAITING) {
        set(each.id(), Standing.UNDERWAY, "");
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  synchronized void set(String id, Standing standing, String told) {
    items.replaceAll(each -> each.id().equals(id) ? new Item(id, standing, told) : each);
  }

  /** What has not been begun is left as it is. */
  synchronized void stop() {
    stopped = true;
  }

  synchronized boolean isStopped() {
    return stopped;
  }

  synchronized int count(Standing standing) {
    return (int) items.stream().filter(each -> each.standing() == standing).count();
  }

  /** Whether nothing more will come of it. */
  synchronized boolean over() {
    return count(Standing.UNDERWAY) == 0 && (stopped || count(Standing.WAITING) == 0);
  }
}

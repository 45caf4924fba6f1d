package dev.lockstep.outbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The entries of one source that are read and not all told yet. An entry is sent when all earlier
 * ones of its subject are acknowledged: so a consumer that ignores ids it has seen meets the
 * entries of each transaction in their order, whatever a client library repeats or sends late.
 * Entries of different subjects do not wait for each other. For one thread.
 */
final class EventWindow {
  private final Deque<Item> items = new ArrayDeque<>();
  private final Map<String, Deque<Item>> subjects = new HashMap<>();
  private final Deque<Item> ready = new ArrayDeque<>();

  /** An entry on its way. */
  static final class Item {
    private final EventSource.Entry entry;
    private boolean told;
    private boolean dropped;
    private boolean underWay;
    private int attempt;

    private Item(EventSource.Entry entry) {
      this.entry = entry;
    }

    EventSource.Entry entry() {
      return entry;
    }

    /** By which a late failure is told from that of the present attempt. */
    int attempt() {
      return attempt;
    }
  }

  int size() {
    return items.size();
  }

  /** Puts an entry behind all others. */
  void add(EventSource.Entry entry) {
    Item item = new Item(entry);
    items.add(item);
    Deque<Item> same = subjects.computeIfAbsent(entry.event().subject(), s -> new ArrayDeque<>());
    same.add(item);
    if (same.size() == 1) {
      ready.add(item);
    }
  }

  /** Takes an entry that may be sent now. */
  Optional<Item> next() {
    Item item = ready.poll();
    while (item != null && (item.told || item.dropped)) {
      item = ready.poll();
    }
    if (item == null) {
      return Optional.empty();
    }
    item.attempt++;
    item.underWay = true;
    return Optional.of(item);
  }

  /** An attempt, this one or an earlier one, was acknowledged. */
  void told(Item item) {
    if (item.told || item.dropped) {
      return;
    }
    item.told = true;
    release(item);
  }

  private void release(Item item) {
    String subject = item.entry.event().subject();
    Deque<Item> same = subjects.get(subject);
    if (same == null || same.peek() != item) {
      return;
    }
    same.poll();
    Item next = same.peek();
    if (next == null) {
      subjects.remove(subject);
    } else {
      ready.add(next);
    }
  }

  /**
   * An attempt failed: the entry is the next to be sent.
   *
   * @return whether that was so: not where it was given up, or a later attempt is under way
   */
  boolean failed(Item item, int attempt) {
    if (item.told || item.dropped || !item.underWay || item.attempt != attempt) {
      return false;
    }
    item.underWay = false;
    ready.addFirst(item);
    return true;
  }

  /**
   * Takes the told entries from the front; returns the last one's number, 0 where there is none.
   */
  long advance() {
    long reached = 0;
    while (!items.isEmpty() && items.getFirst().told) {
      reached = items.removeFirst().entry.number();
    }
    return reached;
  }

  /** Gives up all entries up to that number. */
  void drop(long until) {
    while (!items.isEmpty() && items.getFirst().entry.number() <= until) {
      Item gone = items.removeFirst();
      gone.dropped = true;
      release(gone);
    }
  }

  /** Gives up everything: it is read anew. */
  void clear() {
    items.forEach(each -> each.dropped = true);
    items.clear();
    subjects.clear();
    ready.clear();
  }
}

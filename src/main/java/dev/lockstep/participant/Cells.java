package dev.lockstep.participant;

import dev.lockstep.participant.Cell.Letter;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The transactions in memory: all that live, and what is being answered. It guards the inboxes of
 * its cells: whether somebody works on one is asked and answered in one step with what is put in
 * and taken out. Thread-safe.
 */
final class Cells {
  private final ConcurrentHashMap<TransactionId, Cell> cells = new ConcurrentHashMap<>();

  int size() {
    return cells.size();
  }

  boolean has(TransactionId id) {
    return cells.containsKey(id);
  }

  /** Whether it is in memory, and that reminder is its newest. */
  boolean awaits(TransactionId id, int reminder) {
    Cell cell = cells.get(id);
    return cell != null && cell.reminder() == reminder;
  }

  /** Takes back an event that is kept until its transaction's state changes. */
  boolean withdraw(TransactionId id, CompletableFuture<Answer> asker) {
    Cell cell = cells.get(id);
    return cell != null && cell.withdraw(asker);
  }

  /** A cell found at start, which nobody works on before {@link #put} or {@link #wake}. */
  void add(Cell cell) {
    cells.put(cell.id, cell);
  }

  /**
   * Puts a letter into a transaction's cell; the cell, where the caller must see to it that it is
   * worked on.
   */
  Optional<Cell> put(TransactionId id, Letter letter) {
    boolean[] idle = new boolean[1];
    Cell cell =
        cells.compute(
            id,
            (key, there) -> {
              Cell known = there == null ? new Cell(key) : there;
              idle[0] = known.put(letter);
              return known;
            });
    return idle[0] ? Optional.of(cell) : Optional.empty();
  }

  /** Whether a letter was left in it on which nobody works: the caller must see to it. */
  boolean wake(Cell cell) {
    boolean[] left = new boolean[1];
    cells.computeIfPresent(
        cell.id,
        (id, there) -> {
          left[0] = there == cell && cell.wake();
          return there;
        });
    return left[0];
  }

  /** The next letter; null where there is none, and then nobody works on the cell any more. */
  @Nullable Letter take(Cell cell) {
    AtomicReference<@Nullable Letter> next = new AtomicReference<>();
    cells.compute(
        cell.id,
        (id, there) -> {
          next.set(cell.take());
          return cell.idle() ? null : cell;
        });
    return next.get();
  }

  Collection<State> known() {
    List<State> states = new ArrayList<>(cells.size());
    for (Cell cell : cells.values()) {
      State known = cell.known();
      if (known != null) {
        states.add(known);
      }
    }
    return states;
  }

  /** The state in memory; empty where the journal must be asked. */
  Optional<State> known(TransactionId id) {
    return Optional.ofNullable(cells.get(id)).map(Cell::known);
  }

  /** What was last heard where the outcome was asked for, and was none; empty where not asked. */
  Optional<String> silence(TransactionId id) {
    return Optional.ofNullable(cells.get(id)).map(Cell::silence);
  }
}

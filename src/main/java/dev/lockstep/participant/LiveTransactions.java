package dev.lockstep.participant;

import dev.lockstep.participant.LiveTransaction.QueuedEvent;
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
final class LiveTransactions {
  private final ConcurrentHashMap<TransactionId, LiveTransaction> cells = new ConcurrentHashMap<>();

  int size() {
    return cells.size();
  }

  boolean has(TransactionId id) {
    return cells.containsKey(id);
  }

  /** Whether it is in memory, and that reminder is its newest. */
  boolean awaits(TransactionId id, int reminder) {
    LiveTransaction transaction = cells.get(id);
    return transaction != null && transaction.reminder() == reminder;
  }

  /** Takes back an event that is kept until its transaction's state changes. */
  boolean withdraw(TransactionId id, CompletableFuture<Answer> asker) {
    LiveTransaction transaction = cells.get(id);
    return transaction != null && transaction.withdraw(asker);
  }

  /** A cell found at start, which nobody works on before {@link #put} or {@link #wake}. */
  void add(LiveTransaction transaction) {
    cells.put(transaction.id, transaction);
  }

  /**
   * Puts a letter into a transaction's cell; the cell, where the caller must see to it that it is
   * worked on.
   */
  Optional<LiveTransaction> put(TransactionId id, QueuedEvent queued) {
    boolean[] idle = new boolean[1];
    LiveTransaction transaction =
        cells.compute(
            id,
            (key, there) -> {
              LiveTransaction known = there == null ? new LiveTransaction(key) : there;
              idle[0] = known.put(queued);
              return known;
            });
    return idle[0] ? Optional.of(transaction) : Optional.empty();
  }

  /** Whether a letter was left in it on which nobody works: the caller must see to it. */
  boolean wake(LiveTransaction transaction) {
    boolean[] left = new boolean[1];
    cells.computeIfPresent(
        transaction.id,
        (id, there) -> {
          left[0] = there == transaction && transaction.wake();
          return there;
        });
    return left[0];
  }

  /** The next letter; null where there is none, and then nobody works on the cell any more. */
  @Nullable QueuedEvent take(LiveTransaction transaction) {
    AtomicReference<@Nullable QueuedEvent> next = new AtomicReference<>();
    cells.compute(
        transaction.id,
        (id, there) -> {
          next.set(transaction.take());
          return transaction.idle() ? null : transaction;
        });
    return next.get();
  }

  Collection<State> known() {
    List<State> states = new ArrayList<>(cells.size());
    for (LiveTransaction transaction : cells.values()) {
      State known = transaction.known();
      if (known != null) {
        states.add(known);
      }
    }
    return states;
  }

  /** The state in memory; empty where the journal must be asked. */
  Optional<State> known(TransactionId id) {
    return Optional.ofNullable(cells.get(id)).map(LiveTransaction::known);
  }

  /** What was last heard where the outcome was asked for, and was none; empty where not asked. */
  Optional<String> silence(TransactionId id) {
    return Optional.ofNullable(cells.get(id)).map(LiveTransaction::silence);
  }
}

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
 * The map of transactions in memory: all live ones, and those that are being answered. It guards
 * their inboxes: adding or taking an event, and finding out whether a thread works on the
 * transaction, is one atomic step. Thread-safe.
 */
final class LiveTransactions {
  private final ConcurrentHashMap<TransactionId, LiveTransaction> byId = new ConcurrentHashMap<>();

  int size() {
    return byId.size();
  }

  boolean has(TransactionId id) {
    return byId.containsKey(id);
  }

  /** Whether the transaction is in memory and this is its newest reminder. */
  boolean awaits(TransactionId id, int reminder) {
    LiveTransaction transaction = byId.get(id);
    return transaction != null && transaction.reminder() == reminder;
  }

  /** Withdraws an event that is deferred until the state of its transaction changes. */
  boolean withdraw(TransactionId id, CompletableFuture<Answer> asker) {
    LiveTransaction transaction = byId.get(id);
    return transaction != null && transaction.withdraw(asker);
  }

  /**
   * Adds a transaction found at start. It is not worked on before {@link #enqueue} or {@link
   * #wake}.
   */
  void add(LiveTransaction transaction) {
    byId.put(transaction.id, transaction);
  }

  /**
   * Adds an event to the inbox of a transaction.
   *
   * @return the transaction, where it was idle and the caller must have it worked on
   */
  Optional<LiveTransaction> enqueue(TransactionId id, QueuedEvent queued) {
    boolean[] idle = new boolean[1];
    LiveTransaction transaction =
        byId.compute(
            id,
            (key, present) -> {
              LiveTransaction known = present == null ? new LiveTransaction(key) : present;
              idle[0] = known.enqueue(queued);
              return known;
            });
    return idle[0] ? Optional.of(transaction) : Optional.empty();
  }

  /**
   * Starts the work on an event that was left at start.
   *
   * @return whether there is such an event: then the caller must have the transaction worked on
   */
  boolean wake(LiveTransaction transaction) {
    boolean[] left = new boolean[1];
    byId.computeIfPresent(
        transaction.id,
        (id, present) -> {
          left[0] = present == transaction && transaction.wake();
          return present;
        });
    return left[0];
  }

  /**
   * Takes the next event; null where there is none, and then no thread works on the transaction any
   * more.
   */
  @Nullable QueuedEvent dequeue(LiveTransaction transaction) {
    AtomicReference<@Nullable QueuedEvent> next = new AtomicReference<>();
    byId.compute(
        transaction.id,
        (id, present) -> {
          next.set(transaction.dequeue());
          return transaction.idle() ? null : transaction;
        });
    return next.get();
  }

  Collection<State> known() {
    List<State> states = new ArrayList<>(byId.size());
    for (LiveTransaction transaction : byId.values()) {
      State known = transaction.known();
      if (known != null) {
        states.add(known);
      }
    }
    return states;
  }

  /** The state in memory; empty where only the journal knows it. */
  Optional<State> known(TransactionId id) {
    return Optional.ofNullable(byId.get(id)).map(LiveTransaction::known);
  }

  /**
   * The last answer to the question for the outcome that was none; empty where none was asked for.
   */
  Optional<String> silence(TransactionId id) {
    return Optional.ofNullable(byId.get(id)).map(LiveTransaction::silence);
  }
}

package dev.lockstep.participant;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Hold;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A transaction in memory: its state and its inbox of events. Only one thread works on a
 * transaction at a time; the inbox is guarded by the map of {@link LiveTransactions}.
 */
final class LiveTransaction {
  final TransactionId id;
  private final Deque<QueuedEvent> inbox = new ArrayDeque<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private volatile @Nullable State state;
  private volatile Set<Hold> holds = Set.of();
  private volatile @Nullable String silence;
  private final CopyOnWriteArrayList<QueuedEvent> deferred = new CopyOnWriteArrayList<>();
  private boolean busy;
  private int attempts;
  private volatile int reminders;

  /**
   * A queued event, and the client that waits for the result.
   *
   * @param until the condition on the state at which the client is answered
   */
  record QueuedEvent(
      Event event, Predicate<State> until, @Nullable CompletableFuture<Answer> asker) {
    static QueuedEvent of(Event event) {
      return new QueuedEvent(event, state -> true, null);
    }
  }

  private record Waiting(Predicate<State> until, CompletableFuture<Answer> asker, Answer first) {}

  LiveTransaction(TransactionId id) {
    this.id = id;
  }

  /**
   * Adds an event to the inbox. Called under the map's guard.
   *
   * @return whether the transaction was idle: then the caller must have it worked on
   */
  boolean enqueue(QueuedEvent queued) {
    inbox.add(queued);
    boolean idle = !busy;
    busy = true;
    return idle;
  }

  /**
   * Adds the first event of a transaction that is not worked on yet. Called before the transaction
   * is in the map.
   */
  void enqueueFirst(QueuedEvent queued) {
    inbox.add(queued);
  }

  /**
   * Starts the work on an event that was left by {@link #enqueueFirst}. Called under the map's
   * guard.
   *
   * @return whether there is such an event: then the caller must have the transaction worked on
   */
  boolean wake() {
    boolean left = !busy && !inbox.isEmpty();
    busy |= left;
    return left;
  }

  /**
   * Takes the next event; null where there is none, and then the transaction is idle. Called under
   * the map's guard.
   */
  @Nullable QueuedEvent dequeue() {
    QueuedEvent next = inbox.poll();
    busy = next != null;
    return next;
  }

  /**
   * Whether the transaction may leave memory: no thread works on it, and its state is not live.
   * Called under the map's guard.
   */
  boolean idle() {
    State known = state;
    return !busy && (known == null || !known.live());
  }

  @Nullable State known() {
    return state;
  }

  Set<Hold> holds() {
    return holds;
  }

  /** Replaces the holds. */
  void hold(Set<Hold> now) {
    holds = now;
  }

  /** Enters a state. {@link Reservations} sets the holds. */
  void enter(State next) {
    State before = state;
    if (before == null || before.name() != next.name()) {
      attempts = 0;
      silence = null;
    }
    state = next;
  }

  @Nullable String silence() {
    return silence;
  }

  /**
   * Records the answer that was received instead of an outcome.
   *
   * @return whether it differs from the one before
   */
  boolean silence(String lastAnswer) {
    boolean news = !lastAnswer.equals(silence);
    silence = lastAnswer;
    return news;
  }

  int nextAttempt() {
    return attempts++;
  }

  /**
   * The number of the next reminder, which makes all earlier ones void. Called by the thread that
   * works on the transaction.
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time, many readers
  int nextReminder() {
    return ++reminders;
  }

  int reminder() {
    return reminders;
  }

  void freshStart() {
    attempts = 0;
  }

  /** Keeps an event until the state has changed. */
  void defer(QueuedEvent queued) {
    deferred.add(queued);
  }

  /** Removes and returns the deferred events, in their order. */
  List<QueuedEvent> deferred() {
    List<QueuedEvent> queue = new ArrayList<>();
    for (QueuedEvent each : deferred) {
      if (deferred.remove(each)) {
        queue.add(each);
      }
    }
    return queue;
  }

  /** Withdraws the deferred event of a client; false where there is none. */
  boolean withdraw(CompletableFuture<Answer> asker) {
    return deferred.removeIf(queued -> queued.asker() == asker);
  }

  /** Answers the client now, or when the state is the one that it waits for. */
  void answer(QueuedEvent queued, Answer answer) {
    CompletableFuture<Answer> asker = queued.asker();
    if (asker == null) {
      return;
    }
    boolean refused = answer.reply() instanceof Reply.Refused;
    if (refused || queued.until().test(answer.state())) {
      asker.complete(answer);
    } else {
      waiting.add(new Waiting(queued.until(), asker, answer));
    }
  }

  /** Answers the clients that waited for this state. */
  void answerWaiting(State now) {
    waiting.removeIf(
        each -> {
          if (each.asker().isDone()) {
            return true;
          }
          return each.until().test(now)
              && each.asker().complete(new Answer(each.first().reply(), now));
        });
  }

  /**
   * Fails the clients that wait for a vote: it could not be made durable, and may become ROLLBACK.
   * Where the vote was given, clients that wait for the end go on waiting.
   */
  void failVoters(JournalUnavailableException failure) {
    if (state instanceof State.Preparing) {
      waiting.forEach(each -> each.asker().completeExceptionally(failure));
      waiting.clear();
    }
  }

  void fail(QueuedEvent queued, JournalUnavailableException failure) {
    CompletableFuture<Answer> asker = queued.asker();
    if (asker != null) {
      asker.completeExceptionally(failure);
    }
  }
}

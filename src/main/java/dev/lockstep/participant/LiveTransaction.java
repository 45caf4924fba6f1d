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
 * One transaction in memory: its state and the events that wait for it. Only one thread works on a
 * cell at a time; the inbox is guarded by the map that holds the cell.
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
   * An event on its way, and who wants to hear what came of it.
   *
   * @param until the state at which the asker is answered
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
   * Puts a letter in; true where the caller must see to it that the cell is worked on. Called under
   * the map's guard.
   */
  boolean put(QueuedEvent queued) {
    inbox.add(queued);
    boolean idle = !busy;
    busy = true;
    return idle;
  }

  /**
   * Leaves a letter for whoever works on the cell next: before anything that comes later. Called
   * before anybody else knows the cell.
   */
  void leave(QueuedEvent queued) {
    inbox.add(queued);
  }

  /**
   * True where a letter was left and nobody works on it: the caller must see to it. As {@link
   * #put}.
   */
  boolean wake() {
    boolean left = !busy && !inbox.isEmpty();
    busy |= left;
    return left;
  }

  /** The next letter; null, and idle, where there is none. Called under the map's guard. */
  @Nullable QueuedEvent take() {
    QueuedEvent next = inbox.poll();
    busy = next != null;
    return next;
  }

  /**
   * Whether it may leave memory: nobody works on it and nothing lives in it. Called under the map's
   * guard.
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

  /** Takes these holds into force instead of those before. */
  void hold(Set<Hold> now) {
    holds = now;
  }

  /** Enters a state; what it holds is {@link Reservations}' to say. */
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

  /** Notes what was heard instead of an outcome; whether that is news. */
  boolean silence(String heard) {
    boolean news = !heard.equals(silence);
    silence = heard;
    return news;
  }

  int nextAttempt() {
    return attempts++;
  }

  /** Puts out of force every reminder before this one. Called by the one who works on the cell. */
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

  /** Keeps a letter until the state has changed. */
  void defer(QueuedEvent queued) {
    deferred.add(queued);
  }

  /** What was kept, in the order in which it came; nothing is kept any more. */
  List<QueuedEvent> deferred() {
    List<QueuedEvent> queue = new ArrayList<>();
    for (QueuedEvent each : deferred) {
      if (deferred.remove(each)) {
        queue.add(each);
      }
    }
    return queue;
  }

  /** Takes back what was kept for this asker; false where nothing was. */
  boolean withdraw(CompletableFuture<Answer> asker) {
    return deferred.removeIf(queued -> queued.asker() == asker);
  }

  /** Answers the asker now, or remembers it until the state is the one it waits for. */
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

  /** Answers whoever waited for the state that is there now. */
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
   * Tells those who wait for a vote that there is none yet: it could not be made durable, and may
   * be ROLLBACK now. Where the vote was given, those who wait for the end go on waiting.
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

package dev.lockstep.participant;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Hold;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A transaction in memory: its state, and the clients that wait for it. One thread at a time works
 * on it ({@link dev.lockstep.mailbox.Mailboxes}).
 */
final class LiveTransaction {
  final TransactionId id;
  private final List<Waiting> waiting = new ArrayList<>();
  private volatile @Nullable State state;
  private volatile Set<Hold> holds = Set.of();
  private volatile @Nullable String silence;
  private Requester requester = Requester.NONE;
  private final CopyOnWriteArrayList<QueuedEvent> deferred = new CopyOnWriteArrayList<>();
  private int attempts;
  private volatile int reminders;

  /**
   * A queued event, and the client that waits for the result.
   *
   * @param until the condition on the state at which the client is answered
   * @param requester of the client's request; none where the event is no request
   */
  record QueuedEvent(
      Event event,
      Predicate<State> until,
      @Nullable CompletableFuture<Answer> asker,
      Requester requester) {
    static QueuedEvent of(Event event) {
      return new QueuedEvent(event, state -> true, null, Requester.NONE);
    }
  }

  private record Waiting(Predicate<State> until, CompletableFuture<Answer> asker, Answer first) {}

  LiveTransaction(TransactionId id) {
    this.id = id;
  }

  /** Whether the transaction may leave memory: its state is not live. */
  boolean idle() {
    State known = state;
    return known == null || !known.live();
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

  /**
   * On whose behalf this event is decided: its own requester's; of a result or a timer, that of the
   * request that led to it. A decision that evidence brought has no requester.
   */
  Requester requesterOf(QueuedEvent queued) {
    Event event = queued.event();
    boolean decision =
        event instanceof Event.CommitDecided || event instanceof Event.RollbackDecided;
    boolean asked = !queued.requester().equals(Requester.NONE);
    return asked || decision ? queued.requester() : requester;
  }

  /** From now on what follows is done on this one's behalf. */
  void onBehalfOf(Requester next) {
    requester = next;
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

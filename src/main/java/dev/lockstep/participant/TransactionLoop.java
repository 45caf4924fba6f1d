package dev.lockstep.participant;

import dev.lockstep.device.Reason;
import dev.lockstep.journal.Entry;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.UncertainWriteException;
import dev.lockstep.mailbox.Mailboxes;
import dev.lockstep.participant.LiveTransaction.QueuedEvent;
import dev.lockstep.transaction.Decision;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Protocol;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import dev.lockstep.transaction.Transition;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * The event loop of all transactions, the whole shell around {@link
 * dev.lockstep.transaction.Protocol}: decide, make the next state durable, answer, do the effect,
 * feed its result back as the next event (P1).
 *
 * <p>Events of one transaction are decided one at a time; transactions do not wait for each other.
 * No lock is held during disk or device work.
 */
final class TransactionLoop {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.transactions");

  private final Mailboxes<TransactionId, QueuedEvent, LiveTransaction> mailboxes;
  private final LiveTransactions transactions;
  private final ConcurrentLinkedQueue<TransactionId> adopted = new ConcurrentLinkedQueue<>();
  private final Object admitting = new Object();
  private final Ports ports;
  private final ParticipantSettings settings;
  private final EffectRunner effects;
  private final EffectStart start;
  private final RequirementWatches watches;
  private final LeaseRenewals renewals;
  private final Reservations reservations = new Reservations();
  private final HeuristicAlarms alarms = new HeuristicAlarms();
  private final ProgramFaults faults = new ProgramFaults();
  private final Interventions interventions;

  TransactionLoop(Ports ports, ParticipantSettings settings) {
    this.ports = ports;
    this.settings = settings;
    this.mailboxes = new Mailboxes<>(ports.workers(), new Steps());
    this.transactions = new LiveTransactions(mailboxes);
    this.effects = new EffectRunner(ports, settings);
    this.interventions = new Interventions(settings.inDoubtAfter());
    this.start = new EffectStart(ports, settings, effects, transactions, this::offer, faults);
    this.watches = new RequirementWatches(ports, settings, this::offer);
    this.renewals = new LeaseRenewals(ports, settings.checkWithin(), this::offer);
  }

  /**
   * Posts an event of a client's request. Completes when the state is the one that the client waits
   * for.
   */
  CompletableFuture<Answer> request(
      TransactionId id, Event event, Predicate<State> until, Requester requester) {
    CompletableFuture<Answer> asker = new CompletableFuture<>();
    ports.listener().requested(id, event);
    if (!mailboxes.post(id, new QueuedEvent(event, until, asker, requester))) {
      asker.completeExceptionally(new OverloadedException(StopSignal.STOPPING));
    }
    return asker;
  }

  /**
   * As {@link #request}, for an event that may make a new transaction live; fails with {@link
   * OverloadedException} where the limit is reached. Counting and admitting are one atomic step, so
   * that of a thousand simultaneous requests none passes the limit. A transaction that is live
   * already is always admitted.
   */
  CompletableFuture<Answer> admit(
      TransactionId id, Event event, Predicate<State> until, Requester requester) {
    synchronized (admitting) {
      if (transactions.size() < settings.liveMax() || transactions.has(id)) {
        return request(id, event, until, requester);
      }
    }
    String message = "%d transactions are live, which is the limit; try again later";
    return CompletableFuture.failedFuture(
        new OverloadedException(message.formatted(settings.liveMax())));
  }

  /** Posts an event of a device, a timer or a coordinator. */
  void offer(TransactionId id, Event event) {
    mailboxes.post(id, QueuedEvent.of(event));
  }

  /**
   * Takes over a state found at start: from now on it holds its resources. The given event is the
   * first that it processes, even where a request arrives before {@link #goOn}.
   */
  void adopt(TransactionId id, State state, Event first) {
    LiveTransaction transaction = new LiveTransaction(id);
    reservations.enter(transaction, state);
    mailboxes.add(id, transaction, QueuedEvent.of(first));
    adopted.add(id);
  }

  /** Continues the adopted transactions, in their order. */
  void goOn() {
    for (TransactionId each = adopted.poll(); each != null; each = adopted.poll()) {
      mailboxes.wake(each);
    }
  }

  /** Takes nothing more: whatever fails from now on fails for the stop. */
  void close() {
    mailboxes.close();
    faults.close();
  }

  /** The transactions in memory: all live ones, and those that are being answered. */
  LiveTransactions transactions() {
    return transactions;
  }

  HeuristicAlarms alarms() {
    return alarms;
  }

  /** Takes over a heuristic outcome found at start that is not forgotten yet. */
  void adoptHeuristic(State heuristic) {
    alarms.follow(new State.Absent(), heuristic);
    if (heuristic instanceof State.Ended ended) {
      interventions.follow(ended.id(), ended, Optional.empty(), ports.clock().now());
    }
  }

  /**
   * The faults of the gateway itself since start: unexpected exceptions. Health is down while there
   * is any.
   */
  List<String> bugs() {
    return faults.sentences();
  }

  private final class Steps
      implements Mailboxes.Behaviour<TransactionId, QueuedEvent, LiveTransaction> {
    @Override
    public LiveTransaction create(TransactionId id) {
      return new LiveTransaction(id);
    }

    @Override
    public void receive(LiveTransaction transaction, QueuedEvent queued) {
      try {
        step(transaction, queued);
      } catch (JournalUnavailableException failure) {
        journalFailed(transaction, queued, failure);
      }
    }

    /** The transaction stays as journaled and is not continued, and health goes down. */
    @Override
    public void failed(LiveTransaction transaction, QueuedEvent queued, Throwable fault) {
      faults.report(transaction.id, queued.event(), fault);
      CompletableFuture<Answer> asker = queued.asker();
      if (asker != null) {
        asker.completeExceptionally(
            mailboxes.isClosed() ? new OverloadedException(StopSignal.STOPPING) : fault);
      }
    }

    @Override
    public boolean idle(LiveTransaction transaction) {
      return transaction.idle();
    }
  }

  private void step(LiveTransaction transaction, QueuedEvent queued)
      throws JournalUnavailableException {
    State before = transaction.known();
    if (before == null) {
      before = ports.journal().find(transaction.id);
      reservations.enter(transaction, before);
    }
    Event event = queued.event();
    Decision decision = reservations.decide(transaction, before, event, Protocol::decide);
    Requester requester = transaction.requesterOf(queued);
    if (decision.durability() != Decision.Durability.NONE) {
      Transition line = Transition.of(before, event, decision, requester);
      Entry entry = new Entry(transaction.id, decision.next(), line);
      write(transaction, queued, entry, decision.durability());
    }
    ReceivedOutcome.of(before, event, decision.next())
        .ifPresent(
            received ->
                ports
                    .witness()
                    .received(
                        received.coordinator(),
                        transaction.id,
                        received.outcome(),
                        received.instant()));
    if (!before.equals(decision.next())) {
      transaction.onBehalfOf(requester);
      reservations.enter(transaction, decision.next());
      alarms.follow(before, decision.next());
    }
    if (event instanceof Event.Unanswered unanswered && transaction.silence(unanswered.detail())) {
      LOG.debugf("transaction=%s in doubt: %s", transaction.id, unanswered.detail());
    }
    if (decision.reply() instanceof Reply.Later) {
      transaction.defer(queued);
      effects.shortenVerification(transaction.id);
      return;
    }
    ports.listener().decided(before, event, decision);
    transaction.answer(queued, new Answer(decision.reply(), decision.next()));
    transaction.answerWaiting(decision.next());
    watches.follow(transaction.id, decision.next());
    renewals.follow(transaction.id, decision.next());
    interventions.follow(
        transaction.id,
        decision.next(),
        Optional.ofNullable(transaction.silence()),
        ports.clock().now());
    start.perform(transaction, event, decision.effect());
    if (!before.equals(decision.next())) {
      resume(transaction);
    }
  }

  /** Posts the deferred events again after a change of state. */
  private void resume(LiveTransaction transaction) {
    List<QueuedEvent> queue = transaction.deferred();
    if (!queue.isEmpty()) {
      effects.endShortening(transaction.id);
      queue.forEach(queued -> mailboxes.post(transaction.id, queued));
    }
  }

  private void write(
      LiveTransaction transaction, QueuedEvent queued, Entry entry, Decision.Durability durability)
      throws JournalUnavailableException {
    try {
      switch (durability) {
        case NONE -> {}
        case LAZY -> ports.journal().appendLazily(entry);
        case FORCED -> ports.journal().append(entry);
      }
    } catch (UncertainWriteException slow) {
      // The callers are answered now and get no second answer; the step ends when it is known
      // whether it is durable. Decided anew before that, one transaction could come to two ends:
      // 1. the rollback is answered with 503, and becomes durable; 2. a commit is taken over it.
      transaction.fail(queued, slow);
      transaction.failVoters(slow);
      slow.await();
    }
    Transition transition = entry.line();
    LOG.debugf(
        "transaction=%s event=%s from=%s to=%s who=%s principal=%s address=%s detail=%s",
        transaction.id,
        transition.event(),
        transition.from(),
        transition.to(),
        transition.who(),
        transition.requester().principal(),
        transition.requester().address(),
        transition.detail());
  }

  /**
   * The journal did not accept the write, so the decision may be neither answered nor carried out.
   * A waiting client gets the failure; a vote becomes ROLLBACK as soon as the journal can write it;
   * the result of an effect is kept and written later, because the machine has moved.
   */
  private void journalFailed(
      LiveTransaction transaction, QueuedEvent queued, JournalUnavailableException failure) {
    LOG.logf(
        mailboxes.isClosed() ? Logger.Level.DEBUG : Logger.Level.ERROR,
        "transaction=%s event=%s could not be written to the journal: %s",
        transaction.id,
        queued.event().getClass().getSimpleName(),
        failure.getMessage());
    if (queued.asker() != null) {
      transaction.fail(queued, failure);
      return;
    }
    transaction.failVoters(failure);
    Reason reason =
        Reason.of(Reason.Code.JOURNAL_UNAVAILABLE, String.valueOf(failure.getMessage()));
    Event again = Protocol.notWritten(queued.event(), reason);
    ports
        .clock()
        .later(
            settings.backoff().whole(transaction.nextAttempt()),
            () -> offer(transaction.id, again));
  }
}

package dev.lockstep.participant;

import dev.lockstep.device.Reason;
import dev.lockstep.journal.Entry;
import dev.lockstep.journal.JournalUnavailable;
import dev.lockstep.journal.UncertainWriteException;
import dev.lockstep.participant.Cell.Letter;
import dev.lockstep.transaction.Decision;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import dev.lockstep.transaction.Transition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The whole shell: decide, make the next state durable, do the effect, feed its result back as the
 * next event.
 *
 * <p>Events of one transaction are taken one at a time; transactions do not wait for each other. No
 * lock is held while the disk or a device works.
 */
final class Loop {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.transactions");
  private static final int BUGS_KEPT = 20;

  private final Cells cells = new Cells();
  private final ConcurrentLinkedQueue<Cell> adopted = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> bugs = new ConcurrentLinkedQueue<>();
  private final Object admitting = new Object();
  private final Ports ports;
  private final ParticipantSettings settings;
  private final Effects effects;
  private final Inquiry inquiry;
  private final Watches watches;
  private final Reservations reservations = new Reservations();
  private final Alarms alarms = new Alarms();
  private final Interventions interventions;

  Loop(Ports ports, ParticipantSettings settings) {
    this.ports = ports;
    this.settings = settings;
    this.effects = new Effects(ports, settings);
    this.interventions = new Interventions(settings.inDoubtAfter());
    this.inquiry = new Inquiry(ports);
    this.watches = new Watches(ports, settings, this::offer);
  }

  /**
   * Puts an event to a transaction, from a request. Completes when the state is the one waited for.
   */
  CompletableFuture<Answer> request(TransactionId id, Event event, Predicate<State> until) {
    CompletableFuture<Answer> asker = new CompletableFuture<>();
    post(id, new Letter(event, until, asker));
    return asker;
  }

  /**
   * As {@link #request}, for what may make a new transaction live; fails with {@link Overloaded}
   * where that would be one too many. Looking and taking the place are one step: of a thousand that
   * come at once none slips past the limit. Who has a place already is let in.
   */
  CompletableFuture<Answer> admit(TransactionId id, Event event, Predicate<State> until) {
    synchronized (admitting) {
      if (cells.size() < settings.liveMax() || cells.has(id)) {
        return request(id, event, until);
      }
    }
    String message = "%d transactions are live; that is the limit";
    return CompletableFuture.failedFuture(new Overloaded(message.formatted(settings.liveMax())));
  }

  /** Puts an event to a transaction, from a device, a clock or a coordinator. */
  void offer(TransactionId id, Event event) {
    post(id, Letter.of(event));
  }

  /**
   * Wakes a transaction where it still waits. Nearly all have ended long before; none of them is
   * brought back from the disk to hear that it is too late. Of several reminders the newest counts:
   * one that a watch overtook does not begin a second round beside the first.
   */
  private void remind(TransactionId id, int reminder) {
    if (cells.awaits(id, reminder)) {
      offer(id, new Event.RetryDue(ports.clock().now()));
    }
  }

  /**
   * Takes over a state found at start, before anything else may happen: from here on it holds its
   * resources. The first event is the first that it gets, whoever comes before {@link #goOn}.
   */
  void adopt(TransactionId id, State state, Event first) {
    Cell cell = new Cell(id);
    reservations.enter(cell, state);
    cell.leave(Letter.of(first));
    cells.add(cell);
    adopted.add(cell);
  }

  /** Goes on with what was adopted, in the order of that. */
  void goOn() {
    for (Cell each = adopted.poll(); each != null; each = adopted.poll()) {
      if (cells.wake(each)) {
        workOn(each);
      }
    }
  }

  /** What is in memory: all that lives, and what is being answered. */
  Cells cells() {
    return cells;
  }

  Alarms alarms() {
    return alarms;
  }

  /** A person's outcome that was found at start, and nobody has forgotten yet. */
  void recall(State heuristic) {
    alarms.follow(new State.Absent(), heuristic);
    if (heuristic instanceof State.Ended ended) {
      interventions.follow(ended.id(), ended, Optional.empty(), ports.clock().now());
    }
  }

  /** Our own faults since start: exceptions that nobody expected. Health goes down for each. */
  List<String> bugs() {
    return List.copyOf(bugs);
  }

  private void post(TransactionId id, Letter letter) {
    cells.put(id, letter).ifPresent(this::workOn);
  }

  private void workOn(Cell cell) {
    ports.workers().execute(() -> work(cell));
  }

  private void work(Cell cell) {
    Letter letter = cells.take(cell);
    while (letter != null) {
      try {
        step(cell, letter);
      } catch (JournalUnavailable failure) {
        journalFailed(cell, letter, failure);
      } catch (RuntimeException bug) {
        // The outermost frame: the transaction stays as journaled, health goes down, nobody
        // continues it.
        report(cell.id, letter.event(), bug);
        CompletableFuture<Answer> asker = letter.asker();
        if (asker != null) {
          asker.completeExceptionally(bug);
        }
      }
      letter = cells.take(cell);
    }
  }

  private void step(Cell cell, Letter letter) throws JournalUnavailable {
    State before = cell.known();
    if (before == null) {
      before = ports.journal().find(cell.id);
      reservations.enter(cell, before);
    }
    Event event = letter.event();
    Decision decision = reservations.decide(cell, before, event);
    if (decision.durability() != Decision.Durability.NONE) {
      write(
          cell,
          letter,
          new Entry(cell.id, decision.next(), Transition.of(before, event, decision)),
          decision.durability());
    }
    if (!before.equals(decision.next())) {
      reservations.enter(cell, decision.next());
      alarms.follow(before, decision.next());
    }
    if (event instanceof Event.Unanswered unanswered && cell.silence(unanswered.detail())) {
      LOG.debugf("transaction=%s in doubt: %s", cell.id, unanswered.detail());
    }
    if (decision.reply() instanceof Reply.Later) {
      cell.defer(letter);
      effects.hurry(cell.id);
      return;
    }
    ports.listener().decided(before, event, decision);
    cell.answer(letter, new Answer(decision.reply(), decision.next()));
    cell.answerWaiting(decision.next());
    watches.follow(cell.id, decision.next());
    interventions.follow(
        cell.id, decision.next(), Optional.ofNullable(cell.silence()), ports.clock().now());
    perform(cell, event, decision.effect());
    if (!before.equals(decision.next())) {
      resume(cell);
    }
  }

  /** What waited for a change is put again; what nobody waits for any more is not. */
  private void resume(Cell cell) {
    List<Letter> letters = cell.deferred();
    if (!letters.isEmpty()) {
      effects.unhurry(cell.id);
      letters.forEach(letter -> post(cell.id, letter));
    }
  }

  /**
   * Takes back what was asked and is not decided yet, because a device is being spoken to; false
   * where it is decided.
   */
  boolean withdraw(TransactionId id, CompletableFuture<Answer> asker) {
    return cells.withdraw(id, asker);
  }

  private void write(Cell cell, Letter letter, Entry entry, Decision.Durability durability)
      throws JournalUnavailable {
    try {
      switch (durability) {
        case NONE -> {}
        case LAZY -> ports.journal().appendLazily(entry);
        case FORCED -> ports.journal().append(entry);
      }
    } catch (UncertainWriteException slow) {
      // Those who asked are told now, and hear no more of it; the step is over when it is known
      // whether it is durable. Decided anew before that, one transaction could come to two ends:
      // 1. the rollback is told to have failed, and becomes durable; 2. a commit is taken over it.
      cell.fail(letter, slow);
      cell.failVoters(slow);
      slow.await();
    }
    Transition line = entry.line();
    LOG.debugf(
        "transaction=%s event=%s from=%s to=%s who=%s detail=%s",
        cell.id, line.event(), line.from(), line.to(), line.who(), line.detail());
  }

  private void perform(Cell cell, Event event, Effect effect) {
    switch (effect) {
      case Effect.None none -> {}
      case Effect.Retry retry -> {
        if (event instanceof Event.Moved moved
            && moved.steps().stream().anyMatch(each -> each.progress().done())) {
          cell.freshStart();
        }
        // Its id alone: the timer outlives most transactions, and must not keep what they held.
        TransactionId id = cell.id;
        int reminder = cell.nextReminder();
        ports.clock().later(pause(cell), () -> remind(id, reminder));
      }
      case Effect.Check check -> start(cell.id, () -> effects.check(check.branch()));
      case Effect.Arm arm -> start(cell.id, () -> effects.arm(arm.branch()));
      case Effect.Disarm disarm -> start(cell.id, () -> effects.disarm(disarm.branch()));
      case Effect.Actuate actuate -> start(cell.id, () -> effects.actuate(actuate));
      case Effect.Recheck recheck -> start(cell.id, () -> effects.recheck(recheck.tasks()));
      case Effect.Settle settle -> start(cell.id, () -> effects.settle(settle));
      case Effect.AskCoordinator ask -> start(cell.id, () -> inquiry.ask(ask));
    }
  }

  private Duration pause(Cell cell) {
    double chance = ports.random().nextDouble();
    return settings.pauses(cell.known()).before(cell.nextAttempt(), chance);
  }

  private void start(TransactionId id, Supplier<Event> effect) {
    ports
        .workers()
        .execute(
            () -> {
              try {
                offer(id, effect.get());
              } catch (RuntimeException bug) {
                report(id, null, bug);
              }
            });
  }

  /**
   * The disk did not take it, so nothing of it may be said or done. Whoever waits for it is told
   * so; a vote becomes ROLLBACK, as soon as the disk takes that; the result of an effect is kept
   * and tried again, for the machine did what it did.
   */
  private void journalFailed(Cell cell, Letter letter, JournalUnavailable failure) {
    LOG.errorf(
        "transaction=%s event=%s was not taken: %s",
        cell.id, letter.event().getClass().getSimpleName(), failure.getMessage());
    if (letter.asker() != null) {
      cell.fail(letter, failure);
      return;
    }
    cell.failVoters(failure);
    Reason reason =
        Reason.of(Reason.Code.JOURNAL_UNAVAILABLE, String.valueOf(failure.getMessage()));
    Event again = notWritten(letter.event(), reason);
    ports
        .clock()
        .later(settings.pauses().before(cell.nextAttempt(), 0.5), () -> offer(cell.id, again));
  }

  private static Event notWritten(Event event, Reason reason) {
    return switch (event) {
      case Event.Checked checked ->
          new Event.Checked(checked.located(), checked.before(), List.of(reason), checked.at());
      case Event.Armed armed ->
          new Event.Armed(armed.promise(), armed.heldUntil(), List.of(reason), armed.at());
      case Event.PrepareRequested _,
          Event.PrepareExpired _,
          Event.CommitDecided _,
          Event.RollbackDecided _,
          Event.Renounced _,
          Event.PromiseLapsed _,
          Event.Unanswered _,
          Event.Moved _,
          Event.Disarmed _,
          Event.RequirementsSeen _,
          Event.Rechecked _,
          Event.RetryDue _,
          Event.Restarted _,
          Event.Released _,
          Event.Resolved _,
          Event.Forgotten _ ->
          event;
    };
  }

  private void report(TransactionId id, @Nullable Event event, RuntimeException bug) {
    String what = event == null ? "an effect" : event.getClass().getSimpleName();
    LOG.errorf(bug, "transaction=%s event=%s stopped by a fault of the gateway itself", id, what);
    if (bugs.size() < BUGS_KEPT) {
      bugs.add("transaction %s stopped at %s: %s".formatted(id, what, bug));
    }
  }
}

package dev.lockstep.participant;

import dev.lockstep.mailbox.Mailboxes;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Start of the effects that were decided, each on a thread of its own or after a pause. Its result
 * is posted as the next event of its transaction.
 */
final class EffectStart {
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  private final Ports ports;
  private final ParticipantSettings settings;
  private final EffectRunner effects;
  private final OutcomeInquiry inquiry;
  private final LiveTransactions transactions;
  private final BiConsumer<TransactionId, Event> next;
  private final ProgramFaults faults;

  /**
   * @param next takes the results
   */
  EffectStart(
      Ports ports,
      ParticipantSettings settings,
      EffectRunner effects,
      LiveTransactions transactions,
      BiConsumer<TransactionId, Event> next,
      ProgramFaults faults) {
    this.ports = ports;
    this.settings = settings;
    this.effects = effects;
    this.inquiry = new OutcomeInquiry(ports);
    this.transactions = transactions;
    this.next = next;
    this.faults = faults;
  }

  /** Never blocks. Called by the thread that works on the transaction. */
  void perform(LiveTransaction transaction, Event event, Effect effect) {
    // The id alone: a timer outlives most transactions, and must not keep them in memory.
    TransactionId id = transaction.id;
    switch (effect) {
      case Effect.None none -> {}
      case Effect.Retry retry -> {
        if (event instanceof Event.Moved moved
            && moved.steps().stream().anyMatch(each -> each.progress().done())) {
          transaction.freshStart();
        }
        int reminder = transaction.nextReminder();
        ports.clock().later(pause(transaction), () -> remind(id, reminder));
      }
      case Effect.Check check -> start(id, event, effect, () -> effects.check(check.branch()));
      case Effect.Arm arm -> start(id, event, effect, () -> effects.arm(arm.branch()));
      case Effect.Disarm disarm -> start(id, event, effect, () -> effects.disarm(disarm.branch()));
      case Effect.Actuate actuate -> start(id, event, effect, () -> effects.actuate(actuate));
      case Effect.Recheck recheck ->
          start(id, event, effect, () -> effects.recheck(recheck.tasks()));
      case Effect.Settle settle -> start(id, event, effect, () -> effects.settle(settle));
      case Effect.AwaitInstant wait ->
          ports.clock().later(untilNear(wait.instant()), () -> near(id));
      case Effect.AskCoordinator ask -> start(id, event, effect, () -> inquiry.ask(ask));
    }
  }

  /**
   * Until shortly before the instant, at most {@link #LOOK_AGAIN}: a clock that is kept right by
   * slewing goes another way than the timer.
   */
  private Duration untilNear(Instant instant) {
    Duration left =
        Duration.between(ports.clock().now().wall(), instant).minus(Effect.AwaitInstant.LEAD);
    if (left.isNegative()) {
      return Duration.ZERO;
    }
    return left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN;
  }

  private void near(TransactionId id) {
    if (transactions.has(id)) {
      next.accept(id, new Event.InstantNear(ports.clock().now()));
    }
  }

  private Duration pause(LiveTransaction transaction) {
    return settings.backoff(transaction.known()).pause(transaction.nextAttempt(), ports.random());
  }

  /**
   * Reminds a transaction that a retry is due, if it still waits for that. Nearly all have ended
   * long before, and are not loaded from the journal again. Only the newest reminder counts: one
   * that a watch overtook must not begin a second series of retries.
   */
  private void remind(TransactionId id, int reminder) {
    if (transactions.awaits(id, reminder)) {
      next.accept(id, new Event.RetryDue(ports.clock().now()));
    }
  }

  private void start(TransactionId id, Event cause, Effect effect, Supplier<Event> work) {
    Supplier<Event> observed = ports.listener().observed(id, cause, effect, work);
    ports
        .workers()
        .execute(
            () ->
                Mailboxes.guard(
                    () -> next.accept(id, observed.get()),
                    fault -> faults.report(id, null, fault)));
  }
}

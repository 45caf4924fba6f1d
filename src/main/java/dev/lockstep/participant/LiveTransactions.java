package dev.lockstep.participant;

import dev.lockstep.mailbox.Mailboxes;
import dev.lockstep.participant.LiveTransaction.QueuedEvent;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What is known of the transactions in memory: all live ones, and those that are being answered.
 * Thread-safe.
 */
record LiveTransactions(Mailboxes<TransactionId, QueuedEvent, LiveTransaction> mailboxes) {
  int size() {
    return mailboxes.size();
  }

  boolean has(TransactionId id) {
    return mailboxes.find(id).isPresent();
  }

  /** Whether the transaction is in memory and this is its newest reminder. */
  boolean awaits(TransactionId id, int reminder) {
    return mailboxes.find(id).filter(each -> each.reminder() == reminder).isPresent();
  }

  /**
   * Withdraws a request that is deferred because a request to a device is under way; false where it
   * is decided already.
   */
  boolean withdraw(TransactionId id, CompletableFuture<Answer> asker) {
    return mailboxes.find(id).filter(each -> each.withdraw(asker)).isPresent();
  }

  List<State> known() {
    List<State> states = new ArrayList<>();
    for (LiveTransaction transaction : mailboxes.actors()) {
      State known = transaction.known();
      if (known != null) {
        states.add(known);
      }
    }
    return states;
  }

  /** Those that hold resources. */
  List<State> live() {
    return known().stream().filter(State::live).toList();
  }

  /** The state in memory; empty where only the journal knows it. */
  Optional<State> known(TransactionId id) {
    return mailboxes.find(id).map(LiveTransaction::known);
  }

  /**
   * The last answer to the question for the outcome that was none; empty where none was asked for.
   */
  Optional<String> silence(TransactionId id) {
    return mailboxes.find(id).map(LiveTransaction::silence);
  }
}

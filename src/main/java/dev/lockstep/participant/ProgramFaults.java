package dev.lockstep.participant;

import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.TransactionId;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Faults of the gateway itself since its start: unexpected exceptions. Thread-safe. */
final class ProgramFaults {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.transactions");
  private static final int KEPT = 20;

  private final ConcurrentLinkedQueue<String> sentences = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /**
   * Logs a fault, and keeps it for health.
   *
   * @param event that was decided; null where an effect failed
   */
  void report(TransactionId id, @Nullable Event event, Throwable bug) {
    String what = event == null ? "an effect" : event.getClass().getSimpleName();
    if (closed) {
      LOG.debugf(bug, "transaction=%s event=%s left to the next start", id, what);
      return;
    }
    LOG.errorf(bug, "transaction=%s event=%s stopped by a fault of the gateway itself", id, what);
    if (sentences.size() < KEPT) {
      sentences.add(
          "transaction %s was stopped by a fault of the gateway itself at %s: %s"
              .formatted(id, what, bug));
    }
  }

  /** From now on what fails does so for the stop: what it rests on is closed, or refuses work. */
  void close() {
    closed = true;
  }

  /** The first of them, one sentence each. */
  List<String> sentences() {
    return List.copyOf(sentences);
  }
}

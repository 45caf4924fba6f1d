package dev.lockstep.outbox;

import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.TransactionId;

/** Port to the coordinator role: takes what an order asks for. Thread-safe. */
@FunctionalInterface
public interface OrderIntake {
  /**
   * What is asked for.
   *
   * @param body as of {@code POST /api/v1/coordinations}
   * @param usual the id where the body gives none
   * @param sender the event's source, and the channel
   */
  record Request(OrderBody body, TransactionId usual, Requester sender) {}

  /**
   * Begins a coordination, or finds the one that the same order began before. Returns when it would
   * survive a power cut; not only at its end.
   *
   * @return its id
   * @throws OrderRefusedException for good; nothing was begun
   * @throws OrderNotNowException the log or a limit is in the way; the same order may come again
   */
  TransactionId take(Request request)
      throws OrderRefusedException, OrderNotNowException, InterruptedException;
}

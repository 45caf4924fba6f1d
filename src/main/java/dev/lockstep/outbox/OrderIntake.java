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
   * A coordination that is durable.
   *
   * @param repeated whether it was before: the same order came again
   */
  record Taken(TransactionId id, boolean repeated) {}

  /**
   * Begins a coordination, or finds the one that the same order began before. Returns when it would
   * survive a power cut; not only at its end.
   *
   * @throws OrderRefusedException for good; nothing was begun
   * @throws OrderNotNowException the log or a limit is in the way; the same order may come again
   */
  Taken take(Request request)
      throws OrderRefusedException, OrderNotNowException, InterruptedException;
}

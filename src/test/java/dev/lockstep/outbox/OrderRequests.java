package dev.lockstep.outbox;

import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.TransactionId;
import java.nio.charset.StandardCharsets;

/** Requests of orders for tests beyond this package. */
public final class OrderRequests {
  private OrderRequests() {}

  public static OrderIntake.Request of(String body, TransactionId usual, Requester sender) {
    return new OrderIntake.Request(
        new OrderBody(body.getBytes(StandardCharsets.UTF_8)), usual, sender);
  }
}

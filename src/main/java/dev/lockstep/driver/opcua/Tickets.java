package dev.lockstep.driver.opcua;

import dev.lockstep.device.TimeSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.milo.opcua.stack.core.types.UaResponseMessageType;

/**
 * The tickets of one way: those that wait to go through its door, by the handle in their request,
 * and those that acted and went through, by the id that the channel gave them, until they are
 * settled. Thread-safe: askers issue and withdraw, Netty's event loop does the rest.
 */
final class Tickets {
  private final TimeSource clock;
  private final Unsettled unsettled;
  private final Map<Long, Ticket> waiting = new ConcurrentHashMap<>();
  private final Map<Long, Ticket> passed = new ConcurrentHashMap<>();

  /**
   * @param unsettled where sends are noted that leave
   */
  Tickets(TimeSource clock, Unsettled unsettled) {
    this.clock = clock;
    this.unsettled = unsettled;
  }

  /** False where it would act, and too many earlier sends are unsettled. */
  boolean issue(long handle, Ticket ticket) {
    if (ticket.acts() && !unsettled.hasRoom()) {
      return false;
    }
    waiting.put(handle, ticket);
    return true;
  }

  /** Nobody waits for its answer any more. */
  void withdraw(long handle) {
    waiting.remove(handle);
  }

  /**
   * Whether the request of this handle may leave now; from here on it counts as sent by the way.
   */
  boolean pass(long handle, long requestId, Way by) {
    Ticket ticket = waiting.get(handle);
    if (ticket == null || !ticket.pass(clock)) {
      return false;
    }
    if (ticket.acts()) {
      passed.put(requestId, ticket);
      unsettled.add(ticket, by);
    }
    return true;
  }

  /** Settles what this response answers; another request's answer settles nothing. */
  void answered(long requestId, UaResponseMessageType response) {
    Ticket sent = passed.get(requestId);
    if (sent != null && sent.isAnsweredBy(response)) {
      settle(requestId);
    }
  }

  /** The request could not be encoded: no octet of it left. */
  void unsent(long requestId) {
    Optional.ofNullable(passed.get(requestId)).ifPresent(Ticket::unsent);
    settle(requestId);
  }

  /** It is over at the server, whatever came of it. */
  void settle(long requestId) {
    Ticket ticket = passed.remove(requestId);
    if (ticket != null) {
      ticket.answered();
      unsettled.remove(ticket);
    }
  }
}

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
final class SendPermits {
  private final TimeSource clock;
  private final OutstandingRequests outstanding;
  private final Map<Long, SendPermit> waiting = new ConcurrentHashMap<>();
  private final Map<Long, SendPermit> passed = new ConcurrentHashMap<>();

  /**
   * @param outstanding where sends are noted that leave
   */
  SendPermits(TimeSource clock, OutstandingRequests outstanding) {
    this.clock = clock;
    this.outstanding = outstanding;
  }

  /** False where it would act, and too many earlier sends are unsettled. */
  boolean issue(long handle, SendPermit permit) {
    if (permit.acts() && !outstanding.hasRoom()) {
      return false;
    }
    waiting.put(handle, permit);
    return true;
  }

  /** Nobody waits for its answer any more. */
  void withdraw(long handle) {
    waiting.remove(handle);
  }

  /**
   * Whether the request of this handle may leave now; from here on it counts as sent by the way.
   */
  boolean pass(long handle, long requestId, SecureChannelConnection by) {
    SendPermit permit = waiting.get(handle);
    if (permit == null || !permit.pass(clock)) {
      return false;
    }
    if (permit.acts()) {
      passed.put(requestId, permit);
      outstanding.add(permit, by);
    }
    return true;
  }

  /** Settles what this response answers; another request's answer settles nothing. */
  void answered(long requestId, UaResponseMessageType response) {
    SendPermit sent = passed.get(requestId);
    if (sent != null && sent.isAnsweredBy(response)) {
      settle(requestId);
    }
  }

  /** The request could not be encoded: no octet of it left. */
  void unsent(long requestId) {
    Optional.ofNullable(passed.get(requestId)).ifPresent(SendPermit::unsent);
    settle(requestId);
  }

  /** It is over at the server, whatever came of it. */
  void settle(long requestId) {
    SendPermit permit = passed.remove(requestId);
    if (permit != null) {
      permit.answered();
      outstanding.remove(permit);
    }
  }
}

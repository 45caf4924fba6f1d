package dev.lockstep.driver.opcua;

import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.SendLease;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.milo.opcua.stack.core.types.UaResponseMessageType;

/**
 * The permits of one secure channel: those of requests that have not reached its {@link SendGate}
 * yet, by request handle, and those of writes and calls that went through it, by request id, until
 * they are settled. Thread-safe: callers issue and withdraw, Netty's event loop does the rest.
 */
final class SendPermits {
  private final TimeSource clock;
  private final SendLease lease;
  private final OutstandingRequests outstanding;
  private final Map<Long, SendPermit> waiting = new ConcurrentHashMap<>();
  private final Map<Long, SendPermit> passed = new ConcurrentHashMap<>();
  private volatile boolean barred;

  /**
   * @param lease that writes and calls are sent under
   * @param outstanding where writes and calls are noted when they are sent
   */
  SendPermits(TimeSource clock, SendLease lease, OutstandingRequests outstanding) {
    this.clock = clock;
    this.lease = lease;
    this.outstanding = outstanding;
  }

  /** False for a write or call while too many earlier ones are unsettled. */
  boolean issue(long handle, SendPermit permit) {
    if (permit.acts() && !outstanding.hasRoom()) {
      return false;
    }
    waiting.put(handle, permit);
    return true;
  }

  /** From now on no write or call passes. */
  void bar() {
    barred = true;
  }

  /** The caller has stopped waiting for the answer. */
  void withdraw(long handle) {
    waiting.remove(handle);
  }

  /** Whether the request of this handle may be sent now; from here on it counts as sent. */
  boolean pass(long handle, long requestId, SecureChannelConnection by) {
    SendPermit permit = waiting.get(handle);
    if (permit == null || (barred && permit.acts()) || !permit.pass(clock, lease)) {
      return false;
    }
    if (permit.acts()) {
      passed.put(requestId, permit);
      outstanding.add(permit, by);
    }
    return true;
  }

  /** Settles the request that this response answers; a response of another type settles nothing. */
  void answered(long requestId, UaResponseMessageType response) {
    SendPermit sent = passed.get(requestId);
    if (sent != null && sent.isAnsweredBy(response)) {
      settle(requestId);
    }
  }

  /** The request could not be encoded: no octet of it was sent. */
  void unsent(long requestId) {
    Optional.ofNullable(passed.get(requestId)).ifPresent(SendPermit::unsent);
    settle(requestId);
  }

  /** The server has finished with it, whatever the result. */
  void settle(long requestId) {
    SendPermit permit = passed.remove(requestId);
    if (permit != null) {
      permit.answered();
      outstanding.remove(permit);
    }
  }
}

package dev.lockstep.driver.opcua;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The writes and calls to one device that were sent and are neither answered nor fenced: they may
 * still arrive (ARCHITECTURE, P5a). Thread-safe; {@link #add} is called on Netty's event loop.
 */
final class OutstandingRequests {
  private final Map<SendPermit, SecureChannelConnection> sends = new ConcurrentHashMap<>();
  private final int sendsMax;

  OutstandingRequests(int sendsMax) {
    this.sendsMax = sendsMax;
  }

  boolean hasRoom() {
    return sends.size() < sendsMax;
  }

  void add(SendPermit permit, SecureChannelConnection connection) {
    sends.put(permit, connection);
  }

  void remove(SendPermit permit) {
    sends.remove(permit);
  }

  /** Those that were sent at or after these ticks of the clock. */
  List<SendPermit> since(long ticks) {
    return sends.keySet().stream().filter(each -> each.passedAt() - ticks >= 0).toList();
  }

  /** Whether something that was sent in this session may still arrive. */
  boolean has(OpcUaSession session) {
    return sends.keySet().stream().anyMatch(each -> each.session() == session);
  }

  /** The session is on this secure channel now: the server refuses it on any other. */
  void moved(OpcUaSession session, SecureChannelConnection connection) {
    sends.forEach(
        (permit, by) -> {
          if (permit.session() == session && by != connection) {
            permit.shutOut();
          }
        });
  }

  /** The server does not know the session any more: it refuses each late request of it. */
  void forgotten(OpcUaSession session) {
    sends.keySet().stream().filter(each -> each.session() == session).forEach(SendPermit::shutOut);
  }

  /**
   * Settles what the server refuses by now, where it has also had this long for what it took before
   * that. A server that works at a write does not stop when its connection is reset, and its answer
   * is lost then.
   *
   * @param aliveSince ticks since when the server has answered without a break
   */
  void worked(Duration answer, long aliveSince, long now) {
    sends
        .keySet()
        .removeIf(
            each -> each.isShutOut() && now - each.atWorkSince(aliveSince) >= answer.toNanos());
  }

  /** Settles all requests of these sessions: they ended at the server. */
  void over(Predicate<OpcUaSession> sessions) {
    sends.keySet().removeIf(each -> sessions.test(each.session()));
  }
}

package dev.lockstep.driver.opcua;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * What left and is neither answered nor fenced: the sends of one device that could still arrive
 * (DESIGN P5a). Thread-safe; {@link #add} is called on Netty's event loop.
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

  /** Sends at or after these ticks of the clock. */
  List<SendPermit> since(long ticks) {
    return sends.keySet().stream().filter(each -> each.passedAt() - ticks >= 0).toList();
  }

  /** The session stands on this way now: the server refuses what comes by any other. */
  void moved(OpcUaSession session, SecureChannelConnection connection) {
    sends.forEach(
        (permit, by) -> {
          if (permit.session() == session && by != connection) {
            permit.shutOut();
          }
        });
  }

  /** The server does not know the session any more: it refuses what comes late in its name. */
  void forgotten(OpcUaSession session) {
    sends.keySet().stream().filter(each -> each.session() == session).forEach(SendPermit::shutOut);
  }

  /**
   * What was shut out is over where the server has had this long for what it took before that. A
   * server that works at a write does not stop when its connection is reset, and its answer has no
   * way back.
   *
   * @param aliveSince ticks since when the server has answered without a break
   */
  void worked(Duration answer, long aliveSince, long now) {
    sends
        .keySet()
        .removeIf(
            each -> each.isShutOut() && now - each.atWorkSince(aliveSince) >= answer.toNanos());
  }

  /** These sessions are gone with all that was taken in their name. */
  void over(Predicate<OpcUaSession> sessions) {
    sends.keySet().removeIf(each -> sessions.test(each.session()));
  }
}

package dev.lockstep.driver.opcua;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * What left and is neither answered nor fenced: the sends of one device that could still arrive
 * (DESIGN P5a). Thread-safe; {@link #add} is called on Netty's event loop.
 */
final class Unsettled {
  private final Map<Ticket, Way> sends = new ConcurrentHashMap<>();
  private final int sendsMax;

  Unsettled(int sendsMax) {
    this.sendsMax = sendsMax;
  }

  boolean hasRoom() {
    return sends.size() < sendsMax;
  }

  void add(Ticket ticket, Way way) {
    sends.put(ticket, way);
  }

  void remove(Ticket ticket) {
    sends.remove(ticket);
  }

  /** Sends at or after these ticks of the clock. */
  List<Ticket> since(long ticks) {
    return sends.keySet().stream().filter(each -> each.passedAt() - ticks >= 0).toList();
  }

  /** The session stands on this way now: the server refuses what comes by any other. */
  void moved(Session session, Way way) {
    sends.entrySet().removeIf(each -> each.getKey().session() == session && each.getValue() != way);
  }

  /** Whatever these sessions sent, the server refuses now. */
  void over(Predicate<Session> sessions) {
    sends.keySet().removeIf(each -> sessions.test(each.session()));
  }
}

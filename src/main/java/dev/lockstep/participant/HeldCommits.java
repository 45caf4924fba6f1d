package dev.lockstep.participant;

import dev.lockstep.device.Reason;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Announces each commit that a requirement holds back, once: its machines start by themselves as
 * soon as all hold, and somebody may stand in front of them. Thread-safe.
 */
final class HeldCommits {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.transactions");

  private final Set<TransactionId> announced = ConcurrentHashMap.newKeySet();

  void follow(TransactionId id, State next) {
    if (next instanceof State.Committing committing) {
      if (committing.heldBack()) {
        announce(id, committing);
        return;
      }
      if (committing.standing() == State.Committing.Standing.MOVING) {
        return; // what was required may break once more before anything is sent
      }
    }
    if (announced.remove(id)) {
      LOG.infof(
          "transaction=%s is held back no longer: %s",
          id, next instanceof State.Committing committing ? committing.standing() : next.name());
    }
  }

  private void announce(TransactionId id, State.Committing committing) {
    if (announced.add(id)) {
      LOG.warnf(
          "transaction=%s is held back, and its machines start by themselves within a second once"
              + " all that it requires holds; keep clear of them, or end it with resolve: %s",
          id,
          committing.reasons().stream().map(Reason::toString).collect(Collectors.joining("; ")));
    }
  }
}

package dev.lockstep.participant;

import dev.lockstep.device.Moment;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Says in the log, once for each transaction and kind, that a person is waited for, and once when
 * that is over. Thread-safe.
 */
final class Interventions {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.waiting");

  private final Map<TransactionId, Intervention.Kind> told = new ConcurrentHashMap<>();
  private final Duration after;

  Interventions(Duration after) {
    this.after = after;
  }

  /** Follows a transaction into a state, or looks at it again as time passes. */
  void follow(TransactionId id, State state, Optional<String> heard, Moment now) {
    Optional<Intervention> waits = Intervention.of(state, now, after, heard);
    if (waits.isPresent()) {
      tell(id, state, waits.get());
    } else if (!goesOn(state) && told.remove(id) != null) {
      LOG.infof("transaction=%s state=%s waits for nobody any more", id, state.name());
    }
  }

  /** Between two attempts at the same it is not over. */
  private static boolean goesOn(State state) {
    return state instanceof State.Committing committing
        && committing.standing() == State.Committing.Standing.MOVING;
  }

  private void tell(TransactionId id, State state, Intervention waits) {
    if (told.put(id, waits.kind()) != waits.kind()) {
      LOG.warnf(
          "transaction=%s state=%s waits for a person: %s: %s. Remedy: %s",
          id, state.name(), waits.kind(), waits.cause(), waits.remedy());
    }
  }
}

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
 * Log of interventions: one warning for each transaction and kind that waits for a person, and one
 * entry when that is over (P12). Thread-safe.
 */
final class Interventions {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.waiting");

  private final Map<TransactionId, Intervention.Kind> logged = new ConcurrentHashMap<>();
  private final Duration after;

  Interventions(Duration after) {
    this.after = after;
  }

  /** Updates the log after a transition, or as time passes. */
  void follow(TransactionId id, State state, Optional<String> lastAnswer, Moment now) {
    Optional<Intervention> waits = Intervention.of(state, now, after, lastAnswer);
    if (waits.isPresent()) {
      log(id, state, waits.get());
    } else if (!goesOn(state) && logged.remove(id) != null) {
      LOG.infof("transaction=%s state=%s no longer waits for a person", id, state.name());
    }
  }

  /** Whether another attempt is under way: then the intervention is not over. */
  private static boolean goesOn(State state) {
    return state instanceof State.Committing committing
        && committing.standing() == State.Committing.Standing.MOVING;
  }

  private void log(TransactionId id, State state, Intervention waits) {
    if (logged.put(id, waits.kind()) != waits.kind()) {
      LOG.warnf(
          "transaction=%s state=%s waits for a person: %s: %s. Remedy: %s",
          id, state.name(), waits.kind(), waits.cause(), waits.remedy());
    }
  }
}

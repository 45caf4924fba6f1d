package dev.lockstep.participant;

import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A witness in memory. What reaches it is up to a chooser: it may be out of reach at any moment.
 */
final class PlayWitness implements OutcomeWitness {
  final Map<TransactionId, Outcome> outcomes = new LinkedHashMap<>();
  private final Map<TransactionId, Optional<Instant>> instants = new LinkedHashMap<>();
  private final BooleanSupplier reached;

  PlayWitness(BooleanSupplier reached) {
    this.reached = reached;
  }

  @Override
  public void received(
      String coordinator, TransactionId id, Outcome outcome, Optional<Instant> instant) {
    if (reached.getAsBoolean()) {
      instants.putIfAbsent(id, instant);
      Outcome before = outcomes.putIfAbsent(id, outcome);
      if (before != null && before != outcome) {
        throw new AssertionError(
            "P2: %s received %s, and %s before".formatted(id, outcome, before));
      }
    }
  }

  @Override
  public Word ask(String coordinator, TransactionId id) {
    if (!reached.getAsBoolean() || !outcomes.containsKey(id)) {
      return new Word.Silence("the witness knows nothing");
    }
    return outcomes.get(id) == Outcome.COMMITTED
        ? new Word.Commit(
            "another gateway received it", instants.getOrDefault(id, Optional.empty()))
        : new Word.Rollback("another gateway received it");
  }
}

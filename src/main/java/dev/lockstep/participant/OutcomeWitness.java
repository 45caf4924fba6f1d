package dev.lockstep.participant;

import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.time.Instant;
import java.util.Optional;

/**
 * The port to the witness: outcomes that gateways received from coordinators, kept where the other
 * gateways can read them (decision 49). What it holds is evidence, never a decision.
 */
public interface OutcomeWitness {

  /** No witness. */
  OutcomeWitness NONE =
      new OutcomeWitness() {
        @Override
        public void received(
            String coordinator, TransactionId id, Outcome outcome, Optional<Instant> instant) {}

        @Override
        public Word ask(String coordinator, TransactionId id) {
          return new Word.Silence("");
        }
      };

  /**
   * Publishes an outcome that this gateway received, before it acts on it. Returns within a
   * configured time, published or not, and does not throw: the commit goes on without a witness.
   *
   * @param coordinator its address, from the prepare request
   * @param outcome COMMITTED or ROLLED_BACK
   * @param instant at which the machines are to move, where the decision has one
   */
  void received(String coordinator, TransactionId id, Outcome outcome, Optional<Instant> instant);

  /**
   * Asks for an outcome that any gateway received. Does not throw.
   *
   * @return COMMIT or ROLLBACK; or silence, which means nothing. Its detail is empty where there is
   *     no witness
   */
  Word ask(String coordinator, TransactionId id);
}

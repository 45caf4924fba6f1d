package dev.lockstep.rest;

import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalQueries;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Participant;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Details of a transaction: its current state and its history. Thread-safe. */
public final class TransactionDetails {
  private static final int HISTORY_MAX = 1_000;

  private final Participant participant;
  private final JournalQueries queries;
  private final CoordinatorWarnings warnings;
  private final TimeSource clock;
  private final Duration inDoubtAfter;

  /**
   * @param inDoubtAfter how long after its vote a transaction without a decision counts as in doubt
   */
  public TransactionDetails(
      Participant participant,
      JournalQueries queries,
      CoordinatorWarnings warnings,
      TimeSource clock,
      Duration inDoubtAfter) {
    this.participant = participant;
    this.queries = queries;
    this.warnings = warnings;
    this.clock = clock;
    this.inDoubtAfter = inDoubtAfter;
  }

  /**
   * Whether it is in doubt, and why.
   *
   * @param silence why the last question for the outcome had no answer
   * @param waits the intervention that it waits for, where there is one
   * @param warnings what keeps it from being ended by a question
   */
  record Doubt(
      boolean inDoubt,
      Optional<String> silence,
      Optional<Intervention> waits,
      List<String> warnings) {}

  /**
   * All that is known of it.
   *
   * @throws RequestRefusedException UNKNOWN_TRANSACTION
   */
  public TransactionViews.Transaction describe(TransactionId id)
      throws JournalUnavailableException {
    State state = known(id);
    Doubt doubt =
        new Doubt(
            inDoubt(state),
            participant.silence(id),
            participant.intervention(state),
            warnings(state));
    return TransactionViewMapper.transaction(
        id.value(), state, doubt, queries.history(id, HISTORY_MAX));
  }

  private State known(TransactionId id) throws JournalUnavailableException {
    State state = participant.state(id);
    if (state instanceof State.Absent) {
      throw new RequestRefusedException(
              ProblemType.UNKNOWN_TRANSACTION, id + " was never prepared here, or is forgotten")
          .with("id", id.value());
    }
    return state;
  }

  /**
   * What its devices show at this moment; blocks until they answered, or their time is over.
   *
   * @throws RequestRefusedException UNKNOWN_TRANSACTION
   */
  public TransactionViews.Readings readings(TransactionId id) throws JournalUnavailableException {
    State state = known(id);
    return new TransactionViews.Readings(
        id.value(),
        state.name(),
        participant.readings(state).stream().map(TransactionViewMapper::present).toList());
  }

  /**
   * What keeps a vote COMMIT from being ended by a question, as long as it waits for a decision.
   */
  List<String> warnings(State state) {
    return state instanceof State.Prepared prepared
        ? warnings.of(prepared.branch().coordinator())
        : List.of();
  }

  /** One row of a list. */
  public TransactionViews.Row row(State state) {
    return TransactionViewMapper.row(state, participant.intervention(state));
  }

  /** Whether it voted COMMIT and has been without a decision for too long. */
  public boolean inDoubt(State state) {
    return state instanceof State.Prepared prepared
        && !clock.now().since(prepared.vote().at()).within(inDoubtAfter.minusNanos(1));
  }
}

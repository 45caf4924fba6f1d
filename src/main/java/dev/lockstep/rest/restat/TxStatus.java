package dev.lockstep.rest.restat;

import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Transaction status of REST-AT: {@code txstatus=WORD}, media type {@code application/txstatus}.
 */
enum TxStatus {
  ACTIVE("TransactionActive"),
  PREPARING("TransactionPreparing"),
  PREPARED("TransactionPrepared"),
  READ_ONLY("TransactionReadOnly"),
  COMMITTING("TransactionCommitting"),
  COMMITTED("TransactionCommitted"),
  COMMITTED_ONE_PHASE("TransactionCommittedOnePhase"),
  ROLLBACK_ONLY("TransactionRollbackOnly"),
  ROLLING_BACK("TransactionRollingBack"),
  ROLLED_BACK("TransactionRolledBack"),
  HEURISTIC_COMMIT("TransactionHeuristicCommit"),
  HEURISTIC_ROLLBACK("TransactionHeuristicRollback"),
  HEURISTIC_MIXED("TransactionHeuristicMixed"),
  HEURISTIC_HAZARD("TransactionHeuristicHazard");

  static final String MEDIA_TYPE = "application/txstatus";
  private static final String KEY = "txstatus=";

  /** A body, as OpenAPI describes it. */
  static final String FORM = "^txstatus=Transaction[A-Za-z]+$";

  private final String word;

  TxStatus(String word) {
    this.word = word;
  }

  /** The word of a body, where it is one. */
  static Optional<TxStatus> read(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    return Arrays.stream(values()).filter(each -> text.equals(KEY + each.word)).findFirst();
  }

  String body() {
    return KEY + word;
  }

  static TxStatus of(Outcome outcome) {
    return switch (outcome) {
      case COMMITTED -> COMMITTED;
      case ROLLED_BACK -> ROLLED_BACK;
      case HEURISTIC_COMMIT -> HEURISTIC_COMMIT;
      case HEURISTIC_ROLLBACK -> HEURISTIC_ROLLBACK;
      case HEURISTIC_MIXED -> HEURISTIC_MIXED;
      case HEURISTIC_HAZARD -> HEURISTIC_HAZARD;
    };
  }

  /** Where a transaction stands here; empty where it is not known. */
  static Optional<TxStatus> of(State state) {
    return switch (state) {
      case State.Absent absent -> Optional.empty();
      case State.Preparing preparing -> Optional.of(PREPARING);
      case State.Prepared prepared -> Optional.of(PREPARED);
      case State.Committing committing -> Optional.of(COMMITTING);
      case State.RollingBack rollingBack -> Optional.of(ROLLING_BACK);
      case State.Ended ended -> Optional.of(of(ended));
    };
  }

  private static TxStatus of(State.Ended ended) {
    if (ended.outcome().isPresent()) {
      return of(ended.outcome().get());
    }
    return ended.ballot().orElse(null) instanceof Ballot.ReadOnly ? READ_ONLY : ROLLED_BACK;
  }

  @Override
  public String toString() {
    return word;
  }
}

package dev.lockstep.transaction;

/**
 * The outcome of a transaction at this gateway; heuristic outcomes as in X/Open XA. Names are part
 * of the REST API and of the journal: never renamed.
 */
public enum Outcome {
  COMMITTED,
  ROLLED_BACK,
  /** An operator committed it while the coordinator was silent. */
  HEURISTIC_COMMIT,
  /** An operator rolled it back while the coordinator was silent. */
  HEURISTIC_ROLLBACK,
  /** Some machines moved and some did not. */
  HEURISTIC_MIXED,
  /** It is not known which machines moved. */
  HEURISTIC_HAZARD;

  /** Whether an operator, not the coordinator, is answerable for it: kept until forgotten (P10). */
  public boolean heuristic() {
    return this != COMMITTED && this != ROLLED_BACK;
  }
}

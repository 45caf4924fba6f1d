package dev.lockstep.transaction;

/**
 * How a transaction ended here. Names are part of the REST API and of the journal: never renamed.
 */
public enum Outcome {
  COMMITTED,
  ROLLED_BACK,
  /** An operator let it commit while the coordinator was silent. */
  HEURISTIC_COMMIT,
  /** An operator let it roll back while the coordinator was silent. */
  HEURISTIC_ROLLBACK,
  /** Some machines moved and some did not. */
  HEURISTIC_MIXED,
  /** Nobody knows which machines moved. */
  HEURISTIC_HAZARD;

  /**
   * Whether a person, not the coordinator, is answerable for it: kept until forgotten (DESIGN P10).
   */
  public boolean heuristic() {
    return this != COMMITTED && this != ROLLED_BACK;
  }
}

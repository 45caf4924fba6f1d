package dev.lockstep.ensemble;

/** What was decided. The names stand in znodes: never renamed. */
public enum EnsembleVerdict {
  COMMIT,
  ROLLBACK
}

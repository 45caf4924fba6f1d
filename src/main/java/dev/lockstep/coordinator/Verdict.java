package dev.lockstep.coordinator;

/** What the coordinator decides. Names are part of the REST API and of the log: never renamed. */
public enum Verdict {
  COMMIT,
  ABORT
}

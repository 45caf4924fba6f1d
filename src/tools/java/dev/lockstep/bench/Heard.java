package dev.lockstep.bench;

/** What follows from an answer. */
sealed interface Heard {

  /** The transaction goes on with that. */
  record Next(LoadCall call) implements Heard {}

  /** It was said to be committed. */
  record Committed() implements Heard {}

  /**
   * It was not; nothing more is asked.
   *
   * @param answer what was said instead; the same for each of a kind, so without the transaction's
   *     id
   */
  record Wrong(String answer) implements Heard {}
}

package dev.lockstep.bench;

/** What the client of one transaction after the other says. For one thread. */
interface Dialog {

  /**
   * Begins a transaction.
   *
   * @param number no other transaction of this contender has it
   * @param machine whose value it sets; no other that is under way has it
   */
  LoadCall begin(long number, int machine);

  /** The answer to what was said last. */
  Heard heard(HttpAnswer answer);
}

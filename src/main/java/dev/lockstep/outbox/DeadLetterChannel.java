package dev.lockstep.outbox;

/** Where refused orders go. */
@FunctionalInterface
interface DeadLetterChannel {
  /**
   * Returns when the broker has it.
   *
   * @throws OrderNotNowException where it does not acknowledge
   */
  void send(byte[] json) throws OrderNotNowException, InterruptedException;
}

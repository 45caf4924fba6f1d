package dev.lockstep.driver;

/**
 * What a send has come to at once (DESIGN 4.2), before anything is read back. Details are one
 * sentence for people.
 */
public sealed interface SendResult {

  /**
   * Proved: it never left the gateway (fence, deadline, refused connection), or a broker has nobody
   * to pass it on to.
   */
  record NotSent(String detail) implements SendResult {}

  /** Proved: the device, or a broker before it, refused it. */
  record Rejected(String detail) implements SendResult {}

  /** The device accepted it; whether it happened is still to be verified. */
  record Accepted(String detail) implements SendResult {}

  /**
   * The device accepted it but did not do it yet, or does not stand by it:
   * GoodCompletesAsynchronously, Uncertain.
   */
  record Pending(String detail) implements SendResult {}

  /** The device did something else than asked: GoodClamped. */
  record Altered(String detail) implements SendResult {}

  /** It left, and nobody can say what came of it. Only a fence and a reading settle it. */
  record Unknown(String detail) implements SendResult {}

  String detail();
}

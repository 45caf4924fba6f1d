package dev.lockstep.driver;

/**
 * The immediate result of a send, before anything is read back (P4). Details are one sentence for
 * an operator.
 */
public sealed interface SendResult {

  /**
   * It is proved that nothing reached the device: it was not sent (fence, deadline, refused
   * connection), or the broker has no subscriber for it.
   */
  record NotSent(String detail) implements SendResult {}

  /** It is proved that the device or the broker refused it. */
  record Rejected(String detail) implements SendResult {}

  /** The device accepted it; whether it was carried out must be verified. */
  record Accepted(String detail) implements SendResult {}

  /**
   * The device accepted it and has not completed it, or qualifies its answer:
   * GoodCompletesAsynchronously, Uncertain.
   */
  record Pending(String detail) implements SendResult {}

  /** The device did something else than was asked: GoodClamped. */
  record Altered(String detail) implements SendResult {}

  /** It was sent, and its result is unknown. Only a fence and a reading settle it. */
  record Unknown(String detail) implements SendResult {}

  String detail();
}

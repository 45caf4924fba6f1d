package dev.lockstep.driver.mqtt;

/** What came of handing a message to the broker. Details are one sentence for people. */
sealed interface PublishResult {
  /** The broker has it, and somebody who may get it. */
  record Taken() implements PublishResult {}

  /** Proved: it never left the gateway, or reached nobody at all. */
  record Unsent(String detail) implements PublishResult {}

  /** Proved: the broker refused it and passed it on to nobody. */
  record Refused(String detail) implements PublishResult {}

  /** It may have left, and no acknowledgement came. */
  record Lost(String detail) implements PublishResult {}
}

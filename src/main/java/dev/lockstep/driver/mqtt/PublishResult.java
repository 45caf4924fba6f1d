package dev.lockstep.driver.mqtt;

/** The result of a publish. Details are one sentence for an operator. */
sealed interface PublishResult {
  /** The broker acknowledged the message, and has a subscriber for it. */
  record Acknowledged() implements PublishResult {}

  /** It is proved that the message was not sent, or was delivered to no subscriber. */
  record Unsent(String detail) implements PublishResult {}

  /** It is proved that the broker refused the message and delivered it to no subscriber. */
  record Refused(String detail) implements PublishResult {}

  /** The message may have been sent, and there is no acknowledgement. */
  record Lost(String detail) implements PublishResult {}
}

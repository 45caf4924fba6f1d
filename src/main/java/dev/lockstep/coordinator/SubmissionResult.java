package dev.lockstep.coordinator;

/** The result of a request for a coordination. */
public sealed interface SubmissionResult {

  /** It has ended, now or long ago. */
  record Ended(CoordinationRecord record) implements SubmissionResult {}

  /** Its plan has no room in the log; nothing was begun. */
  record TooLarge(String detail) implements SubmissionResult {}

  /** The same id came before with another request. */
  record OtherRequest() implements SubmissionResult {}

  /** Too many are under way; nothing was begun. */
  record Overloaded(String detail) implements SubmissionResult {}

  /** The log cannot promise durability, or cannot be read: nothing was sent to any gateway. */
  record Unavailable(String detail) implements SubmissionResult {}
}

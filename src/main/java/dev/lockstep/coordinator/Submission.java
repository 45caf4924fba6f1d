package dev.lockstep.coordinator;

/** What became of a request for a coordination. */
public sealed interface Submission {

  /** It has ended, now or long ago. */
  record Ended(Dossier dossier) implements Submission {}

  /** The same id came before with another request. */
  record OtherRequest() implements Submission {}

  /** Too many are under way; nothing was begun. */
  record Overloaded(String detail) implements Submission {}

  /** The log cannot promise durability, or cannot be read: nothing was sent to any gateway. */
  record Unavailable(String detail) implements Submission {}
}

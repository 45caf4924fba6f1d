package dev.lockstep.driver;

/** What came of telling a device to drop what was armed. Details are one sentence for people. */
public sealed interface DisarmResult {

  /** Nothing is armed: the device dropped it, or proves that it never knew of it. */
  record Disarmed(String detail) implements DisarmResult {}

  /** Nothing is armed any more, and it was not dropped: the device has carried it out. */
  record AlreadyApplied(String detail) implements DisarmResult {}

  /** It may still be armed: the device says so, gave no answer, or could not be asked. */
  record Unconfirmed(String detail) implements DisarmResult {}

  String detail();
}

package dev.lockstep.driver;

/** The result of disarming a device. Details are one sentence for an operator. */
public sealed interface DisarmResult {

  /** Disarmed: the device dropped the order, or proves that it never knew it. */
  record Disarmed(String detail) implements DisarmResult {}

  /** Not armed any more, because the device has already carried the order out. */
  record AlreadyApplied(String detail) implements DisarmResult {}

  /** Possibly still armed: the device says so, gave no answer, or could not be asked. */
  record Unconfirmed(String detail) implements DisarmResult {}

  String detail();
}

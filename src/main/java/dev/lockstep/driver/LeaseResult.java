package dev.lockstep.driver;

import java.time.Duration;

/** The result of renewing the promise of an armed device. */
public sealed interface LeaseResult {

  /** The device keeps its promise for that long from the moment at which it was asked. */
  record Held(Duration time) implements LeaseResult {}

  /** The device says that it no longer keeps its promise. The detail is a sentence. */
  record Lapsed(String detail) implements LeaseResult {}

  /** The device could not be asked, or gave no answer. The detail is a sentence. */
  record Unanswered(String detail) implements LeaseResult {}
}

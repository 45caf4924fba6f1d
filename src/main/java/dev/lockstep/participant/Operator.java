package dev.lockstep.participant;

import dev.lockstep.device.Moment;
import dev.lockstep.transaction.Decided;

/**
 * Who takes a decision upon themselves, and why. Both are kept with the transaction and shown.
 *
 * @throws IllegalArgumentException where either is blank
 */
public record Operator(String name, String reason) {
  public Operator {
    if (name.isBlank() || reason.isBlank()) {
      throw new IllegalArgumentException("a decision by hand needs a name and a reason");
    }
  }

  Decided decided(Moment at) {
    return new Decided(Decided.Authority.OPERATOR, name, reason, at);
  }
}

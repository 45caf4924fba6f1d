package dev.lockstep.participant;

import dev.lockstep.device.Moment;
import dev.lockstep.transaction.Decided;

/**
 * The operator who takes a decision, and the reason. Both are kept with the transaction and shown
 * (P14).
 *
 * @throws IllegalArgumentException where either is blank
 */
public record Operator(String name, String reason) {
  public Operator {
    if (name.isBlank() || reason.isBlank()) {
      throw new IllegalArgumentException("an operator's decision needs a name and a reason");
    }
  }

  Decided decided(Moment at) {
    return new Decided(Decided.Authority.OPERATOR, name, reason, at);
  }
}

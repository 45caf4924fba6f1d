package dev.lockstep.driver;

import java.time.Instant;
import java.util.Optional;

/**
 * What a person decided about a certificate.
 *
 * @param device for which alone; empty: for all that it is for
 * @param by who
 * @param at time of the wall clock
 */
public record TrustDecision(
    Act act, Optional<String> device, String by, String reason, Instant at) {
  /** What may be decided. */
  public enum Act {
    APPROVE,
    REJECT,
    REVOKE,
    /** The gateway made a new certificate of its own. */
    RENEW
  }
}

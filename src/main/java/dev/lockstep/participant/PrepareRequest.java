package dev.lockstep.participant;

import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A prepare as it came in, parsed and bounded, names not yet resolved.
 *
 * @param coordinator where to ask for the outcome
 * @param participants addresses of the other branches
 * @param timeout within which the vote is wanted
 * @param onePhase execute: this is the only participant
 */
public record PrepareRequest(
    TransactionId id,
    Optional<String> coordinator,
    List<String> participants,
    Duration timeout,
    boolean onePhase,
    List<Wish> commands) {

  /**
   * One command as the coordinator names it.
   *
   * @param arguments JSON values: String, BigDecimal, Boolean, List or Map of the same
   * @param stage lower first
   * @param read a reading is asked for: then there are no arguments
   */
  public record Wish(
      String device, String command, Map<String, Object> arguments, int stage, boolean read) {

    /** A command that is to act. */
    public Wish(String device, String command, Map<String, Object> arguments, int stage) {
      this(device, command, arguments, stage, false);
    }
  }
}

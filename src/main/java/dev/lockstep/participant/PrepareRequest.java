package dev.lockstep.participant;

import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A prepare request, parsed and bounded, with names that are not resolved yet.
 *
 * @param coordinator address at which to ask for the outcome
 * @param participants addresses of the other participants
 * @param timeout in which the coordinator expects the vote
 * @param onePhase one-phase commit ({@code execute}): this is the only participant
 */
public record PrepareRequest(
    TransactionId id,
    Optional<String> coordinator,
    List<String> participants,
    Duration timeout,
    boolean onePhase,
    List<Wish> commands) {

  /**
   * A requested command, as the coordinator names it.
   *
   * @param arguments JSON values: String, BigDecimal, Boolean, List or Map of the same
   * @param stage in which it is carried out; lower stages come first
   * @param read whether a reading is requested: then there are no arguments
   */
  public record Wish(
      String device, String command, Map<String, Object> arguments, int stage, boolean read) {

    /** A request for a command that writes or calls. */
    public Wish(String device, String command, Map<String, Object> arguments, int stage) {
      this(device, command, arguments, stage, false);
    }
  }
}

package dev.lockstep.device;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The guarantees of a command: what its profile states beyond EdgeX under {@code tags.lockstep},
 * and what a COMMIT vote for it rests on.
 *
 * @param requires conditions that must hold at prepare, and again before the first actuation
 * @param preparation how the device is armed
 * @param reserves resources that a transaction holds besides those that the command writes; ignored
 *     where {@link #wholeDevice} is set
 * @param wholeDevice whether the transaction holds the device as a whole: the default for methods
 * @param staleAfter the maximum age of the vote, or of the last step, when actuation begins (P5);
 *     {@link #NEVER_STALE} for any age
 * @param verification what proves that the command was carried out
 * @param repeat whether the command may be sent again
 * @param undo the compensation that an operator may be offered
 */
public record Guarantees(
    List<Condition> requires,
    Preparation preparation,
    Set<ResourceName> reserves,
    boolean wholeDevice,
    Duration staleAfter,
    Verification verification,
    Repeat repeat,
    Undo undo) {

  public static final Duration NEVER_STALE = Duration.ofSeconds(Long.MAX_VALUE);
  public static final Duration STALE_AFTER = Duration.ofMinutes(15);
  public static final Duration READ_BACK_WITHIN = Duration.ofSeconds(2);

  /** The defaults for a write: nothing to arm, read back, may be sent again. */
  public static final Guarantees OF_WRITES =
      new Guarantees(
          List.of(),
          new Preparation.None(),
          Set.of(),
          false,
          STALE_AFTER,
          new Verification.ReadBack(READ_BACK_WITHIN, BigDecimal.ZERO),
          Repeat.IDEMPOTENT,
          Undo.NONE);

  /** The defaults for a method call: sent once, holds the whole device, its answer is believed. */
  public static final Guarantees OF_METHODS =
      new Guarantees(
          List.of(),
          new Preparation.None(),
          Set.of(),
          true,
          STALE_AFTER,
          new Verification.Acknowledged(),
          Repeat.ONCE,
          Undo.NONE);

  /**
   * Whether the gateway must not send the command again while its result is unknown (P6): it is
   * declared once, or testable on a device that keeps no record of command ids.
   */
  public boolean sentOnce() {
    return repeat != Repeat.IDEMPOTENT && !preparation.records();
  }

  public Guarantees {
    requires = List.copyOf(requires);
    reserves = Set.copyOf(reserves);
  }
}

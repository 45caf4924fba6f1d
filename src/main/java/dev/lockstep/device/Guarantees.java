package dev.lockstep.device;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What a profile promises about a command beyond EdgeX: {@code tags.lockstep} (DESIGN 4.1).
 *
 * @param requires must hold at prepare, and again before the first actuation
 * @param preparation how the device is armed
 * @param reserves what a transaction holds besides what the command writes; {@link #wholeDevice}
 *     instead where set
 * @param wholeDevice the transaction holds the device as a whole: the default for methods
 * @param staleAfter how old a vote, or the last step, may be when actuation begins; {@link
 *     #NEVER_STALE} for any age
 * @param verification what proves that it happened
 * @param repeat what a restart may do
 * @param undo what an operator may be offered
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

  /** What a plain write has where its profile says nothing. */
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

  /**
   * What a method call has where its profile says nothing: fired once, on the whole device, taken
   * at its word.
   */
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
   * Whether it may not be sent again by itself where nobody knows what came of it: it fires once,
   * or the device was to be asked and keeps nothing to ask for (ARCHITECTURE P6).
   */
  public boolean sentOnce() {
    return repeat != Repeat.IDEMPOTENT && !preparation.arms();
  }

  public Guarantees {
    requires = List.copyOf(requires);
    reserves = Set.copyOf(reserves);
  }
}

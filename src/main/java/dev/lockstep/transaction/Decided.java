package dev.lockstep.transaction;

import dev.lockstep.device.Moment;

/**
 * Who decided, when and why (DESIGN P10).
 *
 * @param by on whose authority
 * @param who the name of the person or the address that was asked; empty for a plain request of the
 *     coordinator
 * @param why the reason a person gave, or the answer that was got
 */
public record Decided(Authority by, String who, String why, Moment at) {

  /** On whose word a transaction may end (DESIGN P3). */
  public enum Authority {
    /** The coordinator told us. */
    COORDINATOR,
    /** The coordinator, or another witness, told us when asked. */
    EVIDENCE,
    /** A named person. */
    OPERATOR,
    /** This gateway alone: before its vote, or as the only participant. */
    GATEWAY
  }

  public static Decided byCoordinator(Moment at) {
    return new Decided(Authority.COORDINATOR, "", "", at);
  }

  public static Decided byGateway(String why, Moment at) {
    return new Decided(Authority.GATEWAY, "", why, at);
  }

  boolean heuristic() {
    return by == Authority.OPERATOR;
  }

  /**
   * Whether this is the same person giving the same reason: their request came twice, because the
   * answer was lost.
   */
  boolean repeats(Decided earlier) {
    return by == earlier.by && who.equals(earlier.who) && why.equals(earlier.why);
  }
}

package dev.lockstep.transaction;

import dev.lockstep.device.Moment;
import java.time.Duration;
import java.util.Optional;

/**
 * Who decided, when and why (DESIGN P10).
 *
 * @param by on whose authority
 * @param who the name of the person or the address that was asked; empty for a plain request of the
 *     coordinator
 * @param why the reason a person gave, or the answer that was got
 * @param against the decision of the transaction, where a person decided otherwise here and that is
 *     known
 */
public record Decided(
    Authority by, String who, String why, Moment at, Optional<Contradiction> against) {

  /** Longer than any client waits for an answer that was lost. */
  private static final Duration SENT_AGAIN_WITHIN = Duration.ofMinutes(1);

  /**
   * What the transaction came to elsewhere, on whose word, and when that was heard here.
   *
   * @param outcome COMMITTED or ROLLED_BACK
   */
  public record Contradiction(Outcome outcome, Authority by, String who, Moment at) {
    public Contradiction {
      if (outcome.heuristic()) {
        throw new IllegalArgumentException("a decision is COMMITTED or ROLLED_BACK: " + outcome);
      }
    }
  }

  /** Nobody is known to have decided otherwise. */
  public Decided(Authority by, String who, String why, Moment at) {
    this(by, who, why, at, Optional.empty());
  }

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

  /** This decision, as one that a person elsewhere did otherwise than. */
  Contradiction told(Outcome outcome) {
    return new Contradiction(outcome, by, who, at);
  }

  /** The same, and what is known to be decided elsewhere. */
  Decided against(Optional<Contradiction> known) {
    return new Decided(by, who, why, at, known);
  }

  /** Whether it came so soon that it may be the same request, sent again by a client. */
  boolean soonAfter(Decided earlier) {
    return at.since(earlier.at).within(SENT_AGAIN_WITHIN);
  }

  /**
   * Whether this is the same person giving the same reason: their request came twice, because the
   * answer was lost.
   */
  boolean repeats(Decided earlier) {
    return by == earlier.by && who.equals(earlier.who) && why.equals(earlier.why);
  }
}

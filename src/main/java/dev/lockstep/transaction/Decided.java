package dev.lockstep.transaction;

import dev.lockstep.device.Moment;
import dev.lockstep.device.PrintableText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The origin of a decision: who decided, when and why (P10, P14).
 *
 * @param by the authority
 * @param who the name of the operator, or the address that was asked; empty for a plain request of
 *     the coordinator
 * @param why the reason that an operator gave, or the answer that was received
 * @param against the decision of the transaction elsewhere, where an operator decided otherwise
 *     here and this is known (decision 9)
 * @param instant at which all machines of the transaction are to move together, by each gateway's
 *     own clock; empty for at once. Part of the decision: who is told of one is told of the other
 *     (decision 66)
 */
public record Decided(
    Authority by,
    String who,
    String why,
    Moment at,
    Optional<Contradiction> against,
    Optional<Instant> instant) {

  /** Longer than a coordinator's address may be. */
  private static final int WHO_MAX = 2_500;

  /** Longer than a person's reason may be; what a coordinator answered may be cut. */
  private static final int WHY_MAX = 4_000;

  public Decided {
    who = PrintableText.line(who, WHO_MAX);
    why = PrintableText.line(why, WHY_MAX);
  }

  /** Longer than a client waits before it repeats a request whose answer was lost. */
  private static final Duration SENT_AGAIN_WITHIN = Duration.ofMinutes(1);

  /**
   * The decision of the transaction elsewhere, its authority, and when it became known here.
   *
   * @param outcome COMMITTED or ROLLED_BACK
   */
  public record Contradiction(Outcome outcome, Authority by, String who, Moment at) {
    public Contradiction {
      if (outcome.heuristic()) {
        throw new IllegalArgumentException(
            "a decision is COMMITTED or ROLLED_BACK, not " + outcome);
      }
    }
  }

  /** A decision without a known contradiction. */
  public Decided(Authority by, String who, String why, Moment at) {
    this(by, who, why, at, Optional.empty(), Optional.empty());
  }

  /** The authority by which a transaction may end (P3). */
  public enum Authority {
    /** The coordinator sent its decision. */
    COORDINATOR,
    /** The coordinator, or another participant, answered when it was asked. */
    EVIDENCE,
    /** An operator, by name. */
    OPERATOR,
    /** This gateway alone: before its vote, or in one-phase commit. */
    GATEWAY
  }

  public static Decided byCoordinator(Moment at) {
    return new Decided(Authority.COORDINATOR, "", "", at);
  }

  public static Decided byGateway(String why, Moment at) {
    return new Decided(Authority.GATEWAY, "", why, at);
  }

  /** This decision with the instant at which the machines are to move. */
  public Decided moving(Optional<Instant> together) {
    return new Decided(by, who, why, at, against, together);
  }

  boolean heuristic() {
    return by == Authority.OPERATOR;
  }

  /** This decision as the contradiction of an operator's decision. */
  Contradiction asContradiction(Outcome outcome) {
    return new Contradiction(outcome, by, who, at);
  }

  /** This decision with what is known of the decision elsewhere. */
  Decided against(Optional<Contradiction> known) {
    return new Decided(by, who, why, at, known, instant);
  }

  /** Whether it follows so soon that it may be the same request, repeated by a client. */
  boolean soonAfter(Decided earlier) {
    return at.since(earlier.at).within(SENT_AGAIN_WITHIN);
  }

  /**
   * Whether authority, name and reason are the same: then the request was repeated, because its
   * answer was lost.
   */
  boolean repeats(Decided earlier) {
    return by == earlier.by && who.equals(earlier.who) && why.equals(earlier.why);
  }
}

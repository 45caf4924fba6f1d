package dev.lockstep.participant;

import dev.lockstep.transaction.State;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The participant's limits.
 *
 * @param gateway this gateway's name, for people
 * @param checkWithin how long devices may take to be looked at, and to be armed, each
 * @param actuateWithin until when an attempt must have been sent; what has not left by then never
 *     leaves
 * @param verifyMax the longest that a profile's {@code within} is waited for
 * @param answerWithin the longest that commit and rollback wait before they answer 202
 * @param doubtAfter how long after the vote the coordinator is first asked
 * @param inDoubtAfter how long after its vote a transaction without a decision counts as in doubt,
 *     and after its decision one that a device refuses or does not answer as waiting for a person
 * @param pauses between attempts
 * @param watchAfter how long after the vote {@code requires} is watched
 * @param recheckWithin at least how often a commit that is held back looks whether {@code requires}
 *     holds again, also where a watch is lost: nobody should stand before a machine that may start
 *     at any time
 * @param waitingMax how many decisions may wait for their end at once; the others are answered as
 *     soon as they are durable, so that those of one silent device take nobody's room
 * @param liveMax the most live transactions; beyond it a prepare is refused early
 */
public record ParticipantSettings(
    String gateway,
    Duration checkWithin,
    Duration actuateWithin,
    Duration verifyMax,
    Duration answerWithin,
    Duration doubtAfter,
    Duration inDoubtAfter,
    Pauses pauses,
    Duration watchAfter,
    Duration recheckWithin,
    int waitingMax,
    int liveMax) {

  /** What holds where nothing is configured. */
  public static final ParticipantSettings DEFAULTS =
      new ParticipantSettings(
          "gateway",
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofMinutes(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          new Pauses(Duration.ofMillis(200), Duration.ofSeconds(30)),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          256,
          20_000);

  public ParticipantSettings {
    positive("check-within", checkWithin);
    positive("actuate-within", actuateWithin);
    positive("verify-max", verifyMax);
    positive("answer-within", answerWithin);
    positive("doubt-after", doubtAfter);
    positive("in-doubt-after", inDoubtAfter);
    positive("watch-after", watchAfter);
    positive("recheck-within", recheckWithin);
    if (waitingMax < 1) {
      throw new IllegalArgumentException("waiting-max is " + waitingMax + "; it must be 1 or more");
    }
    if (liveMax < 1) {
      throw new IllegalArgumentException("live-max is " + liveMax + "; it must be 1 or more");
    }
  }

  /** The pauses of a transaction that stands there. */
  Pauses pauses(@Nullable State known) {
    if (known instanceof State.Prepared) {
      // The coordinator gets time to decide before it is asked.
      return new Pauses(
          doubtAfter, pauses.last().compareTo(doubtAfter) < 0 ? doubtAfter : pauses.last());
    }
    return known instanceof State.Committing committing && committing.heldBack()
        ? pauses.within(recheckWithin)
        : pauses;
  }

  /**
   * Pauses between attempts: the first, doubled each time up to the last, each with up to a quarter
   * more or less so that a thousand waiting transactions do not knock together.
   */
  public record Pauses(Duration first, Duration last) {
    public Pauses {
      positive("pause first", first);
      if (last.compareTo(first) < 0) {
        throw new IllegalArgumentException(
            "pause last " + last + " is shorter than the first " + first);
      }
    }

    /** The same, but none longer than that. */
    Pauses within(Duration longest) {
      Duration most = longest.multipliedBy(4).dividedBy(5);
      return new Pauses(
          first.compareTo(most) < 0 ? first : most, last.compareTo(most) < 0 ? last : most);
    }

    /**
     * The pause before an attempt.
     *
     * @param attempt from 0
     * @param chance 0 inclusive to 1 exclusive
     */
    Duration before(int attempt, double chance) {
      double millis = first.toMillis() * Math.pow(2, Math.min(attempt, 30));
      double bounded = Math.min(millis, (double) last.toMillis());
      return Duration.ofMillis(Math.max(1, Math.round(bounded * (0.75 + chance / 2))));
    }
  }

  private static void positive(String key, Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(key + " is " + time + "; it must be more than zero");
    }
  }
}

package dev.lockstep.participant;

import dev.lockstep.device.Backoff;
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
 * @param backoff the pauses between attempts
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
    Backoff backoff,
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
          new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30)),
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

  /** The pauses of a transaction in this state. */
  Backoff backoff(@Nullable State known) {
    if (known instanceof State.Prepared) {
      // The coordinator gets time to decide before it is asked.
      Duration longest = backoff.longest();
      return new Backoff(doubtAfter, longest.compareTo(doubtAfter) < 0 ? doubtAfter : longest);
    }
    return known instanceof State.Committing committing && committing.heldBack()
        ? backoff.within(recheckWithin)
        : backoff;
  }

  private static void positive(String key, Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(key + " is " + time + "; it must be more than zero");
    }
  }
}

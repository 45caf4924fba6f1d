package dev.lockstep.participant;

import dev.lockstep.device.Backoff;
import dev.lockstep.transaction.State;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The participant's limits.
 *
 * @param gateway this gateway's name, for display
 * @param checkWithin the time for checking devices, and again for arming them
 * @param actuateWithin the time in which a command must have been sent; what has not been sent by
 *     then is never sent
 * @param verifyMax the upper limit for a profile's {@code within}
 * @param answerWithin the time after which commit and rollback answer 202
 * @param doubtAfter the time after the vote at which the coordinator is first asked
 * @param inDoubtAfter the time after the vote at which a transaction without a decision counts as
 *     in doubt, and after the decision at which one that a device refuses or does not answer counts
 *     as waiting for a person
 * @param backoff the pauses between attempts
 * @param watchAfter the time after the vote at which watching of {@code requires} begins
 * @param recheckWithin the longest interval at which a commit that is held back reads {@code
 *     requires} again, even where a watch is lost: because a machine that may start at any moment
 *     is dangerous to stand in front of
 * @param waitingMax the number of decisions that may wait for their end at once; others are
 *     answered as soon as they are durable, so that the decisions of one silent device do not take
 *     all places
 * @param liveMax the number of live transactions; beyond it a prepare is refused at once
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

  /** The defaults. */
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

  /** The back-off of a transaction in a state. */
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

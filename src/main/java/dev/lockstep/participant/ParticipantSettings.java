package dev.lockstep.participant;

import dev.lockstep.device.Backoff;
import dev.lockstep.device.Range;
import dev.lockstep.transaction.State;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The participant's limits: {@code lockstep.transactions.*}. */
public interface ParticipantSettings {
  /** The time for checking devices, and again for arming them. */
  @WithDefault("5s")
  @Range(least = "1ms")
  Duration checkWithin();

  /**
   * The time in which a command must have been sent; what has not been sent by then is never sent.
   */
  @WithDefault("5s")
  @Range(least = "1ms")
  Duration actuateWithin();

  /**
   * How much later than the instant of a commit a device may still be let go. What is later waits
   * for a person.
   */
  @WithDefault("100ms")
  @Range(least = "1ms")
  Duration instantTolerance();

  /** The upper limit for a profile's {@code within}. */
  @WithDefault("10m")
  @Range(least = "1ms")
  Duration verifyMax();

  /** The time after which commit and rollback answer 202. */
  @WithDefault("10s")
  @Range(least = "1ms")
  Duration answerWithin();

  /** The time after the vote at which the coordinator is first asked. */
  @WithDefault("5s")
  @Range(least = "1ms")
  Duration doubtAfter();

  /**
   * The time after the vote at which a transaction without a decision counts as in doubt, and after
   * the decision at which one that a device refuses or does not answer counts as waiting for a
   * person.
   */
  @WithDefault("30s")
  @Range(least = "1ms")
  Duration inDoubtAfter();

  /** The time after the vote at which watching of {@code requires} begins. */
  @WithDefault("1s")
  @Range(least = "1ms")
  Duration watchAfter();

  /**
   * The longest interval at which a commit that is held back reads {@code requires} again, even
   * where a watch is lost: because a machine that may start at any moment is dangerous to stand in
   * front of.
   */
  @WithDefault("1s")
  @Range(least = "1ms")
  Duration recheckWithin();

  /** The first pause between attempts; each next is twice as long. */
  @WithDefault("200ms")
  @Range(least = "1ms")
  Duration pauseMin();

  /** The longest pause between attempts. */
  @WithDefault("30s")
  @Range(least = "1ms", notBelow = "pause-min")
  Duration pauseMax();

  /**
   * The number of decisions that may wait for their end at once; others are answered as soon as
   * they are durable, so that the decisions of one silent device do not take all places.
   */
  @WithDefault("256")
  @Range(least = "1")
  int waitingMax();

  /** The number of live transactions; beyond it a prepare is refused at once. */
  @WithDefault("20000")
  @Range(least = "1")
  int liveMax();

  /** The pauses between attempts. */
  default Backoff backoff() {
    return new Backoff(pauseMin(), pauseMax());
  }

  /** The pauses between attempts of a transaction in a state. */
  default Backoff backoff(@Nullable State known) {
    if (known instanceof State.Prepared) {
      // The coordinator gets time to decide before it is asked.
      Duration longest = pauseMax();
      return new Backoff(
          doubtAfter(), longest.compareTo(doubtAfter()) < 0 ? doubtAfter() : longest);
    }
    return known instanceof State.Committing committing && committing.heldBack()
        ? backoff().within(recheckWithin())
        : backoff();
  }
}

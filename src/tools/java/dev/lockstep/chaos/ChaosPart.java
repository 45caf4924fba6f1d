package dev.lockstep.chaos;

import java.time.Duration;
import java.util.function.Consumer;

/** One way of breaking things. */
public interface ChaosPart {
  /** One word, as it is asked for on the command line. */
  String name();

  /** How much of the time it gets, where others get 1: each of its rounds takes that long. */
  default int weight() {
    return 1;
  }

  /**
   * Breaks things until the time is over, and checks every promise each time. Throws nothing for a
   * broken promise: that is a violation in the tally, with all that is needed to see it again.
   */
  ChaosTally play(Occasion occasion) throws Exception;

  /**
   * When and how long it plays.
   *
   * @param seed draws everything that is left to chance
   * @param time after which no further round begins
   * @param say is told what is done, one line each
   */
  record Occasion(long seed, Duration time, Consumer<String> say) {}
}

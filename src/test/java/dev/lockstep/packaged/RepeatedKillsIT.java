package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.chaos.ChaosPart;
import dev.lockstep.chaos.ChaosTally;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The short form of what {@code make chaos} does for long: {@code kill -9} at random, at exact
 * points and past staleness. The seed ({@code -Dlockstep.seed}) repeats what is drawn.
 */
class RepeatedKillsIT {
  private static final int KILLS_EACH = Integer.getInteger("lockstep.kills", 2);
  private static final long SEED = Long.getLong("lockstep.seed", 17);

  // No further kill after that, so that a slow machine is not held up for long.
  private static final Duration KILLING_MAX = Duration.ofSeconds(25);

  @Test
  void whatWasAnsweredBeforeAKillIsTrueAfterIt() throws Exception {
    System.out.printf("kills: seed %d%n", SEED);

    ChaosTally tally =
        new KillsPart(KILLS_EACH)
            .play(
                new ChaosPart.Occasion(
                    SEED, KILLING_MAX, line -> System.out.println("kills: " + line)));

    System.out.println("kills: " + tally.line());
    assertThat(tally.violations()).isEmpty();
    assertThat(tally.kills()).isGreaterThanOrEqualTo(2); // one in each way that needs no strace
  }
}

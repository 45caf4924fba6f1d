package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.chaos.ChaosPart;
import dev.lockstep.chaos.ChaosTally;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The short form of what {@code make chaos ARGS="--only ensemble"} does for long: one coordinator,
 * one gateway and the ensemble's leader die, once each. The seed ({@code -Dlockstep.seed}) repeats
 * what is drawn.
 */
class EnsembleKillsIT {
  private static final long SEED = Long.getLong("lockstep.seed", 17);
  private static final Duration KILLING_MAX = Duration.ofSeconds(60);
  private static final List<EnsembleFault> ONCE_EACH =
      List.of(
          EnsembleFault.COORDINATOR_KILLED,
          EnsembleFault.GATEWAY_KILLED,
          EnsembleFault.LEADER_KILLED);

  /** Three in each round. */
  private static final int TRANSACTIONS = 3 * ONCE_EACH.size();

  @Test
  void transactionsEndAlikeWhoeverDies() throws Exception {
    System.out.printf("ensemble: seed %d%n", SEED);

    ChaosTally tally =
        new EnsemblePart(TRANSACTIONS, ONCE_EACH)
            .play(
                new ChaosPart.Occasion(
                    SEED, KILLING_MAX, line -> System.out.println("ensemble: " + line)));

    System.out.println("ensemble: " + tally.line());
    assertThat(tally.violations()).isEmpty();
    assertThat(tally.kills()).isPositive();
  }
}

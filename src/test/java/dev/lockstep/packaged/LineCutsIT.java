package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.standby.LineRules;
import dev.lockstep.zookeeper.HostNetwork;
import dev.lockstep.zookeeper.ServerNetwork;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The short form of what {@code make chaos ARGS="--only takeovers"} does for long: the two PCs of a
 * line on hosts of their own, both alive and cut from each other, from the machines, and from the
 * ensemble. The seed ({@code -Dlockstep.seed}) repeats what is drawn.
 */
@Tag("long")
class LineCutsIT {
  private static final long SEED = Long.getLong("lockstep.seed", 16);

  @Test
  void onePcMovesTheMachinesWhereTheyAreCutFromEachOther() {
    played(
        LineRules.Keeper.PEER,
        List.of(LineFault.PCS_CUT, LineFault.COMMANDS_CUT, LineFault.ISOLATED));
  }

  @Test
  void theStandbyTakesOverByItselfWhereTheEnsembleDoesNotHearTheActiveOne() {
    played(
        LineRules.Keeper.ZOOKEEPER,
        List.of(LineFault.SERVERS_CUT, LineFault.PCS_CUT, LineFault.ISOLATED));
  }

  private static void played(LineRules.Keeper keeper, List<LineFault> faults) {
    if (!ServerNetwork.possible()) {
      String sentence = "no network namespaces may be made here (root and ip are wanted)";
      System.out.println("skipped: " + sentence);
      Assumptions.abort(sentence);
    }
    System.out.printf("takeovers: seed %d%n", SEED);
    try (HostNetwork _ = HostNetwork.changing();
        StandbyPlant line =
            StandbyPlant.start(LinePlan.of("line-cuts").leasedBy(keeper).onHosts(true))) {
      Takeovers takeovers = new Takeovers(line, new SplittableRandom(SEED), faults);
      takeovers.play(
          () -> takeovers.done() < faults.size(), told -> System.out.println("takeovers: " + told));
      assertThat(takeovers.violations()).isEmpty();
    }
  }
}

package dev.lockstep.model;

import static dev.lockstep.standby.LineRules.Keeper.PEER;
import static dev.lockstep.standby.LineRules.Keeper.ZOOKEEPER;
import static dev.lockstep.standby.LineRules.Mode.SYNCHRONOUS;

import dev.lockstep.model.LinePlot.Load;
import java.util.List;

/** The plots of a line that are walked through in full. */
final class LinePlots {
  /** With the tests. */
  static final List<LinePlot> SMALL =
      List.of(
          new LinePlot("peer, a fault", PEER, SYNCHRONOUS, 1, 0, 0, 3, 5, Load.VOTE, false),
          new LinePlot("peer, a word", PEER, SYNCHRONOUS, 0, 1, 0, 3, 5, Load.VOTE, false),
          new LinePlot(
              "ensemble, a fault", ZOOKEEPER, SYNCHRONOUS, 1, 0, 0, 2, 3, Load.VOTE, false));

  private LinePlots() {}
}

package dev.lockstep.model;

import static dev.lockstep.standby.LineRules.Keeper.PEER;
import static dev.lockstep.standby.LineRules.Keeper.ZOOKEEPER;
import static dev.lockstep.standby.LineRules.Mode.SYNCHRONOUS;

import java.util.List;

/** The plots of a line that are walked through in full. */
final class LinePlots {
  /** With the tests. */
  static final List<LinePlot> SMALL =
      List.of(
          new LinePlot("peer", PEER, SYNCHRONOUS, 1, 1, 0, 2, false),
          new LinePlot("ensemble", ZOOKEEPER, SYNCHRONOUS, 1, 0, 0, 2, false));

  private LinePlots() {}
}

package dev.lockstep.model;

import static dev.lockstep.standby.LineRules.Keeper.PEER;
import static dev.lockstep.standby.LineRules.Keeper.ZOOKEEPER;
import static dev.lockstep.standby.LineRules.Mode.ASYNCHRONOUS;
import static dev.lockstep.standby.LineRules.Mode.SYNCHRONOUS;

import dev.lockstep.model.LinePlot.Load;
import java.util.List;

/** The plots of a line that are walked through in full. */
final class LinePlots {
  /** With the tests. */
  static final List<LinePlot> SMALL =
      List.of(
          new LinePlot("a fault", PEER, SYNCHRONOUS, 1, 0, 0, 2, 4, Load.VOTE, false),
          new LinePlot("a word", PEER, SYNCHRONOUS, 0, 1, 0, 2, 4, Load.VOTE, false),
          new LinePlot("ensemble", ZOOKEEPER, SYNCHRONOUS, 0, 0, 0, 1, 3, Load.VOTE, false),
          new LinePlot("asynchronous", PEER, ASYNCHRONOUS, 0, 1, 0, 1, 3, Load.MOVE, false));

  /** With {@code make chaos}, the larger ones as far as their time goes. */
  static final List<LinePlot> LARGE =
      List.of(
          new LinePlot("moves", PEER, SYNCHRONOUS, 0, 1, 0, 2, 4, Load.MOVE, false),
          new LinePlot("late", PEER, SYNCHRONOUS, 0, 0, 1, 2, 4, Load.VOTE, false),
          new LinePlot(
              "late, supplied", PEER, SYNCHRONOUS, 1, 0, 1, 2, 4, Load.VOTE_SUPPLIED, false),
          new LinePlot("late, claims", PEER, SYNCHRONOUS, 0, 0, 2, 2, 4, Load.VOTE, false),
          new LinePlot("apart", PEER, SYNCHRONOUS, 0, 1, 0, 2, 4, Load.VOTE_SKEWED, false),
          new LinePlot("a fault and a word", PEER, SYNCHRONOUS, 1, 1, 0, 3, 5, Load.VOTE, false),
          new LinePlot("late, a fault", PEER, SYNCHRONOUS, 1, 0, 1, 3, 5, Load.VOTE, false),
          new LinePlot("late, a word", PEER, SYNCHRONOUS, 0, 2, 1, 3, 5, Load.VOTE, false),
          new LinePlot(
              "ensemble, restarts", ZOOKEEPER, SYNCHRONOUS, 0, 0, 0, 2, 4, Load.VOTE, false),
          new LinePlot(
              "ensemble, a fault", ZOOKEEPER, SYNCHRONOUS, 1, 0, 0, 2, 4, Load.VOTE, false),
          new LinePlot(
              "ensemble, apart", ZOOKEEPER, SYNCHRONOUS, 0, 0, 0, 1, 3, Load.VOTE_SKEWED, false),
          new LinePlot("ensemble, moves", ZOOKEEPER, SYNCHRONOUS, 1, 0, 0, 2, 4, Load.MOVE, false),
          new LinePlot(
              "ensemble, a word", ZOOKEEPER, SYNCHRONOUS, 0, 1, 0, 2, 4, Load.VOTE, false));

  /** Somebody says that the other PC is off while it is active: no protocol helps against that. */
  static final LinePlot LIE =
      new LinePlot("a lie", PEER, SYNCHRONOUS, 0, 2, 0, 2, 4, Load.VOTE, true);

  private LinePlots() {}
}

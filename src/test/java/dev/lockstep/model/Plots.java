package dev.lockstep.model;

import static dev.lockstep.model.Plot.Kind.ALIAS;
import static dev.lockstep.model.Plot.Kind.ARMED;
import static dev.lockstep.model.Plot.Kind.LOOK;
import static dev.lockstep.model.Plot.Kind.ONCE;
import static dev.lockstep.model.Plot.Kind.SEEN;
import static dev.lockstep.model.Plot.Kind.SEEN_ONCE;
import static dev.lockstep.model.Plot.Kind.WRITE;

import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.model.Plot.Bounds;
import dev.lockstep.model.Plot.Transaction;
import java.util.List;

/** The plots that are walked through in full. */
final class Plots {
  private static final Transaction BOTH_WRITE = Plot.both(WRITE, WRITE);

  /** With the tests: one fault of each kind at one gateway, or one crash with two. */
  static final List<Plot> SMALL =
      List.of(
          plot("write", new Bounds(1, 0, 1, 1, 1, 1), Plot.alone(WRITE)),
          plot("armed", new Bounds(1, 1, 1, 1, 0, 0), Plot.alone(ARMED)),
          plot("once", new Bounds(1, 0, 0, 1, 1, 1), Plot.alone(WRITE, ONCE)),
          plot(
              "a method answers Bad after its work",
              new Bounds(1, 0, 0, 2, 0, 1),
              Plot.alone(ONCE)),
          plot("a condition true before", new Bounds(1, 0, 0, 2, 1, 0), Plot.alone(SEEN_ONCE)),
          plot(
              "a condition true before, may be repeated",
              new Bounds(1, 0, 0, 2, 0, 1),
              Plot.alone(SEEN)),
          plot("pair", new Bounds(1, 0, 0, 0, 0, 0), Plot.both(WRITE, WRITE)),
          plot("look", new Bounds(1, 0, 1, 0, 0, 0), Plot.both(LOOK, WRITE)),
          plot("conflict", new Bounds(1, 0, 0, 0, 0, 0), Plot.alone(WRITE), Plot.alone(WRITE)),
          plot("aliases", new Bounds(1, 0, 0, 0, 0, 0), Plot.alone(WRITE), Plot.alone(ALIAS)),
          dryRun("dry run", new Bounds(1, 1, 0, 0, 0, 0), Plot.both(WRITE, WRITE)),
          dryRun("dry run, armed", new Bounds(0, 1, 1, 1, 0, 0), Plot.alone(ARMED)),
          siblings("siblings", new Bounds(0, 0, 1, 0, 1, 0), Plot.both(WRITE, WRITE)),
          siblings("siblings, one looks", new Bounds(1, 0, 1, 0, 0, 0), Plot.both(LOOK, WRITE)),
          siblings("siblings doubled", new Bounds(1, 0, 2, 0, 0, 0), Plot.both(WRITE, WRITE)),
          again("the same id again", new Bounds(1, 0, 1, 0, 0, 0), Plot.both(WRITE, WRITE)),
          again("the same id again, armed", new Bounds(1, 0, 0, 1, 0, 0), Plot.alone(ARMED)),
          gap("a journal with a gap", new Bounds(1, 0, 1, 0, 0, 0), Plot.both(WRITE, WRITE)),
          timed("at an instant", false, new Bounds(1, 0, 1, 1, 0, 2), Plot.alone(WRITE)),
          timed("at an instant, armed", false, new Bounds(1, 0, 0, 1, 1, 2), Plot.alone(ARMED)),
          timed("at an instant, in two lines", false, new Bounds(0, 0, 0, 0, 0, 2), BOTH_WRITE),
          reloaded(
              "other files", 1, new Bounds(1, 0, 0, 0, 0, 0), Plot.alone(WRITE), Plot.alone(WRITE)),
          reloaded("other files, armed", 1, new Bounds(1, 0, 0, 1, 0, 0), Plot.alone(ARMED)));

  /** With {@code make chaos}: two crashes, two faults, two gateways, conflicts, a person. */
  static final List<Plot> LARGE =
      List.of(
          plot("write", new Bounds(2, 1, 2, 2, 1, 2), Plot.alone(WRITE)),
          plot("armed", new Bounds(2, 1, 1, 2, 1, 1), Plot.alone(ARMED)),
          plot("once", new Bounds(2, 1, 1, 2, 1, 1), Plot.alone(WRITE, ONCE)),
          plot("a condition true before", new Bounds(2, 1, 1, 3, 1, 1), Plot.alone(SEEN_ONCE)),
          plot(
              "a condition true before, may be repeated",
              new Bounds(2, 1, 1, 3, 1, 1),
              Plot.alone(SEEN)),
          plot(
              "a condition true before, in two stages",
              new Bounds(1, 1, 0, 3, 1, 0),
              Plot.alone(ONCE, SEEN)),
          plot(
              "a method answers Bad after its work, in two lines",
              new Bounds(2, 1, 1, 2, 0, 0),
              Plot.both(SEEN, ONCE)),
          plot("two stages armed", new Bounds(2, 1, 1, 1, 1, 1), Plot.alone(ARMED, WRITE)),
          plot("pair", new Bounds(2, 1, 1, 0, 1, 0), Plot.both(WRITE, WRITE)),
          plot("armed pair", new Bounds(1, 1, 1, 1, 0, 0), Plot.both(ARMED, WRITE)),
          plot("conflict", new Bounds(2, 1, 1, 1, 0, 0), Plot.alone(WRITE), Plot.alone(WRITE)),
          plot(
              "conflict armed", new Bounds(1, 0, 1, 1, 0, 0), Plot.alone(ARMED), Plot.alone(ARMED)),
          dryRun("dry run", new Bounds(2, 1, 1, 0, 1, 0), Plot.both(WRITE, WRITE)),
          dryRun("dry run, one looks", new Bounds(1, 1, 1, 0, 0, 0), Plot.both(LOOK, WRITE)),
          dryRun("dry run, armed", new Bounds(1, 1, 1, 1, 1, 0), Plot.both(ARMED, WRITE)),
          siblings("siblings", new Bounds(2, 1, 1, 1, 1, 0), Plot.both(WRITE, WRITE)),
          siblings("siblings, one looks", new Bounds(2, 1, 1, 1, 0, 0), Plot.both(LOOK, WRITE)),
          siblings("siblings doubled", new Bounds(1, 1, 2, 0, 0, 0), Plot.both(WRITE, WRITE)),
          again("the same id again", new Bounds(1, 1, 1, 1, 1, 0), Plot.both(WRITE, WRITE)),
          again("the same id again, armed", new Bounds(1, 1, 1, 0, 0, 0), Plot.both(ARMED, WRITE)),
          gap("a journal with a gap", new Bounds(2, 1, 1, 0, 1, 0), Plot.both(WRITE, WRITE)),
          gap("a journal with a gap, armed", new Bounds(1, 1, 1, 0, 0, 0), Plot.alone(ARMED)),
          reloaded(
              "other files", 2, new Bounds(1, 1, 1, 1, 0, 0), Plot.alone(WRITE), Plot.alone(WRITE)),
          reloaded("other files, armed", 2, new Bounds(2, 1, 1, 1, 1, 0), Plot.alone(ARMED)),
          timed("at an instant", false, new Bounds(2, 1, 1, 1, 1, 3), Plot.alone(WRITE)),
          timed("at an instant, once", false, new Bounds(1, 1, 1, 1, 1, 2), Plot.alone(ONCE)),
          timed("at an instant, in two lines", true, new Bounds(1, 1, 1, 0, 0, 2), BOTH_WRITE),
          siblings("armed siblings", new Bounds(1, 1, 1, 1, 0, 0), Plot.both(ARMED, WRITE)),
          plot(
              "conflict of pairs",
              new Bounds(1, 0, 0, 0, 0, 0),
              Plot.alone(WRITE),
              Plot.both(WRITE, WRITE)));

  private Plots() {}

  private static Plot plot(String name, Bounds bounds, Transaction... transactions) {
    return new Plot(name, List.of(transactions), bounds, false, Plot.Loss.NONE);
  }

  /** A coordinator that has forgotten its ABORT begins the same id again. */
  private static Plot again(String name, Bounds bounds, Transaction transaction) {
    return new Plot(name, List.of(transaction), bounds, false, new Plot.Loss(1, 0));
  }

  /** An empty copy takes the place of a journal, and a person brings back the right one. */
  private static Plot gap(String name, Bounds bounds, Transaction transaction) {
    return new Plot(name, List.of(transaction), bounds, false, new Plot.Loss(0, 1));
  }

  /** The votes are wanted, and no machine may move. */
  private static Plot dryRun(String name, Bounds bounds, Transaction transaction) {
    return new Plot(
        name,
        List.of(transaction),
        bounds,
        false,
        Plot.Loss.NONE,
        CoordinationPlan.Intent.DRY_RUN,
        0,
        false);
  }

  /** The files come to say something else of what the transactions write. */
  private static Plot reloaded(
      String name, int reloads, Bounds bounds, Transaction... transactions) {
    return new Plot(
        name,
        List.of(transactions),
        bounds,
        false,
        Plot.Loss.NONE,
        CoordinationPlan.Intent.RUN,
        reloads,
        false);
  }

  /** All machines are to move at one instant. */
  private static Plot timed(String name, boolean siblings, Bounds bounds, Transaction transaction) {
    return new Plot(
        name,
        List.of(transaction),
        bounds,
        siblings,
        Plot.Loss.NONE,
        CoordinationPlan.Intent.RUN,
        0,
        true);
  }

  private static Plot siblings(String name, Bounds bounds, Transaction transaction) {
    return new Plot(name, List.of(transaction), bounds, true, Plot.Loss.NONE);
  }
}

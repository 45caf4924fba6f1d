package dev.lockstep.model;

import static dev.lockstep.model.Plot.Kind.LOOK;
import static dev.lockstep.model.Plot.Kind.WRITE;

import dev.lockstep.model.EnsemblePlot.Course;
import dev.lockstep.model.EnsemblePlot.Faults;
import java.util.List;

/** The plots with an ensemble that are walked through in full. */
final class EnsemblePlots {
  private static final List<Plot.Kind> WRITES = List.of(WRITE, WRITE);
  private static final List<Plot.Kind> LOOKS = List.of(LOOK, WRITE);

  /** With the tests. */
  static final List<EnsemblePlot> SMALL =
      List.of(
          new EnsemblePlot("gateways alone", WRITES, new Faults(0, 1, 1, 0, 0), Course.FOR_GOOD),
          new EnsemblePlot("one replica", WRITES, new Faults(0, 1, 1, 0, 0), Course.ONE),
          new EnsemblePlot("one looks", LOOKS, new Faults(1, 1, 0, 0, 0), Course.ONE),
          new EnsemblePlot("both replicas", LOOKS, new Faults(0, 0, 0, 0, 0), Course.BOTH),
          new EnsemblePlot("two plans", LOOKS, new Faults(0, 0, 0, 0, 0), Course.TWO_PLANS));

  /** With {@code make chaos}. */
  static final List<EnsemblePlot> LARGE =
      List.of(
          new EnsemblePlot("gateways alone", WRITES, new Faults(1, 2, 2, 1, 1), Course.FOR_GOOD),
          new EnsemblePlot("one replica", WRITES, new Faults(1, 2, 1, 1, 0), Course.ONE),
          new EnsemblePlot("one looks", LOOKS, new Faults(1, 1, 2, 1, 0), Course.BOTH),
          new EnsemblePlot("both replicas", WRITES, new Faults(1, 1, 1, 1, 1), Course.BOTH),
          new EnsemblePlot("two plans", WRITES, new Faults(1, 1, 1, 0, 0), Course.TWO_PLANS));

  private EnsemblePlots() {}
}

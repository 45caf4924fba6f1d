package dev.lockstep.model;

import dev.lockstep.chaos.ChaosPart;
import dev.lockstep.chaos.ChaosTally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Every schedule of larger plots, each walked through in full or as far as its time goes. */
public final class SchedulesPart implements ChaosPart {
  /** Keeps the largest plot within 2 GB. */
  private static final int STATES_MAX = 12_000_000;

  /** A plot, whose tables are made when its turn comes. */
  private record Named(String name, Supplier<TransitionSystem> system) {}

  @Override
  public String name() {
    return "schedules";
  }

  @Override
  public ChaosTally play(Occasion occasion) {
    List<String> violations = new ArrayList<>();
    long begun = System.nanoTime();
    int explored = 0;
    List<Named> all = new ArrayList<>();
    Plots.LARGE.forEach(
        plot -> all.add(new Named(plot.name(), () -> new PlotSystem(plot, Sabotage.NONE))));
    EnsemblePlots.LARGE.forEach(
        plot ->
            all.add(
                new Named(
                    "ensemble, " + plot.name(),
                    () -> new EnsembleSystem(plot, EnsembleSabotage.NONE))));
    LinePlots.LARGE.forEach(
        plot ->
            all.add(
                new Named("line, " + plot.name(), () -> new LineSystem(plot, LineSabotage.NONE))));
    for (Named each : all) {
      // What a plot leaves of its share is the others'.
      Duration left = occasion.time().minusNanos(System.nanoTime() - begun);
      Duration share = left.dividedBy(all.size() - explored);
      Explorer.Result result =
          new Explorer(each.system().get()).explore(new Explorer.Limit(STATES_MAX, share));
      occasion.say().accept("%s: %s".formatted(each.name(), result));
      result.violation().ifPresent(broken -> violations.add(each.name() + ": " + broken));
      explored++;
    }
    return ChaosTally.seeds(explored, violations);
  }
}

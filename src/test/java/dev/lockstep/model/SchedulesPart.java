package dev.lockstep.model;

import dev.lockstep.chaos.ChaosPart;
import dev.lockstep.chaos.ChaosTally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Every schedule of larger plots, each walked through in full or as far as its time goes. */
public final class SchedulesPart implements ChaosPart {
  /** Keeps the largest plot within 2 GB. */
  private static final int STATES_MAX = 12_000_000;

  @Override
  public String name() {
    return "schedules";
  }

  @Override
  public ChaosTally play(Occasion occasion) {
    List<String> violations = new ArrayList<>();
    long begun = System.nanoTime();
    int explored = 0;
    for (Plot plot : Plots.LARGE) {
      // What a plot leaves of its share is the others'.
      Duration left = occasion.time().minusNanos(System.nanoTime() - begun);
      Duration share = left.dividedBy(Plots.LARGE.size() - explored);
      Explorer.Result result =
          new Explorer(plot, Sabotage.NONE).explore(new Explorer.Limit(STATES_MAX, share));
      occasion.say().accept("%s: %s".formatted(plot.name(), result));
      result.violation().ifPresent(each -> violations.add(plot.name() + ": " + each));
      explored++;
    }
    return ChaosTally.seeds(explored, violations);
  }
}

package dev.lockstep.plant;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;

/** (f) Three machines on two lines change over at one instant. */
final class TogetherInTime implements DemoScene {
  private static final String SCENE = "demo-f";
  private static final Duration AHEAD = Duration.ofSeconds(10);

  /** What a machine did first after the instant, by its own clock. */
  private record Start(String machine, Instant at) {
    static Start of(String machine, Logbook logbook, int deedsBefore) {
      List<Logbook.Deed> since = logbook.deeds();
      return new Start(machine, since.get(deedsBefore).time());
    }

    String after(Instant instant) {
      return "%-8s began %.1f ms after it".formatted(machine, millis(instant, at));
    }
  }

  @Override
  public String title() {
    return "(f) Together in time: two lines, three machines, one instant";
  }

  @Override
  public void play(Site site, Narrator tell) {
    String id = site.id(SCENE);
    Plant plant = site.plant();
    Plant.Shown before = plant.shown();
    int press = plant.press().logbook().deeds().size();
    int conveyor = plant.conveyor().logbook().deeds().size();
    int oven = plant.oven().logbook().deeds().size();
    Instant instant = Instant.now().plus(AHEAD).truncatedTo(ChronoUnit.SECONDS);
    var changeover = new Changeover(9, 700, 1.0, 14, 170);

    site.begin(id, changeover.at(instant));
    tell.say("at " + instant);
    PlantCoordination decided =
        site.awaitCoordination(id, "the decision", PlantCoordination::decided);
    DemoScene.check(decided.decidedToCommit(), "the decision is " + decided.decision());
    site.awaitStanding(site.lineA(), id, "AWAITING");
    site.awaitStanding(site.lineB(), id, "AWAITING");
    DemoScene.check(Instant.now().isBefore(instant), "the decision came when the instant was past");
    DemoScene.checkPlant(site, before);
    tell.say("decided, and no machine has moved");

    PlantCoordination ended =
        site.awaitCoordination(
            id, "both lines to confirm", each -> each.decided() && each.confirmed("COMMITTED"));
    List<Start> starts =
        List.of(
            Start.of("press", plant.press().logbook(), press),
            Start.of("conveyor", plant.conveyor().logbook(), conveyor),
            Start.of("oven", plant.oven().logbook(), oven));
    starts.forEach(each -> tell.say(each.after(instant)));
    Comparator<Start> byTime = Comparator.comparing(Start::at);
    Start first = starts.stream().min(byTime).orElseThrow();
    Start last = starts.stream().max(byTime).orElseThrow();
    tell.say("%.1f ms apart, by the machines' own clocks".formatted(millis(first.at(), last.at())));
    DemoScene.check(ended.confirmed("COMMITTED"), "not both lines have confirmed");
    DemoScene.check(!first.at().isBefore(instant), "the " + first.machine() + " began before it");
    DemoScene.checkPlant(site, changeover.doneOnceAfter(before));
  }

  private static double millis(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e6;
  }
}

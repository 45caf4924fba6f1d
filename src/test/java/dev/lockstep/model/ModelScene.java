package dev.lockstep.model;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.device.Action;
import dev.lockstep.device.Boot;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Moment;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.Task;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who takes part, what is known of the two functions, and where in a world what stands. */
final class ModelScene {
  /** One jump of the clock: more than staleAfter. */
  static final Duration JUMP = Duration.ofMinutes(20);

  /** The same in a timed plot: less than staleAfter, so that the instant alone decides. */
  private static final Duration TIMED_JUMP = Duration.ofMinutes(5);

  /** By how much the first jump of a timed plot ends before the instant. */
  private static final Duration JUST_BEFORE = Duration.ofMillis(100);

  private static final Boot BOOT = new Boot("boot", "pc");

  static final String THIS_RUN = "this run";
  static final String EARLIER_RUN = "an earlier run";

  static final Instant MORNING = Instant.parse("2026-03-02T06:00:00Z");

  final Plot plot;
  final Sabotage sabotage;
  final Tables tables;
  final Places places;
  final List<TransactionId> ids = new ArrayList<>();
  final List<List<Branch>> branches = new ArrayList<>();
  final List<CoordinationPlan> plans = new ArrayList<>();
  private final List<Moment> moments = new ArrayList<>();

  ModelScene(Plot plot, Sabotage sabotage) {
    this.plot = plot;
    this.sabotage = sabotage;
    this.tables = new Tables(sabotage);
    this.places = new Places(plot);
    for (int each = 0; each < plot.transactions().size(); each++) {
      ids.add(new TransactionId("t" + (each + 1)));
      plans.add(plan(each));
    }
    for (int clock = 0; clock <= plot.bounds().jumps(); clock++) {
      moments.add(moment(plot.timed() ? TIMED_JUMP : JUMP, clock));
    }
    for (int gateway = 0; gateway < Plot.GATEWAYS; gateway++) {
      List<Branch> here = new ArrayList<>();
      for (int each = 0; each < plot.transactions().size(); each++) {
        here.add(branch(gateway, each));
      }
      branches.add(here);
    }
  }

  private CoordinationPlan plan(int transaction) {
    List<CoordinationPlan.Share> shares = new ArrayList<>();
    for (int gateway : plot.transactions().get(transaction).members()) {
      URI address = URI.create("https://" + Plot.NAMES.get(gateway));
      shares.add(
          new CoordinationPlan.Share(
              address, List.of(new CoordinationPlan.Wish("press", "SetSpeed", Map.of(), 0))));
    }
    CoordinationPlan.Terms terms = new CoordinationPlan.Terms(Duration.ofSeconds(10), 1, 1);
    return new CoordinationPlan(
        ids.get(transaction), shares, terms, MORNING, plot.intent(), Optional.empty(), instant());
  }

  /** When the machines are to move; empty where at once. */
  Optional<Instant> instant() {
    return plot.timed()
        ? Optional.of(MORNING.plus(TIMED_JUMP).plus(JUST_BEFORE))
        : Optional.empty();
  }

  /** Whether it is the instant, as near as this clock tells times apart. */
  boolean isInstant(World world) {
    return world.get(places.clock) == 1;
  }

  private Branch branch(int gateway, int transaction) {
    List<Task> tasks =
        Plot.tasks(plot.transactions().get(transaction).at(gateway), transaction).stream()
            .map(this::fit)
            .toList();
    List<String> others =
        plot.transactions().get(transaction).members().stream()
            .filter(other -> other != gateway)
            .map(other -> "https://" + Plot.NAMES.get(other))
            .toList();
    return new Branch(
        ids.get(transaction),
        "fingerprint",
        tasks,
        Optional.of("https://coordinator/" + ids.get(transaction)),
        plot.siblings() ? others : List.of(),
        false);
  }

  private Task fit(Task task) {
    if (sabotage != Sabotage.NEVER_STALE) {
      return task;
    }
    Action action = task.action();
    Guarantees set = action.guarantees();
    Guarantees patient =
        new Guarantees(
            set.requires(),
            set.preparation(),
            set.reserves(),
            set.wholeDevice(),
            Guarantees.NEVER_STALE,
            set.verification(),
            set.repeat(),
            set.undo());
    return new Task(
        task.number(),
        task.stage(),
        new Action(action.device(), action.command(), action.work(), patient),
        task.holds());
  }

  /** The world before anything happened. */
  World first() {
    World world = new World(new long[places.words]);
    Plot.Bounds bounds = plot.bounds();
    world.set(places.left.crashes(), bounds.crashes());
    world.set(places.left.coordinatorCrashes(), bounds.coordinatorCrashes());
    world.set(places.left.network(), bounds.network());
    world.set(places.left.machine(), bounds.machine());
    world.set(places.left.people(), bounds.people());
    world.set(places.left.reruns(), plot.loss().reruns());
    world.set(places.left.copies(), plot.loss().copies());
    world.set(places.left.reloads(), plot.reloads());
    world.set(places.jumps, bounds.jumps());
    return world;
  }

  /**
   * What the clocks of every gateway show. Both clocks agree, so which run it was matters to one
   * thing alone: see {@link Essence#aged}.
   */
  Moment now(World world) {
    return moments.get(world.get(places.clock));
  }

  static Moment morning() {
    return new Moment(MORNING, 0, THIS_RUN, BOOT, true);
  }

  private static Moment moment(Duration jump, int clock) {
    Duration passed = jump.multipliedBy(clock);
    return new Moment(MORNING.plus(passed), passed.toNanos(), THIS_RUN, BOOT, true);
  }

  State durable(World world, int gateway, int transaction) {
    return tables.state(world.get(places.at(gateway, transaction).durable));
  }

  State known(World world, int gateway, int transaction) {
    return tables.state(world.get(places.at(gateway, transaction).known));
  }

  Coordination kept(World world, int transaction) {
    return tables.coordination(world.get(places.courses.get(transaction).durable()));
  }

  boolean up(World world, int gateway) {
    return !world.is(places.gateways.get(gateway).down());
  }

  boolean coordinatorUp(World world) {
    return !world.is(places.coordinatorDown);
  }

  /** What is asked for at this gateway in this transaction: its label in a schedule. */
  String label(int gateway, int transaction, String what) {
    return "%s %s: %s".formatted(Plot.NAMES.get(gateway), ids.get(transaction), what);
  }

  Plot.Kind kind(int gateway, int transaction, int task) {
    return plot.transactions().get(transaction).at(gateway).get(task);
  }
}

package dev.lockstep.model;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationDecision;
import dev.lockstep.coordinator.CoordinationEvent;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.DecisionElsewhere;
import dev.lockstep.coordinator.Ruling;
import dev.lockstep.coordinator.Verdict;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.ensemble.VerdictInquiry;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gateways, replicas and an ensemble: what is known of the three functions, and the plans. */
final class EnsembleScene {
  private static final List<String> FINGERPRINTS = List.of("first plan", "other plan");
  static final int NO_PLAN = -1;
  static final TransactionId ID = new TransactionId("t1");

  final EnsemblePlot plot;
  final EnsembleSabotage sabotage;
  final EnsemblePlaces places;
  final Tables tables = new Tables(Sabotage.NONE);

  /** Number 0 is none. */
  final Interned<Optional<VerdictInquiry>> inquiries = new Interned<>();

  /** Number 0 is none. */
  final Interned<Optional<Standing>> verdicts = new Interned<>();

  final List<CoordinationPlan> plans = new ArrayList<>();

  /** By gateway, then plan. */
  final List<List<Branch>> branches = new ArrayList<>();

  private final Map<Long, Step> decided = new HashMap<>();
  private final Interned<CoordinationEvent> events = new Interned<>();

  /** For each coordination and each state its plan, or {@link #NO_PLAN}. */
  private final List<Integer> coordinated = new ArrayList<>();

  private final List<Integer> branched = new ArrayList<>();

  /**
   * A verdict as it stands in the ensemble.
   *
   * @param plan whose digest is in it
   * @param record of the replica that wrote it, {@link Tables#coordination}; 0 where a gateway
   *     wrote it, which knows no plan
   */
  record Standing(int plan, Verdict verdict, int record) {}

  /** What was decided, and the number of what follows. */
  record Step(CoordinationDecision decision, int next) {}

  EnsembleScene(EnsemblePlot plot, EnsembleSabotage sabotage) {
    this.plot = plot;
    this.sabotage = sabotage;
    this.places = new EnsemblePlaces(plot.plans());
    inquiries.number(Optional.empty());
    verdicts.number(Optional.empty());
    for (int plan = 0; plan < plot.plans(); plan++) {
      plans.add(planned(plan));
    }
    for (int gateway = 0; gateway < EnsemblePlot.GATEWAYS; gateway++) {
      List<Branch> here = new ArrayList<>();
      for (int plan = 0; plan < plot.plans(); plan++) {
        here.add(branch(gateway, plan));
      }
      branches.add(here);
    }
  }

  private static CoordinationPlan planned(int number) {
    List<CoordinationPlan.Share> shares = new ArrayList<>();
    for (String gateway : EnsemblePlot.GATEWAY_NAMES) {
      Map<String, Object> arguments = Map.of("Speed", BigDecimal.valueOf(number + 1));
      shares.add(
          new CoordinationPlan.Share(
              URI.create("https://" + gateway),
              List.of(new CoordinationPlan.Wish("press", "SetSpeed", arguments, 0))));
    }
    CoordinationPlan.Terms terms = new CoordinationPlan.Terms(Duration.ofSeconds(10), 1, 1);
    return new CoordinationPlan(ID, shares, terms, ModelScene.MORNING);
  }

  private Branch branch(int gateway, int plan) {
    return new Branch(
        ID,
        FINGERPRINTS.get(plan),
        Plot.tasks(List.of(plot.work().get(gateway)), 0),
        Optional.of("zookeeper:/lockstep/t1?plan=" + (plan + 1)),
        List.of(),
        false);
  }

  World first() {
    World world = new World(new long[places.words]);
    EnsemblePlot.Faults faults = plot.faults();
    world.set(places.left.gateways(), faults.gateways());
    world.set(places.left.replicas(), faults.replicas());
    world.set(places.left.losses(), faults.losses());
    world.set(places.left.sessions(), faults.sessions());
    world.set(places.left.refusals(), faults.refusals());
    return world;
  }

  State known(World world, int gateway) {
    return tables.state(world.get(places.gateways.get(gateway).known()));
  }

  State durable(World world, int gateway) {
    return tables.state(world.get(places.gateways.get(gateway).durable()));
  }

  Coordination coordination(World world, int replica) {
    return tables.coordination(world.get(places.replicas.get(replica).known()));
  }

  Optional<Standing> standing(World world) {
    return verdicts.value(world.get(places.ensemble.verdict()));
  }

  boolean up(World world, int gateway) {
    return !world.is(places.gateways.get(gateway).down());
  }

  boolean running(World world, int replica) {
    return !world.is(places.replicas.get(replica).down());
  }

  boolean looks(int gateway) {
    return plot.work().get(gateway) == Plot.Kind.LOOK;
  }

  /** The plan that a branch, {@link Tables#state}, belongs to; {@link #NO_PLAN} without one. */
  int branchPlan(int state) {
    while (branched.size() <= state) {
      int number =
          tables
              .state(branched.size())
              .work()
              .map(branch -> branch.fingerprint().equals(FINGERPRINTS.getFirst()) ? 0 : 1)
              .orElse(NO_PLAN);
      branched.add(number);
    }
    return branched.get(state);
  }

  /** The number that stands for a verdict of a plan, from 1. */
  static int number(int plan, Verdict verdict) {
    return 1 + plan * Verdict.values().length + verdict.ordinal();
  }

  /** The verdict that stood first, swept or not: whether it is this one. */
  boolean decided(World world, int plan, Verdict verdict) {
    return world.get(places.ensemble.first()) == number(plan, verdict);
  }

  /** The plan of a coordination, {@link Tables#coordination}; {@link #NO_PLAN} without one. */
  int plan(int coordination) {
    while (coordinated.size() <= coordination) {
      coordinated.add(
          tables.coordination(coordinated.size()).work().map(plans::indexOf).orElse(NO_PLAN));
    }
    return coordinated.get(coordination);
  }

  /** What follows from an event, decided once for each coordination. */
  Step decide(int coordination, CoordinationEvent event) {
    long key = ((long) coordination << Integer.SIZE) | events.number(event);
    Step known = decided.get(key);
    if (known == null) {
      CoordinationDecision decision = tables.decide(tables.coordination(coordination), event);
      known = new Step(decision, tables.number(decision.next()));
      decided.put(key, known);
    }
    return known;
  }

  /**
   * A replica's record of a standing verdict: where a gateway wrote it, what the product makes of
   * it with the plan.
   *
   * @param begun as it was begun, or as another decision was proposed
   */
  int completed(Standing standing, Coordination begun) {
    if (standing.record() != 0) {
      return standing.record();
    }
    Ruling ruling = new Ruling(standing.verdict(), List.of(), ModelScene.MORNING);
    return tables.number(
        DecisionElsewhere.apply(new CoordinationRecord(begun, List.of()), ruling, "a gateway")
            .coordination());
  }

  /** A coordination as the note of its beginning holds it. */
  Coordination begun(int plan) {
    List<Vote> votes = Collections.nCopies(EnsemblePlot.GATEWAYS, new Vote.Awaited());
    return new Coordination.Preparing(plans.get(plan), votes);
  }

  /** A step in which something goes wrong: there is a bound to that. */
  static Turn failing(World world, Field left) {
    Turn turn = new Turn(world);
    turn.world.set(left, world.get(left) - 1);
    turn.sound = false;
    return turn;
  }
}

package dev.lockstep.model;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationDecision;
import dev.lockstep.coordinator.CoordinationEffect;
import dev.lockstep.coordinator.CoordinationEvent;
import dev.lockstep.coordinator.Verdict;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.model.EnsembleScene.Standing;
import dev.lockstep.transaction.Decision.Durability;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A replica of the coordinator: the product's own decisions, whose log is the ensemble. */
final class EnsembleReplicas {
  static final Instant NOW = ModelScene.MORNING;

  private final EnsembleScene scene;
  private final EnsembleNodes nodes;
  private final Sink sink;

  EnsembleReplicas(EnsembleScene scene, Sink sink) {
    this.scene = scene;
    this.nodes = new EnsembleNodes(scene);
    this.sink = sink;
  }

  void steps(World world, int replica) {
    EnsemblePlaces.Replica at = scene.places.replicas.get(replica);
    if (world.is(at.stray())) {
      Turn turn = new Turn(world);
      nodes.create(turn, standing(world.get(at.stray())));
      turn.world.clear(at.stray());
      take(replica, "an old proposal reaches the ensemble", turn);
    }
    if (!scene.running(world, replica)) {
      if (!scene.plot.course().forGood()) {
        Turn turn = new Turn(world);
        turn.world.clear(at.down());
        take(replica, "restart", turn);
      }
      return;
    }
    faults(world, replica);
    if (world.is(at.proposal())) {
      write(world, replica);
      return;
    }
    Coordination known = scene.coordination(world, replica);
    if (known instanceof Coordination.Absent) {
      begin(world, replica);
      takeUp(world, replica);
    }
    if (world.is(at.votesDue())) {
      Turn turn = new Turn(world);
      turn.world.clear(at.votesDue());
      happen(turn, replica, new CoordinationEvent.VotesDue(NOW));
      take(replica, "the time for votes is over", turn);
    }
    if (world.is(at.forget())) {
      confirm(world, replica);
    }
    if (scene.plot.course().swept() && nodes.mayBeSwept(world)) {
      Turn turn = new Turn(world);
      nodes.sweep(turn.world);
      take(replica, "sweeps the verdict", turn);
    }
  }

  private void faults(World world, int replica) {
    EnsemblePlaces.Ensemble ensemble = scene.places.ensemble;
    if (world.is(scene.places.left.replicas())) {
      Turn turn = EnsembleScene.failing(world, scene.places.left.replicas());
      crash(turn, replica);
      take(replica, "crash", turn);
    }
    if (world.get(ensemble.owner()) == replica + 1 && world.is(scene.places.left.sessions())) {
      Turn turn = EnsembleScene.failing(world, scene.places.left.sessions());
      turn.world.clear(ensemble.owner());
      take(replica, "its session expires, and it goes on", turn);
    }
  }

  private void crash(Turn turn, int replica) {
    EnsemblePlaces.Replica at = scene.places.replicas.get(replica);
    World world = turn.world;
    if (world.is(at.proposal()) && !world.is(at.basis())) {
      world.set(at.stray(), world.get(at.proposal()));
    }
    for (int gateway = 0; gateway < EnsemblePlot.GATEWAYS; gateway++) {
      if (world.is(at.prepare().get(gateway))) {
        int plan = scene.plan(world.get(at.known()));
        world.set(scene.places.gateways.get(gateway).strayPrepare().get(plan), 1);
      }
    }
    clear(world, replica);
    world.set(at.down(), 1);
    if (world.get(scene.places.ensemble.owner()) == replica + 1) {
      world.clear(scene.places.ensemble.owner());
    }
  }

  private void clear(World world, int replica) {
    EnsemblePlaces.Replica at = scene.places.replicas.get(replica);
    world.clear(at.known(), at.proposal(), at.basis(), at.votesDue(), at.forget());
    at.prepare().forEach(world::clear);
    at.tell().forEach(world::clear);
  }

  /** A caller asks; that the log shows another's coordination under way is not relied upon. */
  private void begin(World world, int replica) {
    EnsemblePlaces.Replica at = scene.places.replicas.get(replica);
    boolean asked = replica == 0 || scene.plot.course().both();
    if (!asked || world.is(at.begun()) || world.is(scene.places.ensemble.swept())) {
      return;
    }
    Turn turn = new Turn(world);
    turn.world.set(at.begun(), 1);
    int plan = scene.plot.plan(replica);
    Optional<Standing> standing = scene.standing(world);
    if (standing.isPresent()) {
      if (standing.get().plan() == plan) {
        adopt(turn, replica, plan);
      }
      take(replica, "is asked, and a verdict stands", turn);
      return;
    }
    happen(turn, replica, new CoordinationEvent.Requested(scene.plans.get(plan)));
    take(replica, "begins", turn);
  }

  /** What a process that is gone has begun. */
  private void takeUp(World world, int replica) {
    EnsemblePlaces.Ensemble ensemble = scene.places.ensemble;
    if (!world.is(ensemble.open()) || world.is(ensemble.owner())) {
      return;
    }
    Turn turn = new Turn(world);
    turn.world.set(ensemble.owner(), replica + 1);
    int plan = world.get(ensemble.open()) - 1;
    if (world.is(ensemble.verdict())) {
      adopt(turn, replica, plan);
      if (!scene.coordination(turn.world, replica).open()) {
        turn.world.clear(ensemble.open(), ensemble.owner());
      }
    } else {
      Coordination found = scene.begun(plan);
      turn.world.set(scene.places.replicas.get(replica).known(), scene.tables.number(found));
      happen(turn, replica, new CoordinationEvent.Restarted(NOW));
    }
    take(replica, "takes up what is open", turn);
  }

  void happen(Turn turn, int replica, CoordinationEvent event) {
    EnsemblePlaces.Replica at = scene.places.replicas.get(replica);
    EnsembleScene.Step decided = scene.decide(turn.world.get(at.known()), event);
    CoordinationDecision step = decided.decision();
    int next = decided.next();
    boolean begins = step.next() instanceof Coordination.Preparing;
    if (step.durability() == Durability.FORCED && !begins) {
      turn.world.set(at.proposal(), next);
      return;
    }
    if (step.durability() == Durability.FORCED) {
      // Written without being waited for: others may find it, or not.
      turn.lazily.add(() -> open(turn.world, replica, scene.plan(next)));
    }
    goOn(turn, replica, next, step.effects());
  }

  private void open(World world, int replica, int plan) {
    EnsemblePlaces.Ensemble ensemble = scene.places.ensemble;
    if (!world.is(ensemble.open())) {
      world.set(ensemble.open(), plan + 1);
      world.set(ensemble.owner(), replica + 1);
    }
  }

  private void goOn(Turn turn, int replica, int next, List<CoordinationEffect> effects) {
    EnsemblePlaces.Replica at = scene.places.replicas.get(replica);
    World world = turn.world;
    world.set(at.known(), next);
    if (scene.tables.coordination(next) instanceof Coordination.Ended ended) {
      answerCaller(turn, ended, scene.plan(next));
    }
    for (CoordinationEffect effect : effects) {
      switch (effect) {
        case CoordinationEffect.Prepare prepare ->
            world.set(at.prepare().get(prepare.participant()), 1);
        case CoordinationEffect.AwaitVotes await -> world.set(at.votesDue(), 1);
        case CoordinationEffect.AwaitOtherReasons await -> world.set(at.votesDue(), 1);
        case CoordinationEffect.Deliver deliver ->
            world.set(at.tell().get(deliver.participant()), EnsembleCalls.DUE);
        case CoordinationEffect.Retry retry ->
            world.set(at.tell().get(retry.participant()), EnsembleCalls.PAUSED);
        case CoordinationEffect.Forget forget -> world.set(at.forget(), 1);
      }
    }
  }

  /** P2: every caller of every replica is told one outcome, and it is the verdict's. */
  private void answerCaller(Turn turn, Coordination.Ended ended, int plan) {
    Field told = scene.places.ensemble.told();
    int outcome = ModelCall.number(ended.outcome());
    boolean first = !turn.world.is(told);
    turn.check(
        first || turn.world.get(told) == outcome,
        "P2: a caller was told another outcome before " + ended.outcome());
    turn.check(
        scene.decided(turn.world, plan, ended.ruling().verdict()),
        "P1: a caller is told " + ended.outcome() + ", and no such verdict stands");
    turn.check(!ended.outcome().heuristic(), "P1: the outcome is " + ended.outcome());
    turn.world.set(told, outcome);
  }

  private Standing standing(int proposal) {
    Verdict verdict = scene.tables.coordination(proposal).decision().orElseThrow().verdict();
    return new Standing(scene.plan(proposal), verdict, proposal);
  }

  /** What waits to be written is written, or found to be another's; or its answer is lost. */
  private void write(World world, int replica) {
    EnsemblePlaces.Replica at = scene.places.replicas.get(replica);
    Standing proposal = standing(world.get(at.proposal()));
    boolean first = !world.is(at.basis());
    Turn turn = new Turn(world);
    boolean written = written(turn, replica, proposal, first);
    answered(turn, replica, proposal, written || trusting(world, replica, first));
    String what =
        "writes " + proposal.verdict() + " " + scene.tables.coordination(proposal.record()).name();
    take(replica, written ? what : what + ", and another record stands", turn);
    if (world.is(scene.places.left.losses())) {
      Turn mute = EnsembleScene.failing(world, scene.places.left.losses());
      boolean done = written(mute, replica, proposal, first);
      if (done && !first) {
        // It saw no answer, so it still expects the version before.
        mute.world.set(at.basis(), world.get(at.basis()));
      }
      take(replica, what + ", and the answer is lost", mute);
      if (first) {
        Turn late = EnsembleScene.failing(world, scene.places.left.losses());
        late.world.set(at.stray(), world.get(at.proposal()));
        take(replica, what + ", which is long on its way", late);
      }
    }
  }

  private boolean trusting(World world, int replica, boolean first) {
    boolean owner = world.get(scene.places.ensemble.owner()) == replica + 1;
    return first && owner && scene.sabotage == EnsembleSabotage.TRUST_OWNERSHIP;
  }

  private boolean written(Turn turn, int replica, Standing proposal, boolean first) {
    Field basis = scene.places.replicas.get(replica).basis();
    return first ? nodes.create(turn, proposal) : nodes.replace(turn, basis, proposal);
  }

  private void answered(Turn turn, int replica, Standing proposal, boolean written) {
    EnsemblePlaces.Replica at = scene.places.replicas.get(replica);
    World world = turn.world;
    if (!written) {
      adopt(turn, replica, proposal.plan());
      return;
    }
    int next = world.get(at.proposal());
    world.clear(at.proposal());
    world.set(at.basis(), world.get(scene.places.ensemble.verdict()));
    goOn(turn, replica, next, restarted(next));
  }

  /** The effects of a decision that has become durable are those of a restart that finds it. */
  private List<CoordinationEffect> restarted(int number) {
    return scene.decide(number, new CoordinationEvent.Restarted(NOW)).decision().effects();
  }

  /** What stands is carried on as a restart would, whose proposal it was. */
  private void adopt(Turn turn, int replica, int plan) {
    EnsemblePlaces.Replica at = scene.places.replicas.get(replica);
    World world = turn.world;
    Optional<Standing> standing = scene.standing(world);
    Coordination before = scene.coordination(world, replica);
    int proposed = world.get(at.proposal());
    world.clear(at.proposal());
    if (standing.isEmpty()) {
      clear(world, replica);
    } else if (standing.get().plan() != plan) {
      rollBackOwn(world, before);
      clear(world, replica);
    } else {
      world.set(at.basis(), world.get(scene.places.ensemble.verdict()));
      Coordination begun = proposed == 0 ? scene.begun(plan) : scene.tables.coordination(proposed);
      int number = scene.completed(standing.get(), begun);
      if (proposed != 0 && standing.get().record() == 0) {
        // A gateway's verdict: the record that it lacks is written before anything is told.
        world.set(at.proposal(), number);
        return;
      }
      goOn(turn, replica, number, restarted(number));
    }
  }

  /**
   * Another plan of this id was decided first. A rollback names the id alone, so it is told only
   * where the vote shows that the branch is of this plan; others in doubt find it out themselves.
   */
  private void rollBackOwn(World world, Coordination before) {
    boolean all = scene.sabotage == EnsembleSabotage.ROLL_BACK_ANOTHERS_PLAN;
    for (int gateway = 0; gateway < EnsemblePlot.GATEWAYS; gateway++) {
      boolean voted =
          before instanceof Coordination.Preparing preparing
              && preparing.votes().get(gateway) instanceof Vote.Yes;
      if (voted || all) {
        world.set(scene.places.gateways.get(gateway).strayRollback(), 1);
      }
    }
  }

  /** All have confirmed and may forget: the record is closed, and no replica needs the plan. */
  private void confirm(World world, int replica) {
    Turn both = confirmed(new Turn(world), replica, true);
    take(replica, "all have forgotten it", both);
    if (world.is(scene.places.left.losses())) {
      Turn left =
          confirmed(EnsembleScene.failing(world, scene.places.left.losses()), replica, false);
      take(replica, "all have forgotten it, and the open plan is not deleted", left);
    }
  }

  private Turn confirmed(Turn turn, int replica, boolean deleted) {
    EnsemblePlaces.Replica at = scene.places.replicas.get(replica);
    World world = turn.world;
    world.clear(at.forget());
    int last = world.get(at.known());
    for (int each = 0; each < EnsemblePlot.GATEWAYS; each++) {
      last = scene.decide(last, new CoordinationEvent.ForgetAnswered(each, true, NOW)).next();
    }
    world.set(at.known(), last);
    boolean written = nodes.replace(turn, at.basis(), standing(last));
    if (written && deleted) {
      world.clear(scene.places.ensemble.open(), scene.places.ensemble.owner());
    }
    return turn;
  }

  private void take(int replica, String what, Turn turn) {
    sink.take(EnsemblePlot.REPLICA_NAMES.get(replica) + ": " + what, turn);
  }
}

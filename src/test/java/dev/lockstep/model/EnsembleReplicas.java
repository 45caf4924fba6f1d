package dev.lockstep.model;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationEvent;
import dev.lockstep.model.EnsembleScene.Standing;
import java.util.Optional;

/** A replica of the coordinator: the product's own decisions, whose log is the ensemble. */
final class EnsembleReplicas {
  private final EnsembleScene scene;
  private final EnsembleNodes nodes;
  private final EnsembleCourse course;
  private final Sink sink;

  EnsembleReplicas(EnsembleScene scene, Sink sink) {
    this.scene = scene;
    this.nodes = new EnsembleNodes(scene);
    this.course = new EnsembleCourse(scene);
    this.sink = sink;
  }

  void steps(World world, int replica) {
    EnsemblePlaces.Replica at = scene.places.replicas.get(replica);
    if (world.is(at.stray())) {
      Turn turn = new Turn(world);
      nodes.create(turn, course.standing(world.get(at.stray())));
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
      course.happen(turn, replica, new CoordinationEvent.VotesDue(EnsembleCourse.NOW));
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
    course.clear(world, replica);
    world.set(at.down(), 1);
    if (world.get(scene.places.ensemble.owner()) == replica + 1) {
      world.clear(scene.places.ensemble.owner());
    }
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
        course.adopt(turn, replica, plan);
      }
      take(replica, "is asked, and a verdict stands", turn);
      return;
    }
    course.happen(turn, replica, new CoordinationEvent.Requested(scene.plans.get(plan)));
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
      course.adopt(turn, replica, plan);
      if (!scene.coordination(turn.world, replica).open()) {
        turn.world.clear(ensemble.open(), ensemble.owner());
      }
    } else {
      Coordination found = scene.begun(plan);
      turn.world.set(scene.places.replicas.get(replica).known(), scene.tables.number(found));
      course.happen(turn, replica, new CoordinationEvent.Restarted(EnsembleCourse.NOW));
    }
    take(replica, "takes up what is open", turn);
  }

  /** What waits to be written is written, or found to be another's; or its answer is lost. */
  private void write(World world, int replica) {
    EnsemblePlaces.Replica at = scene.places.replicas.get(replica);
    Standing proposal = course.standing(world.get(at.proposal()));
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
      course.adopt(turn, replica, proposal.plan());
      return;
    }
    int next = world.get(at.proposal());
    world.clear(at.proposal());
    world.set(at.basis(), world.get(scene.places.ensemble.verdict()));
    course.goOn(turn, replica, next, course.restarted(next));
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
      last =
          scene
              .decide(last, new CoordinationEvent.ForgetAnswered(each, true, EnsembleCourse.NOW))
              .next();
    }
    world.set(at.known(), last);
    boolean written = nodes.replace(turn, at.basis(), course.standing(last));
    if (written && deleted) {
      world.clear(scene.places.ensemble.open(), scene.places.ensemble.owner());
    }
    return turn;
  }

  private void take(int replica, String what, Turn turn) {
    sink.take(EnsemblePlot.REPLICA_NAMES.get(replica) + ": " + what, turn);
  }
}

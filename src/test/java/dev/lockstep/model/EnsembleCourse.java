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

/** The course of a coordination at a replica: what follows from an event, and from what stands. */
final class EnsembleCourse {
  static final Instant NOW = ModelScene.MORNING;

  private final EnsembleScene scene;

  EnsembleCourse(EnsembleScene scene) {
    this.scene = scene;
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

  void goOn(Turn turn, int replica, int next, List<CoordinationEffect> effects) {
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

  Standing standing(int proposal) {
    Verdict verdict = scene.tables.coordination(proposal).decision().orElseThrow().verdict();
    return new Standing(scene.plan(proposal), verdict, proposal);
  }

  /** The effects of a decision that has become durable are those of a restart that finds it. */
  List<CoordinationEffect> restarted(int number) {
    return scene.decide(number, new CoordinationEvent.Restarted(NOW)).decision().effects();
  }

  /** What stands is carried on as a restart would, whose proposal it was. */
  void adopt(Turn turn, int replica, int plan) {
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

  void clear(World world, int replica) {
    EnsemblePlaces.Replica at = scene.places.replicas.get(replica);
    world.clear(at.known(), at.proposal(), at.basis(), at.votesDue(), at.forget());
    at.prepare().forEach(world::clear);
    at.tell().forEach(world::clear);
  }
}

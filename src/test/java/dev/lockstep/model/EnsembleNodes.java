package dev.lockstep.model;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.Verdict;
import dev.lockstep.model.EnsembleScene.Standing;
import dev.lockstep.transaction.State;
import java.util.Optional;

/**
 * The ensemble: one place whose operations happen one after the other as long as a majority lives.
 * What clients do not hear of that is the clients' part of the model.
 */
final class EnsembleNodes {
  private final EnsembleScene scene;
  private final EnsemblePlaces.Ensemble at;

  EnsembleNodes(EnsembleScene scene) {
    this.scene = scene;
    this.at = scene.places.ensemble;
  }

  /** Creates the verdict, if none stands: whether it did. */
  boolean create(Turn turn, Standing proposal) {
    if (turn.world.is(at.verdict())) {
      return false;
    }
    set(turn, proposal);
    return true;
  }

  /** Writes the verdict, whatever stood before. */
  void set(Turn turn, Standing verdict) {
    World world = turn.world;
    int number = EnsembleScene.number(verdict.plan(), verdict.verdict());
    if (!world.is(at.first())) {
      world.set(at.first(), number);
      if (verdict.verdict() == Verdict.COMMIT) {
        allVotes(turn, verdict.plan());
      }
    }
    turn.check(world.get(at.first()) == number, "P2: another verdict stood before");
    world.set(at.verdict(), scene.verdicts.number(Optional.of(verdict)));
  }

  private void allVotes(Turn turn, int plan) {
    for (int gateway = 0; gateway < EnsemblePlot.GATEWAYS; gateway++) {
      State durable = scene.durable(turn.world, gateway);
      boolean prepared =
          durable instanceof State.Prepared
              && scene.branchPlan(turn.world.get(scene.places.gateways.get(gateway).durable()))
                  == plan;
      turn.check(
          prepared || scene.looks(gateway),
          "P3: COMMIT stands without the vote of " + EnsemblePlot.GATEWAY_NAMES.get(gateway));
    }
  }

  /** Writes a replica's next record over the one that it saw: whether that one still stood. */
  boolean replace(Turn turn, Field basis, Standing next) {
    if (turn.world.get(at.verdict()) != turn.world.get(basis)) {
      return false;
    }
    set(turn, next);
    turn.world.set(basis, turn.world.get(at.verdict()));
    return true;
  }

  /** Whether all votes for a plan are there. */
  boolean complete(World world, int plan) {
    return scene.places.gateways.stream().allMatch(each -> world.get(each.vote()) == plan + 1);
  }

  /**
   * What is confirmed may be swept: later than any call, write or inquiry lasts, because it is kept
   * that long. Without a bound is how long a gateway is in doubt, or a process down.
   */
  boolean mayBeSwept(World world) {
    boolean early = scene.sabotage == EnsembleSabotage.SWEEP_BEFORE_ALL_HAVE_CONFIRMED;
    boolean confirmed =
        scene
            .standing(world)
            .filter(standing -> early || closed(scene.tables.coordination(standing.record())))
            .isPresent();
    return confirmed
        && scene.places.gateways.stream()
            .noneMatch(each -> world.is(each.ask()) || world.is(each.strayProposal()))
        && scene.places.replicas.stream()
            .noneMatch(
                each ->
                    world.is(each.proposal())
                        || world.is(each.stray())
                        || scene.tables.coordination(world.get(each.known()))
                            instanceof Coordination.Preparing);
  }

  private static boolean closed(Coordination record) {
    return record instanceof Coordination.Ended && !record.open();
  }

  /** Verdict, votes and what is left of the plan go in one step. */
  void sweep(World world) {
    world.clear(at.verdict());
    scene.places.gateways.forEach(each -> world.clear(each.vote()));
    if (scene.sabotage != EnsembleSabotage.SWEEP_AND_LEAVE_THE_PLAN) {
      world.clear(at.open(), at.owner());
    }
    world.set(at.swept(), 1);
  }
}

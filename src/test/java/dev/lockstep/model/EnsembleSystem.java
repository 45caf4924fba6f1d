package dev.lockstep.model;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.Verdict;
import dev.lockstep.transaction.Decided.Authority;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.util.List;
import java.util.Optional;

/**
 * Gateways that finish by themselves, replicas of the coordinator and the ensemble that decides.
 *
 * <p>Not in this model: devices that fail (see {@link PlotSystem}), records that gateways forget,
 * and time. Whatever waits may go on at any moment; only the sweeping relies on a bound, see {@link
 * EnsembleNodes#mayBeSwept}.
 */
final class EnsembleSystem implements TransitionSystem {
  private final EnsembleScene scene;

  EnsembleSystem(EnsemblePlot plot, EnsembleSabotage sabotage) {
    scene = new EnsembleScene(plot, sabotage);
  }

  @Override
  public int words() {
    return scene.places.words;
  }

  @Override
  public World first() {
    return scene.first();
  }

  @Override
  public void steps(World world, Sink sink) {
    EnsembleReplicas replicas = new EnsembleReplicas(scene, sink);
    EnsembleCalls calls = new EnsembleCalls(scene, replicas, sink);
    EnsembleGateways gateways = new EnsembleGateways(scene, sink);
    for (int replica = 0; replica < EnsemblePlot.REPLICAS; replica++) {
      replicas.steps(world, replica);
      for (int gateway = 0; gateway < EnsemblePlot.GATEWAYS; gateway++) {
        calls.steps(world, replica, gateway);
      }
    }
    for (int gateway = 0; gateway < EnsemblePlot.GATEWAYS; gateway++) {
      gateways.steps(world, gateway);
    }
  }

  @Override
  public void tidy(World world) {
    for (int replica = 0; replica < EnsemblePlot.REPLICAS; replica++) {
      tidyReplica(world, replica);
    }
    for (int gateway = 0; gateway < EnsemblePlot.GATEWAYS; gateway++) {
      tidyGateway(world, gateway);
    }
  }

  /** A request for a vote that is not counted any more may arrive still. */
  private void tidyReplica(World world, int replica) {
    EnsemblePlaces.Replica at = scene.places.replicas.get(replica);
    boolean standing = world.is(scene.places.ensemble.verdict());
    if (standing) {
      world.clear(at.stray());
    }
    Coordination known = scene.coordination(world, replica);
    boolean proposed = world.is(at.proposal()) || known.decision().isPresent();
    if (!proposed || known instanceof Coordination.Absent) {
      return;
    }
    world.clear(at.votesDue());
    for (int gateway = 0; gateway < EnsemblePlot.GATEWAYS; gateway++) {
      if (world.is(at.prepare().get(gateway))) {
        int plan = scene.plan(world.get(at.known()));
        world.set(scene.places.gateways.get(gateway).strayPrepare().get(plan), 1);
        world.clear(at.prepare().get(gateway));
      }
    }
  }

  private void tidyGateway(World world, int gateway) {
    EnsemblePlaces.Gateway at = scene.places.gateways.get(gateway);
    if (world.is(scene.places.ensemble.verdict())) {
      world.clear(at.strayProposal());
    }
    if (!(scene.known(world, gateway) instanceof State.Prepared)) {
      world.clear(at.ask());
    }
    if (scene.durable(world, gateway) instanceof State.Ended) {
      world.clear(at.timer(), at.strayRollback());
      at.strayPrepare().forEach(world::clear);
    }
  }

  @Override
  public Optional<String> broken(World world) {
    for (int gateway = 0; gateway < EnsemblePlot.GATEWAYS; gateway++) {
      EnsemblePlaces.Gateway at = scene.places.gateways.get(gateway);
      Optional<String> broken =
          against(world, world.get(at.durable())).or(() -> against(world, world.get(at.known())));
      if (broken.isPresent() && !scene.looks(gateway)) {
        return broken.map((EnsemblePlot.GATEWAY_NAMES.get(gateway) + ": ")::concat);
      }
    }
    return Optional.empty();
  }

  /** P2: no gateway goes another way than the verdict that stood first. */
  private Optional<String> against(World world, int state) {
    int plan = Math.max(scene.branchPlan(state), 0);
    boolean committed = scene.decided(world, plan, Verdict.COMMIT);
    return switch (scene.tables.state(state)) {
      case State.Absent absent -> Optional.empty();
      case State.Preparing preparing -> Optional.empty();
      case State.Prepared prepared -> Optional.empty();
      case State.Committing committing ->
          committing.decided().by() == Authority.GATEWAY || !committed
              ? Optional.of("P3: it commits, and COMMIT does not stand")
              : Optional.empty();
      case State.RollingBack back ->
          committed ? Optional.of("P2: it rolls back, and COMMIT stands") : Optional.empty();
      case State.Ended ended ->
          ended
              .outcome()
              .filter(outcome -> (outcome == Outcome.COMMITTED) != committed)
              .map(outcome -> "P2: it ended %s, against the verdict".formatted(outcome))
              .filter(what -> committed || ended.outcome().equals(Optional.of(Outcome.COMMITTED)));
    };
  }

  /** Nothing lives, and no replica has anything left to do. */
  @Override
  public boolean over(World world) {
    for (int gateway = 0; gateway < EnsemblePlot.GATEWAYS; gateway++) {
      if (!scene.up(world, gateway) || scene.known(world, gateway).live()) {
        return false;
      }
    }
    for (int replica = 0; replica < EnsemblePlot.REPLICAS; replica++) {
      boolean gone = !scene.running(world, replica) && scene.plot.course().forGood();
      boolean idle =
          scene.running(world, replica)
              && !world.is(scene.places.replicas.get(replica).proposal())
              && !scene.coordination(world, replica).open();
      if (!gone && !idle) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<String> script(List<String> schedule) {
    return List.of();
  }
}

package dev.lockstep.model;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationEvent;
import dev.lockstep.coordinator.Receipt;
import dev.lockstep.coordinator.Verdict;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;
import java.util.List;
import java.util.Optional;

/**
 * The calls of a replica at a gateway. Request and answer are one step: what is late in between is
 * explored as a lost answer, or as a request that arrives when its caller has gone.
 */
final class EnsembleCalls {
  /** A decision is to be told, or was told and a pause is under way. */
  static final int DUE = 1;

  static final int PAUSED = 2;

  private final EnsembleScene scene;
  private final EnsembleShell shell;
  private final EnsembleReplicas replicas;
  private final Sink sink;

  EnsembleCalls(EnsembleScene scene, EnsembleReplicas replicas, Sink sink) {
    this.scene = scene;
    this.shell = new EnsembleShell(scene);
    this.replicas = replicas;
    this.sink = sink;
  }

  void steps(World world, int replica, int gateway) {
    EnsemblePlaces.Replica at = scene.places.replicas.get(replica);
    if (!scene.running(world, replica) || world.is(at.proposal())) {
      return;
    }
    if (world.is(at.prepare().get(gateway))) {
      prepare(world, replica, gateway);
    }
    if (world.is(at.tell().get(gateway)) && scene.up(world, gateway)) {
      tell(world, replica, gateway);
    }
  }

  private void prepare(World world, int replica, int gateway) {
    int plan = scene.plan(world.get(scene.places.replicas.get(replica).known()));
    Field losses = scene.places.left.losses();
    if (!scene.up(world, gateway)) {
      Turn turn = new Turn(world);
      voted(turn, replica, gateway, new Vote.Missing(""));
      take(replica, gateway, "cannot be reached", turn);
      return;
    }
    Turn turn = new Turn(world);
    vote(turn, replica, gateway, plan, false);
    if (world.is(scene.places.left.refusals())) {
      Turn refused = EnsembleScene.failing(world, scene.places.left.refusals());
      refused.sound = true;
      vote(refused, replica, gateway, plan, true);
    }
    if (world.is(losses)) {
      Turn mute = EnsembleScene.failing(world, losses);
      shell.prepare(mute, gateway, plan, false);
      voted(mute, replica, gateway, new Vote.Missing(""));
      take(replica, gateway, "prepare arrives, and the vote is lost", mute);
      Turn late = EnsembleScene.failing(world, losses);
      late.world.set(scene.places.gateways.get(gateway).strayPrepare().get(plan), 1);
      voted(late, replica, gateway, new Vote.Missing(""));
      take(replica, gateway, "prepare is long on its way", late);
    }
  }

  private void vote(Turn turn, int replica, int gateway, int plan, boolean refused) {
    Reply reply = shell.prepare(turn, gateway, plan, refused);
    Vote vote = vote(scene.known(turn.world, gateway), reply);
    voted(turn, replica, gateway, vote);
    take(replica, gateway, "prepare arrives, vote " + vote.getClass().getSimpleName(), turn);
  }

  private static Vote vote(State state, Reply reply) {
    return switch (reply) {
      case Reply.Refused(Reply.Refusal refusal) ->
          refusal == Reply.Refusal.OTHER_COMMANDS ? new Vote.Taken("") : new Vote.No(List.of());
      case Reply.Later later -> new Vote.Missing("");
      case Reply.Taken taken ->
          switch (state.cast().orElse(null)) {
            case Ballot.Yes yes -> new Vote.Yes("CHECKED", Optional.empty());
            case Ballot.ReadOnly readOnly -> new Vote.ReadOnly();
            case Ballot.No no -> new Vote.No(List.of());
            case null -> new Vote.No(List.of());
          };
    };
  }

  private void voted(Turn turn, int replica, int gateway, Vote vote) {
    turn.world.clear(scene.places.replicas.get(replica).prepare().get(gateway));
    replicas.happen(
        turn, replica, new CoordinationEvent.Voted(gateway, vote, EnsembleReplicas.NOW));
  }

  private void tell(World world, int replica, int gateway) {
    Coordination known = scene.coordination(world, replica);
    Verdict verdict = known.decision().orElseThrow().verdict();
    Turn turn = new Turn(world);
    Receipt receipt = told(turn, replica, gateway, verdict);
    replicas.happen(
        turn, replica, new CoordinationEvent.Told(gateway, receipt, EnsembleReplicas.NOW));
    take(replica, gateway, verdict + " arrives", turn);
    if (world.is(scene.places.left.losses())) {
      Turn mute = EnsembleScene.failing(world, scene.places.left.losses());
      told(mute, replica, gateway, verdict);
      unclear(mute, replica, gateway);
      take(replica, gateway, verdict + " arrives, and the answer is lost", mute);
      Turn late = EnsembleScene.failing(world, scene.places.left.losses());
      if (verdict == Verdict.ABORT) {
        late.world.set(scene.places.gateways.get(gateway).strayRollback(), 1);
      }
      late.world.clear(scene.places.replicas.get(replica).tell().get(gateway));
      unclear(late, replica, gateway);
      take(replica, gateway, verdict + " is long on its way", late);
    }
  }

  private void unclear(Turn turn, int replica, int gateway) {
    Receipt unclear = new Receipt.Unclear("");
    replicas.happen(
        turn, replica, new CoordinationEvent.Told(gateway, unclear, EnsembleReplicas.NOW));
  }

  private Receipt told(Turn turn, int replica, int gateway, Verdict verdict) {
    Field tell = scene.places.replicas.get(replica).tell().get(gateway);
    if (turn.world.get(tell) == PAUSED) {
      replicas.happen(turn, replica, new CoordinationEvent.RetryDue(gateway, EnsembleReplicas.NOW));
    }
    turn.world.clear(tell);
    int plan = scene.plan(turn.world.get(scene.places.replicas.get(replica).known()));
    turn.check(
        scene.decided(turn.world, plan, verdict),
        "P1: a gateway is told " + verdict + ", which does not stand");
    Decided decided = Decided.byCoordinator(EnsembleShell.NOW);
    Reply reply =
        shell.happen(
            turn,
            gateway,
            verdict == Verdict.COMMIT
                ? new Event.CommitDecided(decided)
                : new Event.RollbackDecided(EnsembleScene.ID, decided));
    if (reply instanceof Reply.Refused(Reply.Refusal refusal)) {
      turn.check(false, "P2: %s refuses %s: %s".formatted(name(gateway), verdict, refusal));
      return new Receipt.NotKnown("");
    }
    return shell
        .ended(turn.world, gateway)
        .<Receipt>map(Receipt.Ended::new)
        .orElseGet(() -> new Receipt.UnderWay(Optional.empty(), ""));
  }

  private static String name(int gateway) {
    return EnsemblePlot.GATEWAY_NAMES.get(gateway);
  }

  private void take(int replica, int gateway, String what, Turn turn) {
    sink.take(
        "%s to %s: %s".formatted(EnsemblePlot.REPLICA_NAMES.get(replica), name(gateway), what),
        turn);
  }
}

package dev.lockstep.model;

import dev.lockstep.coordinator.Verdict;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.ensemble.VerdictInquiry;
import dev.lockstep.transaction.Decision.Durability;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;
import java.util.List;
import java.util.Optional;

/**
 * A gateway as the ensemble sees it: the product's own decisions, in a loop whose devices are
 * checked at once and move without a fault. What machines do is explored by {@link ModelMachines}.
 */
final class EnsembleShell {
  static final Moment NOW = ModelScene.morning();

  private final EnsembleScene scene;

  EnsembleShell(EnsembleScene scene) {
    this.scene = scene;
  }

  Reply happen(Turn turn, int gateway, Event event) {
    World world = turn.world;
    EnsemblePlaces.Gateway at = scene.places.gateways.get(gateway);
    State before = scene.known(world, gateway);
    Tables.Decided decided = scene.tables.decide(world.get(at.known()), event);
    State next = decided.decision().next();
    int plan = scene.branchPlan(world.get(at.known()));
    mayLeave(turn, EnsemblePlot.GATEWAY_NAMES.get(gateway), plan, before, next);
    world.set(at.known(), decided.next());
    if (decided.decision().durability() == Durability.FORCED) {
      world.set(at.durable(), decided.next());
    } else if (decided.decision().durability() == Durability.LAZY) {
      turn.lazily.add(() -> world.set(at.durable(), decided.next()));
    }
    begin(world, at, decided.decision().effect());
    return decided.decision().reply();
  }

  /** P3: after the vote only the verdict that stands ends it. */
  private void mayLeave(Turn turn, String name, int plan, State before, State next) {
    if (!(before instanceof State.Prepared) || next instanceof State.Prepared) {
      return;
    }
    boolean commits = next instanceof State.Committing;
    boolean stands = scene.decided(turn.world, plan, Verdict.COMMIT);
    boolean none = !turn.world.is(scene.places.ensemble.first());
    turn.check(!commits || stands, "P3: %s commits, and COMMIT does not stand".formatted(name));
    turn.check(
        commits || !(stands || none),
        "P3: %s rolls back, and ROLLBACK does not stand".formatted(name));
  }

  private void begin(World world, EnsemblePlaces.Gateway at, Effect effect) {
    switch (effect) {
      case Effect.None none -> {}
      case Effect.Retry retry -> world.set(at.timer(), 1);
      case Effect.AskCoordinator ask ->
          world.set(at.ask(), scene.inquiries.number(Optional.of(VerdictInquiry.BEGUN)));
      case Effect.Actuate actuate -> world.set(at.work(), scene.tables.effects.number(actuate));
      case Effect.Settle settle -> world.set(at.work(), scene.tables.effects.number(settle));
      case Effect.Recheck recheck -> world.set(at.work(), scene.tables.effects.number(recheck));
      case Effect.Check check -> {
        // Its result is put to the transaction in the same step.
      }
      case Effect.AwaitInstant wait -> throw new IllegalStateException("no instants in this model");
      case Effect.Arm arm -> throw new IllegalStateException("nothing is armed in this model");
      case Effect.Disarm disarm ->
          throw new IllegalStateException("nothing is armed in this model");
    }
  }

  /** A prepare arrives, and its devices are checked at once. */
  Reply prepare(Turn turn, int gateway, int plan, boolean refused) {
    Reply reply =
        happen(
            turn,
            gateway,
            new Event.PrepareRequested(scene.branches.get(gateway).get(plan), List.of(), NOW));
    if (scene.known(turn.world, gateway) instanceof State.Preparing) {
      List<Reason> objections =
          refused ? List.of(ModelMachines.reason(Reason.Code.DISCONNECTED)) : List.of();
      return happen(turn, gateway, new Event.Checked(List.of(), objections, NOW));
    }
    return reply;
  }

  /** The machine does what is under way. */
  void work(Turn turn, int gateway) {
    World world = turn.world;
    EnsemblePlaces.Gateway at = scene.places.gateways.get(gateway);
    Effect effect = scene.tables.effects.value(world.get(at.work()));
    world.clear(at.work());
    switch (effect) {
      case Effect.Actuate actuate -> {
        move(turn, gateway);
        happen(turn, gateway, moved(actuate.decidedAt(), true, false));
      }
      case Effect.Settle settle ->
          happen(
              turn,
              gateway,
              moved(settle.doubts().getFirst().sentAt(), world.is(at.moved()), true));
      case Effect.Recheck recheck -> happen(turn, gateway, new Event.Rechecked(List.of(), NOW));
      case Effect.None none -> {}
      case Effect.Check check -> {}
      case Effect.Arm arm -> {}
      case Effect.Disarm disarm -> {}
      case Effect.AskCoordinator ask -> {}
      case Effect.Retry retry -> {}
      case Effect.AwaitInstant wait -> {}
    }
  }

  /** P1: what moves rests on a durable intent, and on a verdict that stands. */
  void move(Turn turn, int gateway) {
    State durable = scene.durable(turn.world, gateway);
    turn.check(durable instanceof State.Committing, "P1: sent in " + durable.name());
    int plan = scene.branchPlan(turn.world.get(scene.places.gateways.get(gateway).durable()));
    turn.check(
        scene.decided(turn.world, plan, Verdict.COMMIT), "P3: it moves before COMMIT stands");
    turn.world.set(scene.places.gateways.get(gateway).moved(), 1);
  }

  private static Event moved(Moment sentAt, boolean done, boolean looked) {
    Progress progress =
        done
            ? new Progress.Applied(NOW, "read back", List.of())
            : new Progress.NotApplied(NOW, List.of(ModelMachines.reason(Reason.Code.NOT_SENT)));
    return new Event.Moved(List.of(new Event.Step(0, sentAt, progress)), looked, NOW);
  }

  /** The power goes: what is in memory is gone. */
  void crash(Turn turn, int gateway) {
    EnsemblePlaces.Gateway at = scene.places.gateways.get(gateway);
    turn.world.clear(at.known(), at.work(), at.timer(), at.ask());
    turn.world.set(at.down(), 1);
  }

  void start(Turn turn, int gateway) {
    EnsemblePlaces.Gateway at = scene.places.gateways.get(gateway);
    World world = turn.world;
    world.clear(at.down());
    world.set(at.durable(), scene.tables.aged(world.get(at.durable())));
    world.set(at.known(), world.get(at.durable()));
    if (scene.known(world, gateway).live()) {
      happen(turn, gateway, new Event.Restarted(NOW));
    }
  }

  /** How it ended there, where it did. */
  Optional<Outcome> ended(World world, int gateway) {
    return scene.known(world, gateway) instanceof State.Ended ended
        ? ended.outcome()
        : Optional.empty();
  }
}

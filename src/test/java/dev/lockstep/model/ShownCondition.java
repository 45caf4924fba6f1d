package dev.lockstep.model;

import dev.lockstep.device.Reason;
import dev.lockstep.transaction.State;

/**
 * The condition by which a method is seen, as {@code participant.Baseline} looks at it: the machine
 * is busy. Its work makes it so, and a person may, before the gateway calls it; after that nobody
 * could tell the two apart.
 */
final class ShownCondition {
  private final ModelFixture bench;
  private final ModelScene scene;
  private final int gateway;
  private final int transaction;

  ShownCondition(ModelFixture bench, int gateway, int transaction) {
    this.bench = bench;
    this.scene = bench.scene();
    this.gateway = gateway;
    this.transaction = transaction;
  }

  /** What changes it beside the gateway's own calls. */
  void steps(World world) {
    Places.Branch at = scene.places.at(gateway, transaction);
    Field busy = scene.places.gateways.get(gateway).busy();
    for (int task = 0; task < at.called.size(); task++) {
      if (!scene.kind(gateway, transaction, task).isSeen()) {
        continue;
      }
      if (world.is(busy)) {
        Turn idle = new Turn(world);
        idle.world.clear(busy);
        bench.take(gateway, transaction, "the machine is busy no longer", idle);
      } else if (world.is(scene.places.left.machine()) && !over(world, at.called.get(task))) {
        Turn byHand = bench.failing(world, scene.places.left.machine());
        byHand.world.set(busy, 1);
        bench.take(gateway, transaction, "somebody starts the machine by hand", byHand);
      }
    }
  }

  private boolean over(World world, Field called) {
    return world.is(called) || scene.durable(world, gateway, transaction) instanceof State.Ended;
  }

  /** Whether this task would prove nothing now: what is to show it is true already. */
  boolean alreadyTrue(World world, int task) {
    return scene.kind(gateway, transaction, task).isSeen()
        && holds(world)
        && scene.sabotage != Sabotage.TAKE_WHAT_WAS_TRUE_BEFORE_FOR_PROOF;
  }

  boolean holds(World world) {
    return world.is(scene.places.gateways.get(gateway).busy());
  }

  static Reason reason() {
    return ModelMachines.reason(Reason.Code.ALREADY_TRUE);
  }
}

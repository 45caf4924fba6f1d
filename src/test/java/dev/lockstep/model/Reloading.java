package dev.lockstep.model;

import dev.lockstep.device.Reason;

/**
 * Other profiles and devices for a gateway that works, as {@code participant.CurrentCatalog} puts
 * them in force (decision 58): in one step it is seen that no live transaction holds what changes,
 * in a later one the links are the new ones; prepares wait in between. There are two definitions,
 * and each reload puts the other one in force. A start reads what there is: where that is not what
 * was voted by, nothing is sent, as {@code participant.MovedTargets} has it, until the gateway was
 * started with the files of the vote.
 */
final class Reloading {
  private final ModelFixture bench;
  private final ModelScene scene;
  private final int gateway;
  private final Places.Gateway at;

  Reloading(ModelFixture bench, int gateway) {
    this.bench = bench;
    this.scene = bench.scene();
    this.gateway = gateway;
    this.at = scene.places.gateways.get(gateway);
  }

  void steps(World world) {
    if (!scene.up(world, gateway)) {
      return;
    }
    boolean held = lives(world) && scene.sabotage != Sabotage.RELOAD_UNDER_A_VOTE;
    if (world.is(at.replacing())) {
      Turn done = new Turn(world);
      done.check(!lives(world), "P7: the links change under a live transaction");
      replace(done.world, at);
      take("the links are those of the other files", done);
    } else if (world.is(scene.places.left.reloads()) && !held) {
      Turn begun = bench.failing(world, scene.places.left.reloads());
      begun.world.set(at.replacing(), 1);
      take("a reload finds nothing held", begun);
    }
  }

  /** Whether what a live transaction was voted by is not what the files say now. */
  static boolean differs(ModelScene scene, World world, int gateway, int transaction) {
    int voted = world.get(scene.places.at(gateway, transaction).voted);
    return voted != world.get(scene.places.gateways.get(gateway).inForce())
        && scene.sabotage != Sabotage.TAKE_OTHER_FILES_AT_A_START;
  }

  static Reason reason() {
    return ModelMachines.reason(Reason.Code.TARGET_MOVED);
  }

  /** Starts, and stops again where only that helps. */
  void power(World world, Shell shell) {
    if (!scene.up(world, gateway) && world.is(scene.places.left.reloads())) {
      Turn other = bench.failing(world, scene.places.left.reloads());
      replace(other.world, at);
      shell.start(other, gateway);
      take("restart with other files", other);
    } else if (scene.up(world, gateway) && heldBack(world)) {
      Turn back = new Turn(world);
      shell.crash(back, gateway);
      replace(back.world, at);
      shell.start(back, gateway);
      take("restart with the files of the vote", back);
    }
  }

  private boolean heldBack(World world) {
    for (int transaction = 0; transaction < scene.ids.size(); transaction++) {
      if (scene.known(world, gateway, transaction).live()
          && differs(scene, world, gateway, transaction)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a prepare waits for the links of its device. */
  static boolean holdsBack(ModelScene scene, World world, int gateway) {
    return world.is(scene.places.gateways.get(gateway).replacing())
        && scene.sabotage != Sabotage.ADMIT_WHILE_LINKS_ARE_REPLACED;
  }

  /** The power goes in the middle of it: nothing is held, and the start reads the other files. */
  static void crash(World world, Places.Gateway at) {
    if (world.is(at.replacing())) {
      replace(world, at);
    }
  }

  private static void replace(World world, Places.Gateway at) {
    world.clear(at.replacing());
    world.set(at.inForce(), 1 - world.get(at.inForce()));
  }

  private boolean lives(World world) {
    for (int transaction = 0; transaction < scene.ids.size(); transaction++) {
      if (scene.known(world, gateway, transaction).live()) {
        return true;
      }
    }
    return false;
  }

  private void take(String what, Turn turn) {
    bench.sink().take(Plot.NAMES.get(gateway) + ": " + what, turn);
  }
}

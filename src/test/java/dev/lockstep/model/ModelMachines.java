package dev.lockstep.model;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import java.util.List;
import java.util.Optional;

/** Effects under way at the machines, and what can come of each. */
final class ModelMachines {
  /** How far an effect has come: not sent; done, and its answer on the way; or not so. */
  static final int DUE = 1;

  static final int DONE = 2;
  static final int FAILED = 3;
  static final int UNKNOWN = 4;
  static final int ACCEPTED = 5;
  static final int BAD = 6;

  private final ModelFixture bench;
  private final ModelScene scene;

  ModelMachines(ModelFixture bench) {
    this.bench = bench;
    this.scene = bench.scene();
  }

  /** All steps that the machine of a gateway can make for a transaction. */
  void steps(World world, int gateway, int transaction) {
    Places.Branch at = scene.places.at(gateway, transaction);
    if (world.is(at.check)) {
      check(world, gateway, transaction);
    }
    if (world.is(at.arm)) {
      arm(world, gateway, transaction);
    }
    if (world.is(at.disarm)) {
      disarm(world, gateway, transaction);
    }
    if (world.is(at.act)) {
      bench.actuating(gateway, transaction).steps(world);
    }
    if (world.is(at.settle)) {
      new Settlement(bench, gateway, transaction).steps(world);
    }
    if (world.is(at.recheck)) {
      recheck(world, gateway, transaction);
    }
  }

  /** What waits in front of a machine may arrive at any time, whether the gateway is up or not. */
  void late(World world, int gateway, int transaction) {
    Places.Branch at = scene.places.at(gateway, transaction);
    if (world.is(at.lateArm)) {
      Turn turn = new Turn(world);
      turn.world.clear(at.lateArm);
      if (!turn.world.is(at.moved.getFirst())) {
        turn.world.set(at.armed, 1);
      }
      take(gateway, transaction, "the machine wakes to an old arming", turn);
    }
    for (int task = 0; task < at.late.size(); task++) {
      if (world.is(at.late.get(task))) {
        Turn turn = new Turn(world);
        turn.world.clear(at.late.get(task));
        ModelRules.mayArrive(turn, scene, gateway, transaction);
        bench.actuating(gateway, transaction).arrive(turn, task);
        take(gateway, transaction, "the machine wakes to an old command", turn);
      }
    }
  }

  private void check(World world, int gateway, int transaction) {
    Turn fine = begin(world, gateway, transaction, false);
    boolean before = new ShownCondition(bench, gateway, transaction).alreadyTrue(world, 0);
    List<Reason> found = before ? List.of(ShownCondition.reason()) : List.of();
    happen(fine, gateway, transaction, new Event.Checked(List.of(), found, now(fine)));
    String what = before ? "what would show it is true already" : "all well";
    take(gateway, transaction, "the check finds " + what, fine);
    if (canFail(world)) {
      Turn refused = begin(world, gateway, transaction, true);
      List<Reason> reasons = List.of(reason(Reason.Code.DISCONNECTED));
      happen(refused, gateway, transaction, new Event.Checked(List.of(), reasons, now(refused)));
      take(gateway, transaction, "the check finds the machine offline", refused);
    }
  }

  private Turn begin(World world, int gateway, int transaction, boolean fails) {
    Turn turn = fails ? failing(world) : new Turn(world);
    turn.world.clear(scene.places.at(gateway, transaction).check);
    return turn;
  }

  private void arm(World world, int gateway, int transaction) {
    Places.Branch at = scene.places.at(gateway, transaction);
    if (world.get(at.arm) != DUE) {
      Turn turn = new Turn(world);
      turn.world.clear(at.arm);
      List<Reason> reasons =
          world.get(at.arm) == DONE ? List.of() : List.of(reason(Reason.Code.NOT_ARMED));
      happen(
          turn,
          gateway,
          transaction,
          new Event.Armed(Promise.DURABLE, Optional.empty(), reasons, now(turn)));
      String heard = reasons.isEmpty() ? "armed" : "not armed";
      take(gateway, transaction, "the gateway hears: " + heard, turn);
      return;
    }
    Turn armed = armed(new Turn(world), gateway, transaction, DONE);
    take(gateway, transaction, "the machine arms", armed);
    if (canFail(world)) {
      Turn mumbled = armed(failing(world), gateway, transaction, FAILED);
      take(gateway, transaction, "the machine arms, and its answer is lost", mumbled);
      Turn refused = failing(world);
      refused.world.set(at.arm, FAILED);
      take(gateway, transaction, "the machine refuses to arm", refused);
      Turn frozen = failing(world);
      frozen.world.set(at.arm, FAILED);
      frozen.world.set(at.lateArm, 1);
      ModelRules.mayArm(frozen, scene, gateway, transaction);
      take(gateway, transaction, "the machine freezes over the arming", frozen);
    }
  }

  private Turn armed(Turn turn, int gateway, int transaction, int heard) {
    Places.Branch at = scene.places.at(gateway, transaction);
    ModelRules.mayArm(turn, scene, gateway, transaction);
    turn.world.set(at.armed, 1);
    turn.world.set(at.arm, heard);
    return turn;
  }

  private void disarm(World world, int gateway, int transaction) {
    Places.Branch at = scene.places.at(gateway, transaction);
    if (world.get(at.disarm) == DONE) {
      Turn turn = new Turn(world);
      turn.world.clear(at.disarm);
      happen(turn, gateway, transaction, new Event.Disarmed(List.of(), now(turn)));
      take(gateway, transaction, "the gateway hears: disarmed", turn);
      return;
    }
    if (Reloading.differs(scene, world, gateway, transaction)) {
      Turn moved = new Turn(world);
      moved.world.clear(at.disarm);
      happen(
          moved, gateway, transaction, new Event.Disarmed(List.of(Reloading.reason()), now(moved)));
      take(gateway, transaction, "nothing is called off where the files lead now", moved);
      return;
    }
    Turn done = new Turn(world);
    shut(done, scene, gateway);
    done.world.clear(at.armed);
    done.world.set(at.disarm, DONE);
    take(gateway, transaction, "the machine disarms", done);
    if (canFail(world)) {
      Turn silent = failing(world);
      silent.world.clear(at.disarm);
      List<Reason> reasons = List.of(reason(Reason.Code.UNKNOWN));
      happen(silent, gateway, transaction, new Event.Disarmed(reasons, now(silent)));
      take(gateway, transaction, "the machine does not confirm that it disarmed", silent);
    }
  }

  /** The old way in is shut: what waits there never arrives. */
  static void shut(Turn turn, ModelScene scene, int gateway) {
    if (scene.sabotage == Sabotage.SETTLE_WITHOUT_A_FENCE) {
      return;
    }
    for (Places.Branch each : scene.places.branches.get(gateway)) {
      turn.world.clear(each.lateArm);
      each.late.forEach(turn.world::clear);
    }
  }

  private void recheck(World world, int gateway, int transaction) {
    Places.Branch at = scene.places.at(gateway, transaction);
    if (Reloading.differs(scene, world, gateway, transaction)) {
      Turn moved = new Turn(world);
      moved.world.clear(at.recheck);
      happen(
          moved,
          gateway,
          transaction,
          new Event.Rechecked(List.of(Reloading.reason()), now(moved)));
      take(gateway, transaction, "the files say something else still", moved);
      return;
    }
    Turn holds = new Turn(world);
    holds.world.clear(at.recheck);
    boolean before =
        new ShownCondition(bench, gateway, transaction).alreadyTrue(world, next(world, at));
    List<Reason> found = before ? List.of(ShownCondition.reason()) : List.of();
    happen(holds, gateway, transaction, new Event.Rechecked(found, now(holds)));
    String what = before ? "what would show it is true still" : "what is required holds again";
    take(gateway, transaction, what, holds);
    if (canFail(world)) {
      Turn broken = failing(world);
      broken.world.clear(at.recheck);
      List<Reason> reasons = List.of(reason(Reason.Code.REQUIREMENT_BROKEN));
      happen(broken, gateway, transaction, new Event.Rechecked(reasons, now(broken)));
      take(gateway, transaction, "what is required is broken still", broken);
    }
  }

  /** The task whose turn it is. */
  private int next(World world, Places.Branch at) {
    return scene.tables.state(world.get(at.known)) instanceof State.Committing committing
        ? (int) committing.progress().stream().takeWhile(Progress::done).count()
        : 0;
  }

  private boolean canFail(World world) {
    return world.is(scene.places.left.machine());
  }

  private Turn failing(World world) {
    return bench.failing(world, scene.places.left.machine());
  }

  private void happen(Turn turn, int gateway, int transaction, Event event) {
    bench.shell().happen(turn, gateway, transaction, event);
  }

  private Moment now(Turn turn) {
    return scene.now(turn.world);
  }

  static Reason reason(Reason.Code code) {
    return Reason.of(code, "as the machine said");
  }

  private void take(int gateway, int transaction, String what, Turn turn) {
    bench.take(gateway, transaction, what, turn);
  }

  /** The one task that an effect is about: a stage has one command in every plot. */
  static Effect.Move only(Effect.Actuate actuate) {
    if (actuate.moves().size() != 1) {
      throw new IllegalStateException("one command a stage is modelled: " + actuate);
    }
    return actuate.moves().getFirst();
  }

  static Progress unknown(Moment sentAt, Reason.Code code) {
    return new Progress.Unknown(sentAt, List.of(reason(code)));
  }
}

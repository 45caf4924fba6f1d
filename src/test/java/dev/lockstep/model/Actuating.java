package dev.lockstep.model;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Progress;
import java.util.List;

/** A command on its way to the machine: what {@code participant.Actuation} can meet. */
final class Actuating {
  private final ModelFixture bench;
  private final ModelScene scene;
  private final int gateway;
  private final int transaction;
  private final Places.Branch at;

  Actuating(ModelFixture bench, int gateway, int transaction) {
    this.bench = bench;
    this.scene = bench.scene();
    this.gateway = gateway;
    this.transaction = transaction;
    this.at = scene.places.at(gateway, transaction);
  }

  /** All that can come of an actuation that was begun. */
  void steps(World world) {
    Effect.Actuate actuate = begun(world);
    int task = ModelMachines.only(actuate).task().number();
    if (world.get(at.acting) != ModelMachines.DUE) {
      heard(world, task);
      return;
    }
    Moment now = scene.now(world);
    boolean sent = actuate.timed() && scene.sabotage == Sabotage.SEND_WHAT_WAS_HELD_UP;
    if (now.after(actuate.decidedAt(), now) && !sent) {
      Turn late = new Turn(world);
      result(late, task, notApplied(now));
      take("held up until it is too late to send", late);
      return;
    }
    if (Reloading.differs(scene, world, gateway, transaction)) {
      Turn moved = new Turn(world);
      result(moved, task, new Progress.Waiting(List.of(Reloading.reason())));
      take("the files say something else than the vote", moved);
      return;
    }
    ShownCondition condition = new ShownCondition(bench, gateway, transaction);
    if (condition.alreadyTrue(world, task)) {
      Turn held = new Turn(world);
      result(held, task, new Progress.Waiting(List.of(ShownCondition.reason())));
      take("what would show it is true before it is sent", held);
      return;
    }
    send(world, task);
    if (world.is(scene.places.left.machine())) {
      fail(world, task);
    }
  }

  /** Something arrives that moves the machine; what is armed moves once. */
  void arrive(Turn turn, int task) {
    World world = turn.world;
    boolean before = world.is(at.moved.get(task));
    switch (scene.kind(gateway, transaction, task)) {
      case WRITE, ALIAS -> {
        world.set(at.moved.get(task), 1);
        world.set(scene.places.gateways.get(gateway).value(), transaction + 1);
      }
      case ARMED -> {
        if (world.is(at.armed)) {
          world.clear(at.armed);
          world.set(at.moved.get(task), 1);
        }
      }
      case LOOK -> throw new IllegalStateException("a look moves nothing");
      case ONCE -> {
        turn.check(!before, "P6: fired twice what may fire once");
        world.set(at.moved.get(task), 1);
      }
      case SEEN_ONCE, SEEN -> {
        boolean twice = before && scene.kind(gateway, transaction, task) == Plot.Kind.SEEN_ONCE;
        turn.check(!twice, "P6: fired twice what may fire once");
        world.set(at.moved.get(task), 1);
        world.set(at.called.get(task), 1);
        world.set(scene.places.gateways.get(gateway).busy(), 1);
      }
    }
  }

  private void send(World world, int task) {
    boolean armed = scene.kind(gateway, transaction, task) != Plot.Kind.ARMED || world.is(at.armed);
    Turn done = moved(new Turn(world), task);
    done.world.set(at.acting, armed ? ModelMachines.DONE : ModelMachines.UNKNOWN);
    take("the machine moves", done);
  }

  private void fail(World world, int task) {
    Turn mumbled = moved(failing(world), task);
    mumbled.world.set(at.acting, ModelMachines.UNKNOWN);
    take("the machine moves, and its answer is lost", mumbled);
    Turn frozen = failing(world);
    ModelRules.maySend(frozen, scene, gateway, transaction);
    called(frozen, task);
    frozen.world.set(at.late.get(task), 1);
    frozen.world.set(at.acting, ModelMachines.UNKNOWN);
    take("the machine freezes over the command", frozen);
    Turn refused = failing(world);
    result(refused, task, notApplied(scene.now(world)));
    take("the machine refuses the command", refused);
    Turn held = failing(world);
    List<Reason> broken = List.of(ModelMachines.reason(Reason.Code.REQUIREMENT_BROKEN));
    result(held, task, new Progress.Waiting(broken));
    take("what is required is broken", held);
    Plot.Kind kind = scene.kind(gateway, transaction, task);
    if (kind == Plot.Kind.WRITE || kind == Plot.Kind.ALIAS || kind.isSeen()) {
      Turn ignored = failing(world);
      called(ignored, task);
      ignored.world.set(at.acting, ModelMachines.ACCEPTED);
      take("the machine says Good and does nothing", ignored);
    }
    if (kind.isMethod()) {
      Turn after = moved(failing(world), task);
      after.world.set(at.acting, ModelMachines.BAD);
      take("the method does its work, and answers Bad", after);
      Turn before = failing(world);
      called(before, task);
      before.world.set(at.acting, ModelMachines.BAD);
      take("the method does nothing, and answers Bad", before);
    }
  }

  private void called(Turn turn, int task) {
    if (scene.kind(gateway, transaction, task).isSeen()) {
      turn.world.set(at.called.get(task), 1);
    }
  }

  private Turn moved(Turn turn, int task) {
    ModelRules.maySend(turn, scene, gateway, transaction);
    arrive(turn, task);
    return turn;
  }

  private void heard(World world, int task) {
    Moment sentAt = begun(world).decidedAt();
    Turn turn = new Turn(world);
    switch (world.get(at.acting)) {
      case ModelMachines.DONE, ModelMachines.ACCEPTED -> accepted(turn, task);
      case ModelMachines.UNKNOWN -> {
        result(turn, task, ModelMachines.unknown(sentAt, Reason.Code.UNKNOWN));
        take("the gateway hears nothing of its command", turn);
      }
      case ModelMachines.BAD -> {
        // It comes from inside the method, and says nothing of what that did.
        boolean trusted = scene.sabotage == Sabotage.TAKE_A_METHODS_BAD_STATUS_FOR_A_REFUSAL;
        result(
            turn,
            task,
            trusted
                ? notApplied(scene.now(world))
                : ModelMachines.unknown(sentAt, Reason.Code.UNKNOWN));
        take("the gateway hears the method's Bad", turn);
      }
      default -> throw new IllegalStateException("no such way to act: " + world.get(at.acting));
    }
  }

  /** It is looked at: at the value, or at the condition, which was not true before. */
  private void accepted(Turn turn, int task) {
    World world = turn.world;
    boolean seen =
        scene.kind(gateway, transaction, task).isSeen()
            ? new ShownCondition(bench, gateway, transaction).holds(world)
            : world.get(at.acting) == ModelMachines.DONE;
    if (seen) {
      result(turn, task, new Progress.Applied(scene.now(world), "read back", List.of()));
      take("the gateway sees that it moved", turn);
    } else {
      Moment sentAt = begun(world).decidedAt();
      result(turn, task, ModelMachines.unknown(sentAt, Reason.Code.NOT_VERIFIED));
      take("the gateway does not see that it moved", turn);
    }
  }

  private Effect.Actuate begun(World world) {
    return (Effect.Actuate) scene.tables.effects.value(world.get(at.act));
  }

  private void result(Turn turn, int task, Progress progress) {
    Moment sentAt = begun(turn.world).decidedAt();
    turn.world.clear(at.act, at.acting);
    List<Event.Step> steps = List.of(new Event.Step(task, sentAt, progress));
    Event moved = new Event.Moved(steps, scene.now(turn.world));
    bench.shell().happen(turn, gateway, transaction, moved);
  }

  private static Progress notApplied(Moment now) {
    return new Progress.NotApplied(now, List.of(ModelMachines.reason(Reason.Code.NOT_SENT)));
  }

  private Turn failing(World world) {
    return bench.failing(world, scene.places.left.machine());
  }

  private void take(String what, Turn turn) {
    bench.take(gateway, transaction, what, turn);
  }
}

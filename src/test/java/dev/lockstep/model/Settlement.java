package dev.lockstep.model;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Progress;
import java.util.List;

/** Finding out what came of an earlier send: what {@code participant.Settling} can meet. */
final class Settlement {
  private final ModelFixture bench;
  private final ModelScene scene;
  private final int gateway;
  private final int transaction;
  private final Places.Branch at;

  Settlement(ModelFixture bench, int gateway, int transaction) {
    this.bench = bench;
    this.scene = bench.scene();
    this.gateway = gateway;
    this.transaction = transaction;
    this.at = scene.places.at(gateway, transaction);
  }

  void steps(World world) {
    Effect.Settle settle = (Effect.Settle) scene.tables.effects.value(world.get(at.settle));
    Effect.Doubt doubt = settle.doubts().getFirst();
    if (Reloading.differs(scene, world, gateway, transaction)) {
      Turn moved = new Turn(world);
      result(moved, doubt, unknown(doubt, Reason.Code.TARGET_MOVED));
      bench.take(gateway, transaction, "what is read now proves nothing", moved);
      return;
    }
    Turn asked = new Turn(world);
    if (!doubt.accepted()) {
      ModelMachines.shut(asked, scene, gateway);
    }
    result(asked, doubt, found(asked.world, doubt));
    bench.take(gateway, transaction, "the machine tells what came of it", asked);
    if (world.is(scene.places.left.machine())) {
      Turn silent = bench.failing(world, scene.places.left.machine());
      Reason.Code code = doubt.accepted() ? Reason.Code.NOT_VERIFIED : Reason.Code.UNKNOWN;
      result(silent, doubt, unknown(doubt, code));
      bench.take(gateway, transaction, "the machine does not answer", silent);
    }
  }

  private Progress found(World world, Effect.Doubt doubt) {
    Moment now = scene.now(world);
    int task = doubt.task().number();
    Plot.Kind kind = scene.kind(gateway, transaction, task);
    boolean seen =
        switch (kind) {
          case WRITE, ALIAS ->
              world.get(scene.places.gateways.get(gateway).value()) == transaction + 1;
          case ARMED -> world.is(at.moved.get(task));
          case ONCE, LOOK -> false;
          case SEEN, SEEN_ONCE -> condition(world, doubt, kind);
        };
    if (seen) {
      return new Progress.Applied(now, "read back when it was settled", List.of());
    }
    if (doubt.accepted()) {
      return unknown(doubt, Reason.Code.NOT_VERIFIED);
    }
    return switch (kind) {
      case ONCE, SEEN_ONCE -> unknown(doubt, Reason.Code.UNKNOWN);
      case SEEN -> unknown(doubt, Reason.Code.MAY_REPEAT);
      case WRITE, ALIAS, ARMED, LOOK ->
          new Progress.NotApplied(now, List.of(ModelMachines.reason(Reason.Code.NOT_SENT)));
    };
  }

  /** What fires once is believed only where its answer came: then nothing of it is lost. */
  private boolean condition(World world, Effect.Doubt doubt, Plot.Kind kind) {
    return new ShownCondition(bench, gateway, transaction).holds(world)
        && !before(doubt)
        && (kind == Plot.Kind.SEEN || doubt.accepted());
  }

  private boolean before(Effect.Doubt doubt) {
    return doubt.trueBefore() && scene.sabotage != Sabotage.FORGET_WHAT_MAY_HAVE_BEEN_TRUE_BEFORE;
  }

  /** What may have been true before the send proves nothing at a later look either. */
  private Progress unknown(Effect.Doubt doubt, Reason.Code code) {
    List<Reason> reasons =
        doubt.trueBefore()
            ? List.of(ModelMachines.reason(code), ShownCondition.reason())
            : List.of(ModelMachines.reason(code));
    return new Progress.Unknown(doubt.sentAt(), reasons);
  }

  private void result(Turn turn, Effect.Doubt doubt, Progress progress) {
    turn.world.clear(at.settle);
    List<Event.Step> steps =
        List.of(new Event.Step(doubt.task().number(), doubt.sentAt(), progress));
    Event moved = new Event.Moved(steps, true, scene.now(turn.world));
    bench.shell().happen(turn, gateway, transaction, moved);
  }
}

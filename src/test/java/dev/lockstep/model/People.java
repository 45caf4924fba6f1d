package dev.lockstep.model;

import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.State.Committing.Standing;
import dev.lockstep.transaction.State.RollingBack.Disarmament;
import java.util.List;

/** The operator, Anna. What waits for her she ends sooner or later; more than that is bounded. */
final class People {
  private final ModelFixture bench;
  private final ModelScene scene;
  private final Shell shell;

  People(ModelFixture bench) {
    this.bench = bench;
    this.scene = bench.scene();
    this.shell = bench.shell();
  }

  void steps(World world, int gateway, int transaction) {
    State state = scene.known(world, gateway, transaction);
    if (state instanceof State.Committing committing) {
      release(world, gateway, transaction);
      if (committing.standing() == Standing.STUCK) {
        resolve(new Turn(world), gateway, transaction, Outcome.HEURISTIC_HAZARD);
      }
    }
    if (world.is(scene.places.left.people())) {
      for (Outcome outcome : choices(state)) {
        Turn turn = bench.failing(world, scene.places.left.people());
        resolve(turn, gateway, transaction, outcome);
      }
    }
  }

  private static List<Outcome> choices(State state) {
    return switch (state) {
      case State.Prepared prepared -> List.of(Outcome.COMMITTED, Outcome.ROLLED_BACK);
      case State.Committing committing ->
          committing.standing() == Standing.MOVING
              ? List.of()
              : List.of(Outcome.HEURISTIC_COMMIT, Outcome.HEURISTIC_ROLLBACK);
      case State.RollingBack back ->
          back.disarmament() == Disarmament.PAUSED ? List.of(Outcome.HEURISTIC_MIXED) : List.of();
      case State.Absent absent -> List.of();
      case State.Preparing preparing -> List.of();
      case State.Ended ended -> List.of();
    };
  }

  private void release(World world, int gateway, int transaction) {
    Turn turn = new Turn(world);
    Event released = new Event.Released(anna(world));
    if (shell.happen(turn, gateway, transaction, released) instanceof Reply.Taken) {
      turn.world.set(scene.places.at(gateway, transaction).released, scene.plot.timed() ? 1 : 0);
      bench.take(gateway, transaction, "Anna releases it", turn);
    }
  }

  private void resolve(Turn turn, int gateway, int transaction, Outcome outcome) {
    Event resolved = new Event.Resolved(outcome, List.of(), anna(turn.world));
    if (shell.happen(turn, gateway, transaction, resolved) instanceof Reply.Taken) {
      bench.take(gateway, transaction, "Anna resolves it " + outcome, turn);
    }
  }

  private Decided anna(World world) {
    return new Decided(Decided.Authority.OPERATOR, "anna", "looked at the line", scene.now(world));
  }
}

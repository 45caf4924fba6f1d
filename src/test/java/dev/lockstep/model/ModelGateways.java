package dev.lockstep.model;

import dev.lockstep.coordinator.Verdict;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Decided.Authority;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;
import java.util.Optional;

/** What can happen to a gateway besides its machines: requests, pauses, questions, power. */
final class ModelGateways {
  private final ModelFixture bench;
  private final ModelScene scene;
  private final Shell shell;

  ModelGateways(ModelFixture bench) {
    this.bench = bench;
    this.scene = bench.scene();
    this.shell = bench.shell();
  }

  /** The power of one gateway. */
  void power(World world, int gateway) {
    if (!scene.up(world, gateway)) {
      Turn turn = new Turn(world);
      shell.start(turn, gateway);
      bench.sink().take(Plot.NAMES.get(gateway) + ": restart", turn);
      if (world.is(scene.places.left.copies())) {
        Turn copy = bench.failing(world, scene.places.left.copies());
        shell.exchange(copy, gateway, true);
        bench.sink().take(Plot.NAMES.get(gateway) + ": restart with an empty journal", copy);
      }
    } else if (world.is(scene.places.gateways.get(gateway).gap())) {
      Turn back = new Turn(world);
      shell.crash(back, gateway);
      shell.exchange(back, gateway, false);
      bench.sink().take(Plot.NAMES.get(gateway) + ": restart with its own journal again", back);
    } else if (world.is(scene.places.left.crashes())) {
      Turn turn = bench.failing(world, scene.places.left.crashes());
      shell.crash(turn, gateway);
      bench.sink().take(Plot.NAMES.get(gateway) + ": crash", turn);
    }
  }

  /**
   * What the journal held is taken up. No request overtakes that: the gateway listens when it has
   * put this first into every inbox.
   */
  void restart(World world, int gateway, int transaction) {
    Turn turn = new Turn(world);
    turn.world.clear(scene.places.at(gateway, transaction).restart);
    event(turn, gateway, transaction, new Event.Restarted(scene.now(world)));
    take(gateway, transaction, "the restart takes it up", turn);
  }

  /** All that reaches a gateway that is up. */
  void steps(World world, int gateway, int transaction) {
    Places.Branch at = scene.places.at(gateway, transaction);
    requests(world, gateway, transaction);
    if (scene.known(world, gateway, transaction) instanceof State.Preparing) {
      Turn turn = new Turn(world);
      event(turn, gateway, transaction, new Event.PrepareExpired(scene.now(world)));
      take(gateway, transaction, "the time for the vote is over", turn);
    }
    if (world.get(at.tell) == ModelCall.WAITING) {
      Turn turn = new Turn(world);
      shell.answerDecision(turn, at, scene.known(world, gateway, transaction));
      take(gateway, transaction, "the time for an answer is over", turn);
    }
    if (world.is(at.timer)) {
      Turn turn = new Turn(world);
      turn.world.clear(at.timer);
      event(turn, gateway, transaction, new Event.RetryDue(scene.now(world)));
      take(gateway, transaction, "the pause is over", turn);
    }
    if (world.is(at.awaiting) && world.is(scene.places.clock)) {
      Turn turn = new Turn(world);
      turn.world.clear(at.awaiting);
      event(turn, gateway, transaction, new Event.InstantNear(scene.now(world)));
      take(gateway, transaction, "the instant is near", turn);
    }
    if (world.is(at.ask)) {
      new Inquiries(bench).steps(world, gateway, transaction);
    }
  }

  private void requests(World world, int gateway, int transaction) {
    Places.Branch at = scene.places.at(gateway, transaction);
    boolean waits = Reloading.holdsBack(scene, world, gateway);
    if (world.get(at.vote) == ModelCall.SENT && waits) {
      Turn inVain = new Turn(world);
      inVain.sound = false;
      inVain.world.set(at.vote, ModelCall.NO_VOTE);
      take(gateway, transaction, "the prepare waits for the new links in vain", inVain);
    }
    if (world.get(at.vote) == ModelCall.SENT && !waits) {
      Turn arrives = new Turn(world);
      arrives.world.set(at.vote, ModelCall.WAITING);
      shell.prepare(arrives, gateway, transaction);
      take(gateway, transaction, "prepare arrives", arrives);
      if (world.is(scene.places.left.network()) && !world.is(at.strayVote)) {
        Turn doubled = bench.failing(world, scene.places.left.network());
        doubled.world.set(at.strayVote, 1);
        take(gateway, transaction, "prepare is doubled on its way", doubled);
      }
    }
    if (world.is(at.strayVote) && !waits) {
      Turn turn = new Turn(world);
      turn.world.clear(at.strayVote);
      shell.prepare(turn, gateway, transaction);
      take(gateway, transaction, "a prepare arrives that nobody waits for", turn);
    }
    if (world.get(at.tell) == ModelCall.SENT) {
      decision(world, gateway, transaction);
    }
    if (world.is(at.strayTell)) {
      Turn turn = new Turn(world);
      turn.world.clear(at.strayTell);
      boolean commit = world.get(at.strayTell) == ModelCall.COMMIT;
      event(turn, gateway, transaction, told(turn.world, transaction, commit));
      take(
          gateway, transaction, commit ? "a late commit arrives" : "a late rollback arrives", turn);
    }
    if (world.get(at.forget) == ModelCall.SENT) {
      Turn turn = new Turn(world);
      Event forgotten = new Event.Forgotten(scene.now(world));
      Reply reply = shell.happen(turn, gateway, transaction, forgotten);
      boolean refused = reply instanceof Reply.Refused || shell.unknowable(world, gateway, at);
      turn.world.set(at.forget, refused ? ModelCall.NOT_TAKEN : ModelCall.TAKEN);
      take(gateway, transaction, "forget arrives", turn);
    }
  }

  private void decision(World world, int gateway, int transaction) {
    Places.Branch at = scene.places.at(gateway, transaction);
    Turn turn = new Turn(world);
    turn.world.set(at.tell, ModelCall.WAITING);
    boolean commit = Courses.verdict(scene, world, transaction) == Verdict.COMMIT;
    Reply reply = shell.happen(turn, gateway, transaction, told(turn.world, transaction, commit));
    if (reply instanceof Reply.Refused(Reply.Refusal refusal)) {
      State state = scene.known(turn.world, gateway, transaction);
      Optional<Outcome> outcome =
          state instanceof State.Ended ended ? ended.outcome() : Optional.empty();
      turn.check(byPerson(state), "the gateway refused the coordinator's decision: " + refusal);
      turn.world.set(
          at.tell,
          refusal == Reply.Refusal.UNKNOWN_TRANSACTION
              ? ModelCall.NOT_KNOWN
              : outcome
                  .map(each -> ModelCall.OUTCOME + ModelCall.number(each))
                  .orElse(ModelCall.UNCLEAR));
    }
    take(gateway, transaction, commit ? "commit arrives" : "rollback arrives", turn);
  }

  /** A decision may be refused only where a person decided otherwise. */
  private static boolean byPerson(State state) {
    return switch (state) {
      case State.Ended ended -> ended.outcome().stream().anyMatch(Outcome::heuristic);
      case State.RollingBack back -> back.outcome().heuristic();
      case State.Committing committing -> committing.decided().by() == Authority.OPERATOR;
      case State.Absent absent -> false;
      case State.Preparing preparing -> false;
      case State.Prepared prepared -> false;
    };
  }

  private Event told(World world, int transaction, boolean commit) {
    Decided decided = Decided.byCoordinator(scene.now(world));
    return commit
        ? new Event.CommitDecided(decided.moving(scene.instant()))
        : new Event.RollbackDecided(scene.ids.get(transaction), decided);
  }

  private void event(Turn turn, int gateway, int transaction, Event event) {
    shell.happen(turn, gateway, transaction, event);
  }

  private void take(int gateway, int transaction, String what, Turn turn) {
    bench.take(gateway, transaction, what, turn);
  }
}

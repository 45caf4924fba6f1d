package dev.lockstep.model;

import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decision;
import dev.lockstep.transaction.Decision.Durability;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.State.Committing.Standing;
import dev.lockstep.transaction.Task;
import java.util.ArrayList;
import java.util.List;

/** What {@code participant.Loop} does, as a pure step: decide, make durable, answer, begin. */
final class Shell {
  private final ModelScene scene;

  Shell(ModelScene scene) {
    this.scene = scene;
  }

  /** Puts an event to a transaction. */
  Reply happen(Turn turn, int gateway, int transaction, Event event) {
    World world = turn.world;
    Places.Branch at = scene.places.at(gateway, transaction);
    if (unknowable(world, gateway, at)) {
      unanswered(world, at);
      return new Reply.Taken();
    }
    Tables.Decided decided = scene.tables.decide(world.get(at.known), event);
    Decision decision = decided.decision();
    State before = scene.tables.state(world.get(at.known));
    ModelRules.mayDecide(turn, before, event, decision.next());
    world.set(at.known, decided.next());
    if (decision.durability() == Durability.FORCED) {
      world.set(at.durable, decided.next());
      keepsItsWord(turn, at, decision.next());
    } else if (decision.durability() == Durability.LAZY) {
      turn.lazily.add(() -> world.set(at.durable, decided.next()));
    }
    answerVote(turn, at, decision);
    if (world.get(at.tell) == ModelCall.WAITING && settled(decision.next())) {
      answerDecision(turn, at, decision.next());
    }
    begin(turn, at, decision.effect());
    return decision.reply();
  }

  /**
   * Whether a transaction that is not found may stand in what is missing: nothing is said of it.
   */
  boolean unknowable(World world, int gateway, Places.Branch at) {
    return world.is(scene.places.gateways.get(gateway).gap())
        && scene.tables.state(world.get(at.known)) instanceof State.Absent
        && scene.sabotage != Sabotage.TAKE_A_GAP_FOR_NEVER;
  }

  private static void unanswered(World world, Places.Branch at) {
    if (world.get(at.vote) == ModelCall.WAITING) {
      world.set(at.vote, ModelCall.NO_VOTE);
    }
    if (world.get(at.tell) == ModelCall.WAITING) {
      world.set(at.tell, ModelCall.UNCLEAR);
    }
  }

  /** A prepare: what it wants is looked for among what the others hold, and taken in one breath. */
  void prepare(Turn turn, int gateway, int transaction) {
    Branch branch = scene.branches.get(gateway).get(transaction);
    List<Reason> objections = new ArrayList<>();
    if (scene.known(turn.world, gateway, transaction) instanceof State.Absent) {
      Field inForce = scene.places.gateways.get(gateway).inForce();
      turn.world.set(scene.places.at(gateway, transaction).voted, turn.world.get(inForce));
      for (int other = 0; other < scene.ids.size(); other++) {
        if (other != transaction && holds(turn.world, gateway, other, branch)) {
          objections.add(
              Reason.of(Reason.Code.RESERVED, "held by transaction " + scene.ids.get(other)));
        }
      }
    }
    happen(
        turn,
        gateway,
        transaction,
        new Event.PrepareRequested(branch, objections, scene.now(turn.world)));
  }

  private boolean holds(World world, int gateway, int other, Branch wanted) {
    boolean forgotten =
        scene.sabotage == Sabotage.FORGET_RESERVATIONS_AT_RESTART
            && world.is(scene.places.at(gateway, other).restart);
    State state = scene.known(world, gateway, other);
    return !forgotten && state.live() && collide(state.work().orElseThrow(), wanted);
  }

  private boolean collide(Branch held, Branch wanted) {
    return scene.sabotage == Sabotage.RESERVE_BY_NAME_ALONE
        ? ModelRules.collide(named(held), named(wanted))
        : ModelRules.collide(held, wanted);
  }

  private static Branch named(Branch branch) {
    List<Task> tasks =
        branch.tasks().stream()
            .map(task -> new Task(task.number(), task.stage(), task.action()))
            .toList();
    return new Branch(
        branch.id(),
        branch.fingerprint(),
        tasks,
        branch.coordinator(),
        branch.participants(),
        branch.onePhase());
  }

  /** What was told once must stay the only truth (promise P2). */
  static void keepsItsWord(Turn turn, Places.Branch at, State next) {
    if (next instanceof State.Ended ended && ended.outcome().isPresent()) {
      say(turn, at, ended.outcome().get());
    }
  }

  private static void say(Turn turn, Places.Branch at, Outcome outcome) {
    int before = turn.world.get(at.said);
    if (before != 0) {
      Outcome told = ModelCall.outcome(before);
      boolean contradicted = told.heuristic() && outcome == Outcome.HEURISTIC_MIXED;
      turn.check(
          told == outcome || contradicted, "P2: it ended %s, then %s".formatted(told, outcome));
    }
    turn.world.set(at.said, ModelCall.number(outcome));
  }

  private void answerVote(Turn turn, Places.Branch at, Decision decision) {
    World world = turn.world;
    if (world.get(at.vote) != ModelCall.WAITING || decision.next() instanceof State.Preparing) {
      return;
    }
    State next = decision.next();
    int answer =
        switch (decision.reply()) {
          case Reply.Taken taken -> vote(next);
          case Reply.Later later -> ModelCall.WAITING;
          case Reply.Refused(Reply.Refusal refusal) ->
              refusal == Reply.Refusal.VOTE_ENDED ? ModelCall.NO : ModelCall.NO_VOTE;
        };
    world.set(at.vote, answer);
    if (answer == ModelCall.YES) {
      State durable = scene.tables.state(world.get(at.durable));
      turn.check(
          durable.cast().orElse(null) instanceof Ballot.Yes,
          "P1: the vote COMMIT is told before it is durable");
      boolean rolledBack =
          world.is(at.said) && ModelCall.outcome(world.get(at.said)) == Outcome.ROLLED_BACK;
      turn.check(
          !rolledBack && !(next instanceof State.RollingBack),
          "P2: it votes COMMIT after it was rolled back");
    }
  }

  private static int vote(State state) {
    return switch (state.cast().orElse(null)) {
      case Ballot.Yes yes -> ModelCall.YES;
      case Ballot.ReadOnly readOnly -> ModelCall.READ_ONLY;
      case Ballot.No no -> ModelCall.NO;
      case null -> ModelCall.NO;
    };
  }

  /** Answers whoever told the decision, as the API does. */
  void answerDecision(Turn turn, Places.Branch at, State state) {
    turn.world.set(at.tell, answer(turn, at, state));
  }

  private int answer(Turn turn, Places.Branch at, State state) {
    return switch (state) {
      case State.Ended ended ->
          ended.outcome().map(each -> told(turn, at, each)).orElse(ModelCall.UNCLEAR);
      case State.Committing committing -> ModelCall.UNDER_WAY;
      case State.RollingBack rollingBack -> ModelCall.UNDER_WAY;
      case State.Prepared prepared -> ModelCall.UNCLEAR;
      case State.Preparing preparing -> ModelCall.UNCLEAR;
      case State.Absent absent ->
          // Only a gateway that leaves no tombstone comes here: it says what it does not keep.
          scene.sabotage == Sabotage.NO_TOMBSTONE
              ? told(turn, at, Outcome.ROLLED_BACK)
              : ModelCall.UNCLEAR;
    };
  }

  private int told(Turn turn, Places.Branch at, Outcome outcome) {
    say(turn, at, outcome);
    State durable = scene.tables.state(turn.world.get(at.durable));
    boolean kept =
        scene.sabotage == Sabotage.NO_TOMBSTONE
            || (durable instanceof State.Ended ended
                && ended.outcome().equals(java.util.Optional.of(outcome)));
    turn.check(kept, "P1: " + outcome + " is told before it is durable");
    return ModelCall.OUTCOME + ModelCall.number(outcome);
  }

  /** Whether waiting longer makes no sense, as {@code BoundedWait.settled} sees it. */
  private static boolean settled(State state) {
    return switch (state) {
      case State.Absent absent -> true;
      case State.Ended ended -> true;
      case State.Committing committing ->
          committing.standing() == Standing.WITHHELD || committing.standing() == Standing.STUCK;
      case State.Preparing preparing -> false;
      case State.Prepared prepared -> false;
      case State.RollingBack rollingBack -> false;
    };
  }

  private void begin(Turn turn, Places.Branch at, Effect effect) {
    World world = turn.world;
    switch (effect) {
      case Effect.None none -> {}
      case Effect.Retry retry ->
          world.set(at.timer, scene.sabotage == Sabotage.NEVER_ASK_AGAIN ? 0 : 1);
      case Effect.Check check -> world.set(at.check, 1);
      case Effect.Arm arm -> world.set(at.arm, ModelMachines.DUE);
      case Effect.Disarm disarm -> world.set(at.disarm, ModelMachines.DUE);
      case Effect.Actuate actuate -> {
        turn.check(!world.is(at.act), "two actuations of one transaction at once");
        // A look that is under way asks about another send, by its time; here all have one time.
        world.clear(at.settle);
        world.set(at.act, scene.tables.effects.number(actuate));
        world.set(at.acting, ModelMachines.DUE);
      }
      case Effect.Settle settle -> world.set(at.settle, scene.tables.effects.number(settle));
      case Effect.Recheck recheck -> world.set(at.recheck, 1);
      case Effect.AwaitInstant wait -> world.set(at.awaiting, 1);
      case Effect.AskCoordinator ask -> world.set(at.ask, 1);
    }
  }

  /** The power goes: what is in memory is gone, and so is whoever waited for an answer. */
  void crash(Turn turn, int gateway) {
    World world = turn.world;
    world.set(scene.places.gateways.get(gateway).down(), 1);
    Reloading.crash(world, scene.places.gateways.get(gateway));
    for (Places.Branch at : scene.places.branches.get(gateway)) {
      world.clear(at.known, at.check, at.arm, at.disarm, at.act, at.acting, at.settle);
      world.clear(at.recheck, at.ask, at.timer, at.restart, at.awaiting);
      unanswered(world, at);
    }
  }

  /** Starts on an empty copy of the journal, which shows that it is one, or on the right one. */
  void exchange(Turn turn, int gateway, boolean away) {
    World world = turn.world;
    world.set(scene.places.gateways.get(gateway).gap(), away ? 1 : 0);
    for (Places.Branch at : scene.places.branches.get(gateway)) {
      world.set(away ? at.lost : at.durable, world.get(away ? at.durable : at.lost));
      world.clear(away ? at.durable : at.lost);
    }
    start(turn, gateway);
  }

  /** The gateway starts: all that lives in its journal is in memory before anything happens. */
  void start(Turn turn, int gateway) {
    World world = turn.world;
    world.clear(scene.places.gateways.get(gateway).down());
    for (Places.Branch at : scene.places.branches.get(gateway)) {
      world.set(at.durable, scene.tables.aged(world.get(at.durable)));
      world.set(at.known, world.get(at.durable));
      world.set(at.restart, scene.tables.state(world.get(at.durable)).live() ? 1 : 0);
    }
  }
}

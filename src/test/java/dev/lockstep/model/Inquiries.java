package dev.lockstep.model;

import dev.lockstep.coordinator.Verdict;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Decided.Authority;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A gateway in doubt asks: what {@code participant.Inquiry} and the lines behind it can meet. */
final class Inquiries {
  /** How far a question has come. */
  private static final int COORDINATOR = 1;

  private static final int SIBLING = 2;
  private static final int COMMIT = 3;
  private static final int ROLLBACK = 4;
  private static final int SILENCE = 5;

  private final ModelFixture bench;
  private final ModelScene scene;
  private final Shell shell;

  Inquiries(ModelFixture bench) {
    this.bench = bench;
    this.scene = bench.scene();
    this.shell = bench.shell();
  }

  void steps(World world, int gateway, int transaction) {
    switch (world.get(scene.places.at(gateway, transaction).ask)) {
      case COORDINATOR -> coordinator(world, gateway, transaction);
      case SIBLING -> sibling(world, gateway, transaction);
      default -> heard(world, gateway, transaction);
    }
  }

  /** The decision stands once it is made, so a question to it and its answer are one step. */
  private void coordinator(World world, int gateway, int transaction) {
    Field ask = scene.places.at(gateway, transaction).ask;
    boolean up = scene.coordinatorUp(world);
    boolean decided = up && Courses.known(scene, world, transaction).decision().isPresent();
    if (decided) {
      Turn turn = new Turn(world);
      boolean commit = Courses.verdict(scene, world, transaction) == Verdict.COMMIT;
      conclude(turn, gateway, transaction, commit ? COMMIT : ROLLBACK);
      String word = "the coordinator, asked, says " + (commit ? "COMMIT" : "ABORT");
      bench.take(gateway, transaction, word, turn);
    } else if (up) {
      Turn turn = new Turn(world);
      conclude(turn, gateway, transaction, SILENCE);
      String word = "the coordinator, asked, has not decided yet";
      bench.take(gateway, transaction, word, turn);
    }
    if (!up || world.is(scene.places.left.network())) {
      Turn turn = up ? bench.failing(world, scene.places.left.network()) : new Turn(world);
      if (scene.plot.siblings()) {
        turn.world.set(ask, SIBLING);
      } else {
        conclude(turn, gateway, transaction, SILENCE);
      }
      bench.take(gateway, transaction, "the coordinator, asked, is silent", turn);
    }
  }

  /** Asked in the other's presence; its answer may be long on its way. */
  private void sibling(World world, int gateway, int transaction) {
    int other = Plot.GATEWAYS - 1 - gateway;
    Field ask = scene.places.at(gateway, transaction).ask;
    Turn turn = new Turn(world);
    if (!scene.up(world, other) || world.is(scene.places.at(other, transaction).restart)) {
      turn.world.set(ask, SILENCE);
      bench.take(gateway, transaction, "the sibling, asked, is silent", turn);
      return;
    }
    if (mayStillVote(scene.known(world, other, transaction))) {
      Decided alone = Decided.byGateway("asked before the vote", scene.now(world));
      shell.happen(
          turn, other, transaction, new Event.Renounced(scene.ids.get(transaction), alone));
    }
    State state = scene.known(turn.world, other, transaction);
    turn.world.set(ask, evidence(state));
    String word = "the sibling, asked, is " + state.name();
    bench.take(gateway, transaction, word, turn);
  }

  /** What may not be durable is made so before it is evidence. */
  private boolean mayStillVote(State state) {
    return switch (state) {
      case State.Absent absent -> true;
      case State.Preparing preparing -> true;
      case State.Ended ended ->
          scene.sabotage != Sabotage.TELL_A_REFUSAL_BEFORE_IT_IS_DURABLE
              && ended.decided().by() == Authority.GATEWAY;
      case State.Prepared prepared -> false;
      case State.Committing committing -> false;
      case State.RollingBack back -> false;
    };
  }

  /** What a person made of it there decides for that gateway alone. */
  private int evidence(State state) {
    boolean trusting = scene.sabotage == Sabotage.TRUST_A_SIBLINGS_OPERATOR;
    boolean renounced = scene.sabotage == Sabotage.RENOUNCE_AND_VOTE_ALL_THE_SAME;
    return switch (state) {
      case State.Absent absent -> renounced ? ROLLBACK : SILENCE;
      case State.Preparing preparing -> SILENCE;
      case State.Prepared prepared -> SILENCE;
      case State.Committing committing ->
          committing.decided().by() != Authority.OPERATOR || trusting ? COMMIT : SILENCE;
      case State.RollingBack back ->
          back.decided().by() != Authority.OPERATOR || trusting ? ROLLBACK : SILENCE;
      case State.Ended ended ->
          ended.outcome().map(each -> evidence(each, trusting)).orElse(SILENCE);
    };
  }

  private static int evidence(Outcome outcome, boolean trusting) {
    return switch (outcome) {
      case COMMITTED -> COMMIT;
      case ROLLED_BACK -> ROLLBACK;
      case HEURISTIC_COMMIT -> trusting ? COMMIT : SILENCE;
      case HEURISTIC_ROLLBACK -> trusting ? ROLLBACK : SILENCE;
      case HEURISTIC_MIXED, HEURISTIC_HAZARD -> SILENCE;
    };
  }

  private void heard(World world, int gateway, int transaction) {
    Turn turn = new Turn(world);
    int word = world.get(scene.places.at(gateway, transaction).ask);
    conclude(turn, gateway, transaction, word);
    String told = List.of("COMMIT", "ABORT", "nothing").get(word - COMMIT);
    bench.take(gateway, transaction, "the gateway hears from its sibling: " + told, turn);
  }

  private Optional<Instant> instant() {
    return scene.sabotage == Sabotage.HEAR_OF_NO_INSTANT ? Optional.empty() : scene.instant();
  }

  private void conclude(Turn turn, int gateway, int transaction, int word) {
    turn.world.clear(scene.places.at(gateway, transaction).ask);
    Decided evidence = new Decided(Authority.EVIDENCE, "", "", scene.now(turn.world));
    Event event =
        switch (word) {
          case COMMIT -> new Event.CommitDecided(evidence.moving(instant()));
          case ROLLBACK -> new Event.RollbackDecided(scene.ids.get(transaction), evidence);
          default -> new Event.Unanswered("silence", scene.now(turn.world));
        };
    shell.happen(turn, gateway, transaction, event);
  }
}

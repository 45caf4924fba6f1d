package dev.lockstep.model;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationDecision;
import dev.lockstep.coordinator.CoordinationEffect;
import dev.lockstep.coordinator.CoordinationEvent;
import dev.lockstep.coordinator.Receipt;
import dev.lockstep.coordinator.Verdict;
import dev.lockstep.coordinator.Vote;
import java.util.List;
import java.util.Optional;

/** The coordinator: the product's own decisions, in a model of its course. */
final class Courses {
  private final ModelFixture bench;
  private final ModelScene scene;

  Courses(ModelFixture bench) {
    this.bench = bench;
    this.scene = bench.scene();
  }

  static Coordination known(ModelScene scene, World world, int transaction) {
    return scene.tables.coordination(world.get(scene.places.courses.get(transaction).known()));
  }

  static Verdict verdict(ModelScene scene, World world, int transaction) {
    return known(scene, world, transaction).decision().orElseThrow().verdict();
  }

  /** Everything that the coordinator can do or meet. */
  void steps(World world) {
    if (!scene.coordinatorUp(world)) {
      Turn turn = new Turn(world);
      start(turn);
      bench.sink().take("coordinator: restart", turn);
      return;
    }
    if (world.is(scene.places.left.coordinatorCrashes())) {
      Turn turn = bench.failing(world, scene.places.left.coordinatorCrashes());
      crash(turn);
      bench.sink().take("coordinator: crash", turn);
    }
    for (int transaction = 0; transaction < scene.ids.size(); transaction++) {
      steps(world, transaction);
    }
  }

  private void steps(World world, int transaction) {
    Places.Course course = scene.places.courses.get(transaction);
    if (known(scene, world, transaction) instanceof Coordination.Absent) {
      Turn turn = new Turn(world);
      happen(turn, transaction, new CoordinationEvent.Requested(scene.plans.get(transaction)));
      take(transaction, "begins", turn);
    }
    if (world.is(scene.places.left.reruns()) && abortedAndQuiet(world, transaction)) {
      Turn turn = bench.failing(world, scene.places.left.reruns());
      turn.world.clear(course.known(), course.durable());
      take(transaction, "has forgotten its ABORT", turn);
    }
    if (world.is(course.votesDue())) {
      Turn turn = new Turn(world);
      turn.world.clear(course.votesDue());
      happen(turn, transaction, new CoordinationEvent.VotesDue(ModelScene.MORNING));
      take(transaction, "the time for votes is over", turn);
    }
    List<Integer> members = scene.plot.transactions().get(transaction).members();
    for (int each = 0; each < members.size(); each++) {
      int gateway = members.get(each);
      if (world.is(course.retry().get(each))) {
        Turn turn = new Turn(world);
        turn.world.clear(course.retry().get(each));
        happen(turn, transaction, new CoordinationEvent.RetryDue(each, ModelScene.MORNING));
        take(transaction, "the pause before %s is told again is over", gateway, turn);
      }
      votes(world, transaction, each, gateway);
      decisions(world, transaction, each, gateway);
      forgets(world, transaction, each, gateway);
    }
  }

  /** Whether it has nothing more to say, and waits for no answer. Requests may be on their way. */
  private boolean abortedAndQuiet(World world, int transaction) {
    return known(scene, world, transaction) instanceof Coordination.Ended ended
        && !ended.open()
        && ended.ruling().verdict() == Verdict.ABORT
        && scene.plot.transactions().get(transaction).members().stream()
            .map(gateway -> scene.places.at(gateway, transaction))
            .noneMatch(at -> world.is(at.vote) || world.is(at.tell) || world.is(at.forget));
  }

  private void votes(World world, int transaction, int each, int gateway) {
    Places.Branch at = scene.places.at(gateway, transaction);
    int call = world.get(at.vote);
    boolean deaf = call == ModelCall.SENT && !scene.up(world, gateway);
    if (call >= ModelCall.ANSWERED || deaf) {
      Turn turn = new Turn(world);
      turn.world.clear(at.vote);
      happen(turn, transaction, new CoordinationEvent.Voted(each, vote(call), ModelScene.MORNING));
      take(transaction, deaf ? "cannot reach %s" : "has the vote of %s", gateway, turn);
    }
    if (call != ModelCall.NONE && world.is(scene.places.left.network())) {
      Turn turn = bench.failing(world, scene.places.left.network());
      turn.world.clear(at.vote);
      stray(turn, at, call);
      happen(
          turn,
          transaction,
          new CoordinationEvent.Voted(each, vote(ModelCall.NO_VOTE), ModelScene.MORNING));
      take(transaction, "loses the call of prepare to %s", gateway, turn);
    }
  }

  /** A request whose caller has given up is still on its way. */
  private static void stray(Turn turn, Places.Branch at, int call) {
    if (call == ModelCall.SENT) {
      turn.world.set(at.strayVote, 1);
    }
  }

  private static Vote vote(int answer) {
    return switch (answer) {
      case ModelCall.YES -> new Vote.Yes("CHECKED", Optional.empty());
      case ModelCall.NO -> new Vote.No(List.of());
      case ModelCall.READ_ONLY -> new Vote.ReadOnly();
      default -> new Vote.Missing("no answer");
    };
  }

  private void decisions(World world, int transaction, int each, int gateway) {
    Places.Branch at = scene.places.at(gateway, transaction);
    int call = world.get(at.tell);
    boolean deaf = call == ModelCall.SENT && !scene.up(world, gateway);
    if (call >= ModelCall.ANSWERED || deaf) {
      Turn turn = new Turn(world);
      turn.world.clear(at.tell);
      happen(
          turn, transaction, new CoordinationEvent.Told(each, receipt(call), ModelScene.MORNING));
      take(transaction, deaf ? "cannot reach %s" : "hears what %s made of it", gateway, turn);
    }
    if (call != ModelCall.NONE && world.is(scene.places.left.network())) {
      Turn turn = bench.failing(world, scene.places.left.network());
      turn.world.clear(at.tell);
      if (call == ModelCall.SENT) {
        turn.world.set(at.strayTell, stray(world, transaction));
      }
      happen(
          turn,
          transaction,
          new CoordinationEvent.Told(each, receipt(ModelCall.UNCLEAR), ModelScene.MORNING));
      take(transaction, "loses the call of its decision to %s", gateway, turn);
    }
  }

  private int stray(World world, int transaction) {
    return verdict(scene, world, transaction) == Verdict.COMMIT
        ? ModelCall.COMMIT
        : ModelCall.ROLLBACK;
  }

  private static Receipt receipt(int answer) {
    return switch (answer) {
      case ModelCall.UNDER_WAY -> new Receipt.UnderWay(Optional.empty(), "");
      case ModelCall.NOT_KNOWN -> new Receipt.NotKnown("not known");
      case ModelCall.SENT, ModelCall.UNCLEAR -> new Receipt.Unclear("no answer");
      default -> new Receipt.Ended(ModelCall.outcome(answer - ModelCall.OUTCOME));
    };
  }

  private void forgets(World world, int transaction, int each, int gateway) {
    Places.Branch at = scene.places.at(gateway, transaction);
    int call = world.get(at.forget);
    if (call >= ModelCall.ANSWERED || (call == ModelCall.SENT && !scene.up(world, gateway))) {
      Turn turn = new Turn(world);
      turn.world.clear(at.forget);
      boolean taken = call == ModelCall.TAKEN;
      happen(
          turn, transaction, new CoordinationEvent.ForgetAnswered(each, taken, ModelScene.MORNING));
      take(transaction, "hears whether %s forgot", gateway, turn);
    }
  }

  private void happen(Turn turn, int transaction, CoordinationEvent event) {
    World world = turn.world;
    Places.Course course = scene.places.courses.get(transaction);
    CoordinationDecision step = scene.tables.decide(known(scene, world, transaction), event);
    int next = scene.tables.number(step.next());
    world.set(course.known(), next);
    switch (step.durability()) {
      case NONE -> {}
      case LAZY -> turn.lazily.add(() -> world.set(course.durable(), next));
      case FORCED -> world.set(course.durable(), next);
    }
    List<Integer> members = scene.plot.transactions().get(transaction).members();
    for (CoordinationEffect effect : step.effects()) {
      switch (effect) {
        case CoordinationEffect.Prepare prepare ->
            call(turn, at(members, prepare.participant(), transaction).vote);
        case CoordinationEffect.AwaitVotes await -> world.set(course.votesDue(), 1);
        case CoordinationEffect.AwaitOtherReasons await -> world.set(course.votesDue(), 1);
        case CoordinationEffect.Deliver deliver ->
            call(turn, at(members, deliver.participant(), transaction).tell);
        case CoordinationEffect.Forget forget -> {
          turn.check(
              scene.kept(world, transaction) instanceof Coordination.Ended,
              "P1: a gateway may forget what has not ended durably");
          call(turn, at(members, forget.participant(), transaction).forget);
        }
        case CoordinationEffect.Retry retry ->
            world.set(course.retry().get(retry.participant()), 1);
      }
    }
  }

  private Places.Branch at(List<Integer> members, int participant, int transaction) {
    return scene.places.at(members.get(participant), transaction);
  }

  private static void call(Turn turn, Field field) {
    turn.check(turn.world.get(field) == ModelCall.NONE, "the coordinator calls twice at once");
    turn.world.set(field, ModelCall.SENT);
  }

  /** Its calls end with it; what was sent is on its way still. */
  private void crash(Turn turn) {
    World world = turn.world;
    for (int transaction = 0; transaction < scene.ids.size(); transaction++) {
      Places.Course course = scene.places.courses.get(transaction);
      for (int gateway : scene.plot.transactions().get(transaction).members()) {
        Places.Branch at = scene.places.at(gateway, transaction);
        stray(turn, at, world.get(at.vote));
        if (world.get(at.tell) == ModelCall.SENT) {
          world.set(at.strayTell, stray(world, transaction));
        }
        world.clear(at.vote, at.tell, at.forget);
      }
      world.clear(course.known(), course.votesDue());
      course.retry().forEach(world::clear);
    }
    world.set(scene.places.coordinatorDown, 1);
  }

  private void start(Turn turn) {
    turn.world.clear(scene.places.coordinatorDown);
    for (int transaction = 0; transaction < scene.ids.size(); transaction++) {
      Places.Course course = scene.places.courses.get(transaction);
      turn.world.set(course.known(), turn.world.get(course.durable()));
      if (known(scene, turn.world, transaction).open()) {
        happen(turn, transaction, new CoordinationEvent.Restarted(ModelScene.MORNING));
      }
    }
  }

  private void take(int transaction, String what, Turn turn) {
    bench.sink().take("coordinator %s: %s".formatted(scene.ids.get(transaction), what), turn);
  }

  private void take(int transaction, String what, int gateway, Turn turn) {
    take(transaction, what.formatted(Plot.NAMES.get(gateway)), turn);
  }
}

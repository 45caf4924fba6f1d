package dev.lockstep.model;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.Delivery;
import dev.lockstep.coordinator.Verdict;
import dev.lockstep.device.Guarantees;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decided.Authority;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.util.List;
import java.util.Optional;

/**
 * What must always hold (the promises of ARCHITECTURE): some in each world, some in each step
 * between two.
 */
final class ModelRules {
  private final ModelScene scene;

  ModelRules(ModelScene scene) {
    this.scene = scene;
  }

  /** P3: after the vote only a decision, evidence of one or a person ends it. */
  static void mayDecide(Turn turn, State before, Event event, State next) {
    boolean left = before instanceof State.Prepared && !(next instanceof State.Prepared);
    boolean told =
        event instanceof Event.CommitDecided
            || event instanceof Event.RollbackDecided
            || event instanceof Event.Resolved;
    turn.check(!left || told, "P3: it left Prepared by " + event.getClass().getSimpleName());
  }

  /** P7: what a name leads to, and how its value is written there, is as at the vote. */
  private static void asVoted(Turn turn, ModelScene scene, int gateway, int transaction) {
    int voted = turn.world.get(scene.places.at(gateway, transaction).voted);
    boolean same = voted == turn.world.get(scene.places.gateways.get(gateway).inForce());
    turn.check(same, "P7: a machine is told by another definition than the vote was given by");
  }

  /** P1: what arms rests on a durable note. A rollback that overtakes the arming waits for it. */
  static void mayArm(Turn turn, ModelScene scene, int gateway, int transaction) {
    asVoted(turn, scene, gateway, transaction);
    State durable = scene.durable(turn.world, gateway, transaction);
    boolean overtaken =
        durable instanceof State.RollingBack back
            && back.disarmament() == State.RollingBack.Disarmament.AWAITING_ARM;
    turn.check(durable instanceof State.Preparing || overtaken, "P1: armed in " + durable.name());
  }

  /** P1, P5, P6: what leaves rests on a durable and fresh intent, and fires once. */
  static void maySend(Turn turn, ModelScene scene, int gateway, int transaction) {
    asVoted(turn, scene, gateway, transaction);
    State durable = scene.durable(turn.world, gateway, transaction);
    turn.check(durable instanceof State.Committing, "P1: sent in " + durable.name());
    if (durable instanceof State.Committing committing) {
      boolean fresh =
          scene.now(turn.world).since(committing.lastStep()).within(Guarantees.STALE_AFTER);
      turn.check(fresh, "P5: a stale decision moves a machine");
      boolean free =
          !scene.plot.timed()
              || committing.decided().by() == Authority.OPERATOR
              || turn.world.is(scene.places.at(gateway, transaction).released);
      turn.check(
          free || scene.isInstant(turn.world), "P5: a machine moves at another time than told");
    }
  }

  /** P5: what comes late comes while the commit is open, or a person has ended it. */
  static void mayArrive(Turn turn, ModelScene scene, int gateway, int transaction) {
    State durable = scene.durable(turn.world, gateway, transaction);
    boolean byPerson =
        switch (durable) {
          case State.Ended ended -> ended.outcome().stream().anyMatch(Outcome::heuristic);
          case State.RollingBack back -> back.outcome().heuristic();
          case State.Absent absent -> false;
          case State.Preparing preparing -> false;
          case State.Prepared prepared -> false;
          case State.Committing committing -> true;
        };
    turn.check(byPerson, "P5: a machine moved in " + durable.name());
  }

  /** Whether both cannot be held at once. */
  static boolean collide(Branch one, Branch other) {
    return one.holds().stream()
        .anyMatch(hold -> other.holds().stream().anyMatch(hold::collidesWith));
  }

  /** The promise that this world breaks, if it does. */
  Optional<String> broken(World world) {
    for (int transaction = 0; transaction < scene.ids.size(); transaction++) {
      for (int gateway : scene.plot.transactions().get(transaction).members()) {
        Optional<String> broken = broken(world, gateway, transaction);
        if (broken.isPresent()) {
          return Optional.of(scene.label(gateway, transaction, broken.get()));
        }
      }
      Optional<String> told = reported(world, scene.kept(world, transaction), transaction);
      if (told.isPresent()) {
        return told;
      }
    }
    return Optional.empty();
  }

  private Optional<String> broken(World world, int gateway, int transaction) {
    Coordination kept = scene.kept(world, transaction);
    return branch(world, gateway, transaction)
        .or(() -> reserved(world, gateway, transaction))
        .or(() -> against(kept, scene.durable(world, gateway, transaction)))
        .or(() -> against(kept, scene.known(world, gateway, transaction)))
        .filter(what -> !idle(gateway, transaction));
  }

  /**
   * Whether nothing moves there and nobody else asks it: then it may forget its vote in a power
   * cut, and note down something else the next time.
   */
  private boolean idle(int gateway, int transaction) {
    return scene.kind(gateway, transaction, 0) == Plot.Kind.LOOK && !scene.plot.siblings();
  }

  /** One branch and its machine. */
  private Optional<String> branch(World world, int gateway, int transaction) {
    Places.Branch at = scene.places.at(gateway, transaction);
    State durable = scene.durable(world, gateway, transaction);
    if (!(durable instanceof State.Ended ended)) {
      // A word once given stands: what was told as ended never lives again.
      return world.is(at.said) && durable.live()
          ? Optional.of("P2: it lives again after its outcome was told")
          : Optional.empty();
    }
    Optional<Outcome> outcome = ended.outcome();
    if (outcome.isEmpty() || outcome.get().heuristic()) {
      return Optional.empty();
    }
    if (world.is(at.armed) || world.is(at.lateArm)) {
      return Optional.of("P5: ended, and the machine is armed or may be yet");
    }
    if (at.late.stream().anyMatch(world::is)) {
      return Optional.of("P5a: ended, and a command may arrive yet");
    }
    boolean commit = outcome.get() == Outcome.COMMITTED;
    boolean looks = scene.kind(gateway, transaction, 0) == Plot.Kind.LOOK;
    return looks || at.moved.stream().allMatch(moved -> world.is(moved) == commit)
        ? Optional.empty()
        : Optional.of("P4: " + outcome.get() + ", and the machine shows otherwise");
  }

  /** P7. */
  private Optional<String> reserved(World world, int gateway, int transaction) {
    for (int other = 0; other < transaction; other++) {
      boolean both =
          live(world, gateway, transaction)
              && live(world, gateway, other)
              && collide(
                  scene.branches.get(gateway).get(transaction),
                  scene.branches.get(gateway).get(other));
      if (both) {
        return Optional.of("P7: two live transactions hold one resource");
      }
    }
    return Optional.empty();
  }

  private boolean live(World world, int gateway, int transaction) {
    return scene.known(world, gateway, transaction).live()
        || scene.durable(world, gateway, transaction).live();
  }

  /** One decision: nobody goes another way without a person. */
  private static Optional<String> against(Coordination kept, State state) {
    Optional<Verdict> verdict = kept.decision().map(ruling -> ruling.verdict());
    boolean commits =
        switch (state) {
          case State.Committing committing -> committing.decided().by() != Authority.OPERATOR;
          case State.Ended ended -> ended.outcome().equals(Optional.of(Outcome.COMMITTED));
          case State.Absent absent -> false;
          case State.Preparing preparing -> false;
          case State.Prepared prepared -> false;
          case State.RollingBack back -> false;
        };
    boolean rollsBack =
        switch (state) {
          case State.RollingBack back -> back.outcome() == Outcome.ROLLED_BACK;
          case State.Ended ended -> ended.outcome().equals(Optional.of(Outcome.ROLLED_BACK));
          case State.Absent absent -> false;
          case State.Preparing preparing -> false;
          case State.Prepared prepared -> false;
          case State.Committing committing -> false;
        };
    if (commits && !verdict.equals(Optional.of(Verdict.COMMIT))) {
      return Optional.of("P3: it commits, and the coordinator has not decided so");
    }
    return rollsBack && verdict.equals(Optional.of(Verdict.COMMIT))
        ? Optional.of("P3: it rolls back, and the coordinator decided COMMIT")
        : Optional.empty();
  }

  /** What the coordinator says in the end is what its participants said. */
  private Optional<String> reported(World world, Coordination kept, int transaction) {
    List<Delivery> deliveries =
        switch (kept) {
          case Coordination.Absent absent -> List.of();
          case Coordination.Preparing preparing -> List.of();
          case Coordination.Decided decided -> decided.deliveries();
          case Coordination.Ended over -> over.deliveries();
        };
    if (deliveries.stream().anyMatch(Delivery.Lost.class::isInstance)) {
      return Optional.of("P1: a gateway does not know what it voted COMMIT for");
    }
    if (!(kept instanceof Coordination.Ended ended)) {
      return Optional.empty();
    }
    List<Integer> members = scene.plot.transactions().get(transaction).members();
    boolean honest = true;
    for (int each = 0; each < members.size(); each++) {
      Places.Branch at = scene.places.at(members.get(each), transaction);
      // Who voted ROLLBACK is not asked: what came of a doubled prepare there is its own to show.
      honest &=
          ended.deliveries().get(each) instanceof Delivery.Excused
              || scene.kind(members.get(each), transaction, 0) == Plot.Kind.LOOK
              || fits(ended.outcome(), world.get(at.said));
    }
    return honest
        ? Optional.empty()
        : Optional.of(
            "P2: the coordinator says %s, and not all gateways do".formatted(ended.outcome()));
  }

  private static boolean fits(Outcome outcome, int said) {
    Optional<Outcome> told = said == 0 ? Optional.empty() : Optional.of(ModelCall.outcome(said));
    boolean moved =
        told.equals(Optional.of(Outcome.COMMITTED))
            || told.equals(Optional.of(Outcome.HEURISTIC_COMMIT));
    return switch (outcome) {
      case COMMITTED -> moved;
      case ROLLED_BACK -> !moved && !told.equals(Optional.of(Outcome.HEURISTIC_MIXED));
      case HEURISTIC_COMMIT, HEURISTIC_ROLLBACK, HEURISTIC_MIXED, HEURISTIC_HAZARD -> true;
    };
  }

  /** Whether all is over: nothing lives, and the coordinator has nothing left to do. */
  boolean over(World world) {
    if (!scene.coordinatorUp(world)) {
      return false;
    }
    for (int transaction = 0; transaction < scene.ids.size(); transaction++) {
      // That all have forgotten is written lazily: its log may never hear of it.
      if (Courses.known(scene, world, transaction).open()) {
        return false;
      }
      for (int gateway : scene.plot.transactions().get(transaction).members()) {
        boolean gap = world.is(scene.places.gateways.get(gateway).gap());
        if (gap || !scene.up(world, gateway) || live(world, gateway, transaction)) {
          return false;
        }
      }
    }
    return true;
  }
}

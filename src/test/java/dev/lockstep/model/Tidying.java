package dev.lockstep.model;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.Delivery;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.util.List;

/**
 * Takes out of a world what can change nothing any more, so that worlds with the same future are
 * one: a pause in what has ended, an answer that nobody counts.
 */
final class Tidying {
  private final ModelScene scene;

  Tidying(ModelScene scene) {
    this.scene = scene;
  }

  void tidy(World world) {
    for (int transaction = 0; transaction < scene.ids.size(); transaction++) {
      Coordination known = Courses.known(scene, world, transaction);
      boolean decided = known.decision().isPresent() && !gathers(known);
      List<Integer> members = scene.plot.transactions().get(transaction).members();
      for (int each = 0; each < members.size(); each++) {
        Places.Branch at = scene.places.at(members.get(each), transaction);
        if (decided) {
          uncounted(world, at);
        }
        State durable = scene.tables.state(world.get(at.durable));
        if (durable instanceof State.Ended ended) {
          ended(world, at, ended);
        }
        if (decided && !calls(known, each)) {
          world.clear(scene.places.courses.get(transaction).retry().get(each));
        }
      }
      if (decided) {
        world.clear(scene.places.courses.get(transaction).votesDue());
      }
    }
  }

  /** A dry run is decided before its votes are in, and counts them all the same. */
  private static boolean gathers(Coordination known) {
    return known.ballots().stream().anyMatch(Vote.Awaited.class::isInstance);
  }

  /** Votes after the decision: the request may arrive still, and nobody hears its answer. */
  private static void uncounted(World world, Places.Branch at) {
    if (world.get(at.vote) == ModelCall.SENT) {
      world.set(at.strayVote, 1);
    }
    world.clear(at.vote);
  }

  private static void ended(World world, Places.Branch at, State.Ended ended) {
    world.clear(at.timer, at.strayVote, at.recheck, at.voted, at.awaiting, at.released);
    if (ended.outcome().stream().noneMatch(Outcome::heuristic)) {
      world.clear(at.ask, at.strayTell);
    }
  }

  /** Whether the coordinator has something left to tell this participant. */
  private static boolean calls(Coordination known, int each) {
    return switch (known) {
      case Coordination.Absent absent -> false;
      case Coordination.Preparing preparing -> false;
      case Coordination.Decided decided ->
          decided.deliveries().get(each) instanceof Delivery.Pending;
      case Coordination.Ended ended -> ended.forgets().containsKey(each);
    };
  }
}

package dev.lockstep.transaction;

import dev.lockstep.device.Moment;
import java.util.List;

/**
 * What is to be done once the next state is as durable as the decision asks. Doing it decides
 * nothing.
 */
public sealed interface Effect {

  /** Nothing. */
  record None() implements Effect {}

  /**
   * Look at the devices: reachable, {@code requires} true, would they take it; answer {@link
   * Event.Checked}.
   */
  record Check(Branch branch) implements Effect {}

  /** Arm the devices that can be armed; answer {@link Event.Armed}. */
  record Arm(Branch branch) implements Effect {}

  /** Call off whatever may be armed; answer {@link Event.Disarmed}. */
  record Disarm(Branch branch) implements Effect {}

  /**
   * Send, and verify; answer {@link Event.Moved}. All moves go together; one device's in the order
   * given.
   *
   * @param decidedAt when it was found fresh: the time to send runs from here, so that what a
   *     stalled disk or a suspended PC held up does not leave late (DESIGN P5)
   */
  record Actuate(Branch branch, List<Move> moves, Moment decidedAt) implements Effect {
    public Actuate {
      moves = List.copyOf(moves);
    }
  }

  /**
   * Look whether what held these tasks back still does; answer {@link Event.Rechecked}. Sends
   * nothing that moves.
   */
  record Recheck(Branch branch, List<Task> tasks) implements Effect {
    public Recheck {
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * Find out what came of earlier sends, without sending anything that moves; answer {@link
   * Event.Moved}.
   */
  record Settle(Branch branch, List<Doubt> doubts) implements Effect {
    public Settle {
      doubts = List.copyOf(doubts);
    }
  }

  /**
   * A task to carry out.
   *
   * @param recheck whether this is the branch's first actuation, so that every requirement of it
   *     counts
   */
  record Move(Task task, boolean recheck) {}

  /**
   * A task of which nobody knows what came.
   *
   * @param sentAt when its send began at the latest known
   * @param accepted the device took it and was not seen to do it: then an old reading proves
   *     nothing, ever
   * @param trueBefore what could be read now was true before the send, or may have been: to read it
   *     proves nothing
   */
  record Doubt(Task task, Moment sentAt, boolean accepted, boolean trueBefore) {}

  /**
   * Ask the coordinator for the outcome, and where it is silent the siblings; answer a decision or
   * {@link Event.Unanswered}.
   *
   * @param voted when this gateway gave its vote
   */
  record AskCoordinator(Branch branch, Moment voted) implements Effect {}

  /** Wait, longer each time in a row, then answer {@link Event.RetryDue}. */
  record Retry() implements Effect {}
}

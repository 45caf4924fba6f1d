package dev.lockstep.transaction;

import dev.lockstep.device.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * An effect: what is to be done once the next state is as durable as the decision requires. It only
 * does; its result comes back as the next event.
 */
public sealed interface Effect {

  /** No effect. */
  record None() implements Effect {}

  /**
   * Checks the devices: whether they are reachable, {@code requires} holds and they would accept
   * the command. The result is {@link Event.Checked}.
   */
  record Check(Branch branch) implements Effect {}

  /** Arms the devices that can be armed. The result is {@link Event.Armed}. */
  record Arm(Branch branch) implements Effect {}

  /** Disarms every device that may be armed. The result is {@link Event.Disarmed}. */
  record Disarm(Branch branch) implements Effect {}

  /**
   * Sends and verifies commands. The result is {@link Event.Moved}. Devices work in parallel; the
   * moves of one device run in the given order.
   *
   * @param decidedAt when the decision was found fresh: the time to send counts from here, so that
   *     a command that a stalled disk or a suspended PC held up is not sent late (P5)
   * @param timed whether {@code decidedAt} is the instant of the decision: nothing is sent before
   *     it, and hardly anything after it
   */
  record Actuate(Branch branch, List<Move> moves, Moment decidedAt, boolean timed)
      implements Effect {
    public Actuate {
      moves = List.copyOf(moves);
    }

    /** To be sent at once. */
    public Actuate(Branch branch, List<Move> moves, Moment decidedAt) {
      this(branch, moves, decidedAt, false);
    }
  }

  /**
   * Waits for the instant of the decision. The result is {@link Event.InstantNear}, early enough to
   * make the intent durable before the instant, and at any earlier time.
   */
  record AwaitInstant(Instant instant) implements Effect {
    /** How long before the instant: the intent is made durable, and {@code requires} read again. */
    public static final Duration LEAD = Duration.ofMillis(250);
  }

  /**
   * Reads again what holds these tasks back. The result is {@link Event.Rechecked}. Sends nothing
   * that moves a machine.
   */
  record Recheck(Branch branch, List<Task> tasks) implements Effect {
    public Recheck {
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * Settles earlier sends: finds out their results without sending anything that moves a machine
   * (P5a). The result is {@link Event.Moved}.
   */
  record Settle(Branch branch, List<Doubt> doubts) implements Effect {
    public Settle {
      doubts = List.copyOf(doubts);
    }
  }

  /**
   * A task that is to be actuated.
   *
   * @param recheck whether this is the first actuation of the branch, so that all its requirements
   *     are checked
   */
  record Move(Task task, boolean recheck) {}

  /**
   * A task whose result is unknown.
   *
   * @param sentAt the latest time at which its send may have begun
   * @param accepted whether the device accepted it and was not observed to carry it out: then
   *     reading the old value never proves that it was not done
   * @param trueBefore whether what can be read now was true before the send, or may have been: then
   *     reading it proves nothing
   */
  record Doubt(Task task, Moment sentAt, boolean accepted, boolean trueBefore) {}

  /**
   * Asks the coordinator for the outcome, and the siblings where it does not answer. The result is
   * a decision or {@link Event.Unanswered}.
   *
   * @param voted when this gateway gave its vote
   */
  record AskCoordinator(Branch branch, Moment voted) implements Effect {}

  /** Waits with exponential back-off. The result is {@link Event.RetryDue}. */
  record Retry() implements Effect {}
}

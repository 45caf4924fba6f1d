package dev.lockstep.driver;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.OutputCondition;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.device.Work;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The way to one device. Thread-safe; every method blocks its (virtual) thread no longer than the
 * deadline and never throws for what the world does: that is in the answer.
 *
 * <p>What has not left when the deadline passes never leaves (DESIGN P5): no request waits inside a
 * client library.
 */
public interface DeviceLink extends AutoCloseable {

  LinkStatus status();

  /** One reading for each resource, in the same order. */
  List<Reading> read(List<ResourceName> resources, Deadline deadline);

  /**
   * What a write to this resource, or a call of it, reaches, by each address that is known of it:
   * from the files, and where there is a session, from that. Empty where nothing but its name is
   * known. No network is touched.
   */
  Set<Target> targets(ResourceName resource);

  /** What the pattern of an action writes beside its resources: the topic of its requests. */
  Set<Target> requests(Action action);

  /**
   * Whether the device would take these values now, without writing: reachable, node known, access
   * level, type. One answer for each fault found; empty where the device would take all.
   */
  List<Reason> examine(Work work, Deadline deadline);

  /**
   * Whether the method can answer so, without calling it: it has such outputs, of such kinds. One
   * answer for each fault found.
   */
  List<Reason> examine(Work.Call call, List<OutputCondition> expected, Deadline deadline);

  /**
   * As {@link #examine(Work, Deadline)}, and whether every message can be sent that the order may
   * need later: to arm, to carry out, to call off, to ask (ARCHITECTURE, P11).
   */
  default List<Reason> examine(Order order, Deadline deadline) {
    return examine(order.action().work(), deadline);
  }

  /** Sends the assignments together. One answer for each, in the same order. */
  List<SendResult> write(List<Assignment> assignments, Deadline deadline);

  /** Calls a method. */
  CallResult call(Work.Call call, Deadline deadline);

  /**
   * Arms the device for this order (DESIGN 4.3). Only for actions whose preparation arms.
   * Repeatable.
   */
  ArmResult arm(Order order, Deadline deadline);

  /** Tells an armed device to act. The answer is the device's own, by id where it keeps ids. */
  OrderStatus fire(Order order, Deadline deadline);

  /**
   * Calls off what was armed: confirmed where the device says so, or proves that it never knew of
   * it. Repeatable.
   */
  DisarmResult disarm(Order order, Deadline deadline);

  /**
   * Asks the device whether it has done this order. For patterns whose device keeps ids; else
   * {@code Untold}.
   */
  OrderStatus queryOrder(Order order, Deadline deadline);

  /**
   * Shuts the way by which something sent since {@code sentAt} could still arrive (DESIGN P5a).
   *
   * @param sentAt when the send in question began; perhaps in an earlier run of the gateway
   */
  FenceResult fence(Moment sentAt, Deadline deadline);

  /**
   * Tells every change of these resources, and their loss, until closed. Survives reconnects. The
   * listener must not block.
   */
  Watch watch(List<ResourceName> resources, Consumer<Reading> listener);

  /** Ends the link and everything that waits in it. */
  @Override
  void close();

  /** A subscription that can be ended. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}

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
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The link to one device. Thread-safe; every method blocks its (virtual) thread no longer than the
 * deadline. Failures of device and network are in the result, not exceptions.
 *
 * <p>What has not been sent when the deadline passes is never sent (P5): no request waits inside a
 * client library.
 */
public interface DeviceLink extends AutoCloseable {

  LinkStatus status();

  /**
   * The certificate by which the device's server was accepted last. Empty until there was one, and
   * where nothing rests on a certificate.
   */
  default Optional<ServerCertificate> server() {
    return Optional.empty();
  }

  /** Reads resources. The result has one reading for each, in the same order. */
  List<Reading> read(List<ResourceName> resources, Deadline deadline);

  /**
   * The targets of a write to this resource, or a call of it: each address that follows from the
   * files and, where there is a session, from that. Empty where only its name is known. Does not
   * use the network.
   */
  Set<Target> targets(ResourceName resource);

  /**
   * The targets that the preparation pattern of an action writes beside its resources: the topic of
   * its requests.
   */
  Set<Target> requests(Action action);

  /**
   * Examines, without writing, whether the device would accept this work now (P11): reachable, node
   * known, access level, type. The result has one reason for each fault; empty where the device
   * would accept all.
   */
  List<Reason> examine(Work work, Deadline deadline);

  /**
   * Examines, without calling it, whether a method has outputs that these conditions can apply to.
   * The result has one reason for each fault.
   */
  List<Reason> examine(Work.Call call, List<OutputCondition> expected, Deadline deadline);

  /**
   * As {@link #examine(Work, Deadline)}, and whether every message can be sent that the order may
   * need later: prepare, commit, abort and query (P11).
   */
  default List<Reason> examine(Order order, Deadline deadline) {
    return examine(order.action().work(), deadline);
  }

  /**
   * Writes the assignments in one request. The result has one entry for each, in the same order.
   */
  List<SendResult> write(List<Assignment> assignments, Deadline deadline);

  /** Calls a method. */
  CallResult call(Work.Call call, Deadline deadline);

  /** Arms the device for this order. Only for actions whose preparation arms. Repeatable. */
  ArmResult arm(Order order, Deadline deadline);

  /**
   * Renews the promise of an armed device, for patterns whose promise lapses without that. Sends
   * nothing that moves a machine.
   */
  default LeaseResult renew(Order order, Deadline deadline) {
    return new LeaseResult.Lapsed("the device made no promise that can be renewed");
  }

  /**
   * Commits an order on an armed device. The result is the device's own answer, by its record of
   * the command id where it keeps one.
   */
  OrderStatus fire(Order order, Deadline deadline);

  /**
   * Disarms the device: confirmed where the device says so, or proves that it never knew the order.
   * Repeatable.
   */
  DisarmResult disarm(Order order, Deadline deadline);

  /**
   * Queries the device's own record of this order. For patterns whose device keeps a record of
   * command ids; otherwise {@code Untold}.
   */
  OrderStatus queryOrder(Order order, Deadline deadline);

  /**
   * Fences earlier sends: ensures that nothing sent since {@code sentAt} can still arrive (P5a).
   *
   * @param sentAt when the send began, possibly in an earlier run of the gateway
   */
  FenceResult fence(Moment sentAt, Deadline deadline);

  /**
   * Subscribes to every change of these resources, and to their loss, until closed. Survives
   * reconnects. The listener must not block.
   */
  Watch watch(List<ResourceName> resources, Consumer<Reading> listener);

  /** Closes the link and ends everything that waits in it. */
  @Override
  void close();

  /** A subscription. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}

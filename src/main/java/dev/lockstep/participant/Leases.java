package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Reason;
import dev.lockstep.driver.ArmResult;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.DisarmResult;
import dev.lockstep.driver.Order;
import dev.lockstep.transaction.Progress;
import java.time.Duration;
import java.util.Optional;

/**
 * What a commit does with a promise that lapses: the lock of a device is renewed, or taken again,
 * immediately before the send, and given back when the command is done.
 *
 * <p>A lock that cannot be given back lapses at the device by itself. A command that is refused, or
 * whose result is unknown, keeps it until then, or until the next attempt.
 */
final class Leases {
  private final Ports ports;
  private final Duration within;

  /**
   * @param within the time that giving a lock back may take
   */
  Leases(Ports ports, Duration within) {
    this.ports = ports;
    this.within = within;
  }

  /** The reason why the device does not keep its promise any more, so that nothing may be sent. */
  Optional<Reason> secure(Order order, DeviceLink link, Deadline deadline) {
    Action action = order.action();
    if (!action.guarantees().preparation().renews()) {
      return Optional.empty();
    }
    return switch (link.arm(order, deadline)) {
      case ArmResult.Armed armed -> Optional.empty();
      case ArmResult.NotArmed not -> {
        Reason reason = not.reason();
        yield Optional.of(reason.saying("not sent: " + reason.detail()).during(action));
      }
    };
  }

  /** The progress, with the lock given back where the command is done. */
  Progress release(Progress progress, Order order) {
    return ports
        .links()
        .find(order.action().device())
        .map(linked -> release(progress, order, linked.link()))
        .orElse(progress);
  }

  /**
   * The progress, with the lock given back where the command is done. Before the end is durable: an
   * ExitLock after it could take away the lock of the next transaction.
   */
  Progress release(Progress progress, Order order, DeviceLink link) {
    if (!(progress instanceof Progress.Applied applied)
        || !order.action().guarantees().preparation().renews()) {
      return progress;
    }
    DisarmResult result = link.disarm(order, Deadline.in(within, ports.clock()));
    return result instanceof DisarmResult.Unconfirmed kept
        ? new Progress.Applied(
            applied.at(),
            applied.evidence() + "; the lock is left to lapse by itself: " + kept.detail(),
            applied.after())
        : applied;
  }
}

package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.driver.ArmResult;
import dev.lockstep.driver.ArmResult.Armed;
import dev.lockstep.driver.ArmResult.NotArmed;
import dev.lockstep.driver.DisarmResult;
import dev.lockstep.driver.Order;
import dev.lockstep.transaction.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Arming: arms devices before the vote and disarms them after a rollback. */
final class DeviceArming {
  private final DeviceLinks links;

  DeviceArming(DeviceLinks links) {
    this.links = links;
  }

  /**
   * Arms the device of one order; a command without a preparation pattern keeps the promise
   * CHECKED.
   */
  ArmResult arm(Order order, Deadline deadline) {
    Action action = order.action();
    if (!action.guarantees().preparation().arms()) {
      return new Armed(Promise.CHECKED, Optional.empty());
    }
    return links
        .find(action.device())
        .map(linked -> linked.link().arm(order, deadline))
        .map(result -> withAction(result, action))
        .orElseGet(() -> new NotArmed(Requirements.gone(action)));
  }

  private static ArmResult withAction(ArmResult result, Action action) {
    return switch (result) {
      case Armed armed -> armed;
      case NotArmed not -> new NotArmed(not.reason().during(action));
    };
  }

  Event event(List<ArmResult> results, Moment now) {
    Promise weakest = Promise.DURABLE;
    List<Instant> until = new ArrayList<>();
    List<Reason> objections = new ArrayList<>();
    for (ArmResult result : results) {
      switch (result) {
        case Armed armed -> {
          weakest = weakest.weaker(armed.promise());
          armed.heldUntil().ifPresent(until::add);
        }
        case NotArmed not -> objections.add(not.reason());
      }
    }
    Optional<Instant> first = until.stream().min(Comparator.naturalOrder());
    return new Event.Armed(weakest, first, objections, now);
  }

  /**
   * The reason why the device may still be armed, or that it has already carried the command out;
   * empty where it is disarmed.
   */
  Optional<Reason> disarm(Order order, Deadline deadline) {
    Action action = order.action();
    Optional<DeviceLinks.Linked> linked = links.find(action.device());
    if (linked.isEmpty()) {
      return Optional.of(Requirements.gone(action));
    }
    return switch (linked.get().link().disarm(order, deadline)) {
      case DisarmResult.Disarmed disarmed -> Optional.empty();
      case DisarmResult.AlreadyApplied applied ->
          Optional.of(Reason.of(Reason.Code.ALREADY_APPLIED, applied.detail()).during(action));
      case DisarmResult.Unconfirmed unconfirmed ->
          Optional.of(
              Reason.of(
                      Reason.Code.UNKNOWN,
                      "the device has not confirmed that it disarmed: " + unconfirmed.detail())
                  .during(action));
    };
  }

  /** The result of disarming all devices of a branch. */
  static Event.Disarmed disarmed(List<Optional<Reason>> left, Moment now) {
    Map<Boolean, List<Reason>> byApplied =
        left.stream()
            .flatMap(Optional::stream)
            .collect(
                Collectors.partitioningBy(reason -> reason.code() == Reason.Code.ALREADY_APPLIED));
    return new Event.Disarmed(
        byApplied.getOrDefault(false, List.of()), byApplied.getOrDefault(true, List.of()), now);
  }
}

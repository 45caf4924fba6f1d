package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.device.Verification;
import dev.lockstep.device.Work;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.Order;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Observation;
import dev.lockstep.transaction.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The check of a device before the vote: whether it is reachable and would accept the command,
 * whether {@code requires} holds, and the before-image (P11).
 */
final class PrepareCheck {
  private final DeviceLinks links;
  private final Requirements requirements;
  private final Holdings holdings;

  /** The result of checking one task's device. */
  record Found(List<Observation> before, List<Reason> objections) {}

  PrepareCheck(DeviceLinks links, Requirements requirements) {
    this.links = links;
    this.requirements = requirements;
    this.holdings = new Holdings(links);
  }

  /**
   * The result of all checks. Holds are resolved again: where the device was not connected when the
   * request arrived, only now its session knows the nodes.
   */
  Event event(Branch branch, List<Found> found, Moment now) {
    List<Task> located = branch.tasks().stream().map(holdings::located).toList();
    List<Reason> objections = new ArrayList<>(holdings.writtenTwice(located));
    found.forEach(each -> objections.addAll(each.objections()));
    return new Event.Checked(
        located.equals(branch.tasks()) ? List.of() : located,
        found.stream().flatMap(each -> each.before().stream()).toList(),
        objections,
        now);
  }

  /**
   * Checks the device of one order.
   *
   * @param first whether no earlier stage of the transaction precedes it, so that the conditions of
   *     now are those at the send
   */
  Found check(Order order, boolean first, Deadline deadline) {
    Action action = order.action();
    Optional<DeviceLinks.Linked> linked = links.find(action.device());
    if (linked.isEmpty()) {
      return new Found(List.of(), List.of(Requirements.gone(action)));
    }
    LinkStatus status = linked.get().link().status();
    if (!status.connected()) {
      Reason offline = Reason.of(status.code(), status.detail());
      return new Found(List.of(), List.of(offline.during(action)));
    }
    List<Reason> objections = new ArrayList<>();
    for (Reason reason : linked.get().link().examine(order, deadline)) {
      objections.add(reason.during(action));
    }
    objections.addAll(outputs(action, linked.get(), deadline));
    objections.addAll(requirements.broken(action, deadline));
    List<Observation> before = new ArrayList<>();
    Map<ResourceName, Reading> readings = new LinkedHashMap<>();
    for (Reading reading : look(action, linked.get(), deadline)) {
      readings.put(reading.resource(), reading);
      switch (reading) {
        case Reading.Seen seen -> before.add(Observation.of(action.device(), seen));
        case Reading.Unseen unseen -> {
          if (unseen.unset() && !action.readOnly()) {
            before.add(unset(action, unseen));
          } else if (mustBeSeen(action)) {
            objections.add(unseen.reason().during(action));
          }
        }
      }
    }
    if (first) {
      objections.addAll(Baseline.of(action, linked.get(), readings).objections());
    }
    return new Found(before, objections);
  }

  /**
   * The objections to the outputs of a method: one that cannot return what the profile expects
   * could never be verified.
   */
  private static List<Reason> outputs(Action action, DeviceLinks.Linked linked, Deadline deadline) {
    if (!(action.work() instanceof Work.Call call)
        || !(action.guarantees().verification() instanceof Verification.Outputs outputs)) {
      return List.of();
    }
    return linked.link().examine(call, outputs.expected(), deadline).stream()
        .map(each -> each.during(action))
        .toList();
  }

  /** The before-image of a resource without a value. */
  private static Observation unset(Action action, Reading.Unseen unseen) {
    return new Observation(
        action.device(),
        unseen.resource(),
        new Value.Null(),
        unseen.reason().detail(),
        Optional.empty());
  }

  private static List<Reading> look(Action action, DeviceLinks.Linked linked, Deadline deadline) {
    List<ResourceName> wanted = wanted(action, linked);
    return wanted.isEmpty() ? List.of() : linked.link().read(wanted, deadline);
  }

  private static List<ResourceName> wanted(Action action, DeviceLinks.Linked linked) {
    return switch (action.work()) {
      case Work.Look look -> look.resources();
      case Work.Call call -> Baseline.resources(action);
      case Work.Write write ->
          Stream.concat(
                  write.touches().filter(name -> readable(linked, name)),
                  Baseline.resources(action).stream())
              .distinct()
              .toList();
    };
  }

  private static boolean readable(DeviceLinks.Linked linked, ResourceName name) {
    Optional<Resource> resource = linked.device().profile().resource(name);
    return resource.isPresent() && resource.get().access().readable();
  }

  /** Whether the resources must be readable now: a write that is read back needs that. */
  private static boolean mustBeSeen(Action action) {
    return action.readOnly()
        || (action.guarantees().verification() instanceof Verification.ReadBack
            && !action.guarantees().preparation().records());
  }
}

package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Preparation;
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
 * Looks at a device before the vote: reachable, would take it, {@code requires} true, and what it
 * shows now.
 */
final class PrepareCheck {
  private final DeviceLinks links;
  private final Requirements requirements;
  private final Holdings holdings;

  /** What a look at one task's device found. */
  record Found(List<Observation> before, List<Reason> objections) {}

  PrepareCheck(DeviceLinks links, Requirements requirements) {
    this.links = links;
    this.requirements = requirements;
    this.holdings = new Holdings(links);
  }

  /**
   * What all looks came to. What the tasks hold is resolved once more: where the device was not
   * there when the request came, only now its session says which nodes are meant.
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
   * Looks at one order's device.
   *
   * @param first whether nothing of the transaction is done before it, so that what holds now holds
   *     when it is sent
   */
  Found check(Order order, boolean first, Deadline deadline) {
    Action action = order.action();
    Optional<DeviceLinks.Linked> linked = links.find(action.device());
    if (linked.isEmpty()) {
      return new Found(List.of(), List.of(Requirements.gone(action)));
    }
    LinkStatus status = linked.get().link().status();
    if (!status.connected()) {
      String detail = "the device is %s: %s".formatted(status.state(), status.detail());
      Reason offline = Reason.of(status.code(), detail);
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

  /** A method that cannot answer as the profile wants it would never be believed. */
  private static List<Reason> outputs(Action action, DeviceLinks.Linked linked, Deadline deadline) {
    if (!(action.work() instanceof Work.Call call)
        || !(action.guarantees().verification() instanceof Verification.Outputs outputs)) {
      return List.of();
    }
    return linked.link().examine(call, outputs.expected(), deadline).stream()
        .map(each -> each.during(action))
        .toList();
  }

  /** An empty before-image is a before-image. */
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

  /** What cannot be read now could not be read back later either. */
  private static boolean mustBeSeen(Action action) {
    return action.readOnly()
        || (action.guarantees().verification() instanceof Verification.ReadBack
            && action.guarantees().preparation() instanceof Preparation.None);
  }
}

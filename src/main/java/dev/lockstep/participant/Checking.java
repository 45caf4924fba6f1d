package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Verification;
import dev.lockstep.device.Work;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.Order;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at a device before the vote: reachable, would take it, {@code requires} true, and what it
 * shows now.
 */
final class Checking {
  private final Links links;
  private final Requirements requirements;

  /** What a look at one task's device found. */
  record Found(List<Observation> before, List<Reason> objections) {}

  Checking(Links links, Requirements requirements) {
    this.links = links;
    this.requirements = requirements;
  }

  static Event event(List<Found> found, Moment now) {
    return new Event.Checked(
        found.stream().flatMap(each -> each.before().stream()).toList(),
        found.stream().flatMap(each -> each.objections().stream()).toList(),
        now);
  }

  Found check(Order order, Deadline deadline) {
    Action action = order.action();
    Optional<Links.Linked> linked = links.find(action.device());
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
    objections.addAll(requirements.broken(action, deadline));
    List<Observation> before = new ArrayList<>();
    for (Reading reading : look(action, linked.get(), deadline)) {
      switch (reading) {
        case Reading.Seen seen -> before.add(Observation.of(action.device(), seen));
        case Reading.Unseen unseen -> {
          if (mustBeSeen(action)) {
            objections.add(unseen.reason().during(action));
          }
        }
      }
    }
    return new Found(before, objections);
  }

  private static List<Reading> look(Action action, Links.Linked linked, Deadline deadline) {
    List<ResourceName> wanted = wanted(action, linked);
    return wanted.isEmpty() ? List.of() : linked.link().read(wanted, deadline);
  }

  private static List<ResourceName> wanted(Action action, Links.Linked linked) {
    return switch (action.work()) {
      case Work.Look look -> look.resources();
      case Work.Call call -> List.of();
      case Work.Write write ->
          write.touches().distinct().filter(name -> readable(linked, name)).toList();
    };
  }

  private static boolean readable(Links.Linked linked, ResourceName name) {
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

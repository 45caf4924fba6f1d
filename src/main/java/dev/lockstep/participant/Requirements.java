package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Condition;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.ResourceName;
import dev.lockstep.driver.DeviceLink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Evaluation of conditions ({@code requires} and {@code verify}) by what the device shows now. */
final class Requirements {
  private final DeviceLinks links;

  Requirements(DeviceLinks links) {
    this.links = links;
  }

  /** The {@code requires} of a command that do not hold or cannot be read; empty where all hold. */
  List<Reason> broken(Action action, Deadline deadline) {
    return links
        .find(action.device())
        .map(linked -> broken(action, action.guarantees().requires(), linked.link(), deadline))
        .orElseGet(() -> List.of(gone(action)));
  }

  static List<Reason> broken(
      Action action, List<Condition> conditions, DeviceLink link, Deadline deadline) {
    if (conditions.isEmpty()) {
      return List.of();
    }
    List<ResourceName> resources = conditions.stream().map(Condition::resource).distinct().toList();
    Map<ResourceName, Reading> seen = new LinkedHashMap<>();
    link.read(resources, deadline).forEach(reading -> seen.put(reading.resource(), reading));
    List<Reason> reasons = new ArrayList<>();
    for (Condition condition : conditions) {
      reasons.addAll(broken(action, condition, seen));
    }
    return reasons;
  }

  static List<Reason> broken(Action action, Condition condition, Map<ResourceName, Reading> seen) {
    Reading reading = seen.get(condition.resource());
    return switch (reading) {
      case null ->
          List.of(
              here(action, condition, Reason.Code.UNREADABLE, "the device returned no reading"));
      case Reading.Unseen unseen ->
          List.of(unseen.reason().during(action).on(condition.resource()));
      case Reading.Seen seenNow ->
          condition.holds(seenNow)
              ? List.of()
              : List.of(
                  here(
                      action,
                      condition,
                      Reason.Code.REQUIREMENT_BROKEN,
                      "required: %s; found: %s".formatted(condition, seenNow.value())));
    };
  }

  private static Reason here(Action action, Condition condition, Reason.Code code, String detail) {
    return Reason.of(code, detail).during(action).on(condition.resource());
  }

  static Reason gone(Action action) {
    return Reason.of(
            Reason.Code.UNKNOWN_DEVICE,
            "the device is no longer in the catalog; add it again and reload")
        .during(action);
  }
}

package dev.lockstep.participant;

import dev.lockstep.catalog.PackMlState;
import dev.lockstep.device.Action;
import dev.lockstep.device.Condition;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Device;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.ResourceName;
import dev.lockstep.driver.DeviceLink;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The watch for what {@code verify} calls failed, for one attempt. A condition that held before the
 * send, or may have held because it could not be read, shows nothing of this command before it has
 * been seen not to hold (P4): a machine that stood in Aborted is started from there.
 */
final class FailureWatch {
  private final Action action;
  private final Device device;

  /** The conditions that held before the send and have held since, as far as was seen. */
  private final Set<Condition> standing = new HashSet<>();

  /**
   * @param before the readings that were taken immediately before the send
   */
  FailureWatch(Action action, Device device, Map<ResourceName, Reading> before) {
    this.action = action;
    this.device = device;
    for (Condition each : conditions(action)) {
      if (!(before.get(each.resource()) instanceof Reading.Seen seen) || each.holds(seen)) {
        standing.add(each);
      }
    }
  }

  static List<Condition> conditions(Action action) {
    return action.guarantees().verification().failedBy();
  }

  /** The failures that the device shows now and did not show before; empty where there are none. */
  List<Reason> look(DeviceLink link, Deadline deadline) {
    List<ResourceName> resources =
        conditions(action).stream().map(Condition::resource).distinct().toList();
    if (resources.isEmpty()) {
      return List.of();
    }
    Map<ResourceName, Reading> now = new LinkedHashMap<>();
    link.read(resources, deadline).forEach(each -> now.put(each.resource(), each));
    List<Reason> failures = new ArrayList<>();
    for (Condition each : conditions(action)) {
      if (now.get(each.resource()) instanceof Reading.Seen seen) {
        if (!each.holds(seen)) {
          standing.remove(each);
        } else if (!standing.contains(each)) {
          failures.add(failure(each, seen));
        }
      }
    }
    return failures;
  }

  private Reason failure(Condition condition, Reading.Seen seen) {
    String detail = "the device took the command and failed: %s; found: %s";
    return Reason.of(Reason.Code.ALTERED, detail.formatted(condition, shown(seen)))
        .during(action)
        .on(condition.resource());
  }

  private String shown(Reading.Seen seen) {
    return device
        .profile()
        .resource(seen.resource())
        .flatMap(each -> PackMlState.name(each, seen.value()))
        .map(state -> "%s (%s)".formatted(seen.value(), state))
        .orElse(seen.value().toString());
  }
}

package dev.lockstep.transaction;

import dev.lockstep.device.Action;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A reservation: what a live transaction keeps from all others (P7).
 *
 * @param device of the command
 * @param resource of the device; empty for the device as a whole
 * @param targets the nodes or topics that are written, or their elements, the same under every
 *     name; empty where only names are known
 * @param devices that the hold is a part of: the device itself, and every other that has a resource
 *     with one of these targets; for a whole device, every device with which it shares a target
 * @param encoding how what is written there is put on the wire, in the profile's words; empty where
 *     that is not known. Two holds collide whatever it is
 */
public record Hold(
    DeviceName device,
    Optional<ResourceName> resource,
    Set<Target> targets,
    Set<DeviceName> devices,
    Optional<String> encoding) {

  public Hold {
    targets = Set.copyOf(targets);
    devices = Set.copyOf(devices);
  }

  /** A hold of which it is not known how its values are written. */
  public Hold(
      DeviceName device,
      Optional<ResourceName> resource,
      Set<Target> targets,
      Set<DeviceName> devices) {
    this(device, resource, targets, devices, Optional.empty());
  }

  /** A hold by name alone. */
  public Hold(DeviceName device, Optional<ResourceName> resource) {
    this(device, resource, Set.of(), Set.of(device));
  }

  /**
   * The holds of an action, by name alone: what it writes or calls and what its profile reserves,
   * or the whole device. A read holds nothing.
   */
  public static List<Hold> of(Action action) {
    if (action.readOnly()) {
      return List.of();
    }
    if (action.guarantees().wholeDevice()) {
      return List.of(new Hold(action.device(), Optional.empty()));
    }
    Set<Hold> holds = new LinkedHashSet<>();
    Stream.concat(action.work().touches(), action.guarantees().reserves().stream().sorted())
        .forEach(each -> holds.add(new Hold(action.device(), Optional.of(each))));
    return List.copyOf(holds);
  }

  /**
   * Whether two transactions must not have these holds at once. A whole device collides with each
   * part of it.
   */
  public boolean collidesWith(Hold other) {
    return sharesTarget(other)
        || (resource.isEmpty() && other.devices.contains(device))
        || (other.resource.isEmpty() && devices.contains(other.device))
        || (device.equals(other.device) && resource.equals(other.resource));
  }

  private boolean sharesTarget(Hold other) {
    for (Target each : targets) {
      for (Target theirs : other.targets) {
        if (each.overlaps(theirs)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The name of the resource or device, for messages. */
  @Override
  public String toString() {
    return resource.map(each -> device + " " + each).orElse("all of " + device);
  }
}

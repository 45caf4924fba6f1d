package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Reason;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.device.Work;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.transaction.Hold;
import dev.lockstep.transaction.Task;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Resolver of holds (P7): names of resources become the nodes and topics that are written, as far
 * as files and sessions know them at this moment. Stores nothing and does not use the network.
 */
final class Holdings {
  private final DeviceLinks links;

  Holdings(DeviceLinks links) {
    this.links = links;
  }

  /** A task with the resolved holds of its action. */
  Task located(int number, int stage, Action action) {
    LinkedDevices now = links.current();
    return now.find(action.device())
        .map(linked -> new Task(number, stage, action, holds(action, linked, now.index())))
        .orElseGet(() -> new Task(number, stage, action));
  }

  /** The task with its holds resolved again. */
  Task located(Task task) {
    return located(task.number(), task.stage(), task.action());
  }

  private static List<Hold> holds(Action action, DeviceLinks.Linked linked, TargetIndex index) {
    return Hold.of(action).stream()
        .map(
            hold ->
                hold.resource().isPresent()
                    ? part(hold, action, linked, index)
                    : whole(action, linked, index))
        .toList();
  }

  private static Hold part(
      Hold named, Action action, DeviceLinks.Linked linked, TargetIndex index) {
    ResourceName resource = named.resource().orElseThrow();
    DeviceLink link = linked.link();
    Set<Target> targets = held(link.targets(resource).stream());
    targets.addAll(link.requests(action));
    return new Hold(
        named.device(),
        named.resource(),
        targets,
        sharing(named.device(), targets.stream(), index),
        encoding(written(action, resource), linked.device()));
  }

  /** What is put on the wire for this resource of the action: for a method, its inputs. */
  private static Stream<ResourceName> written(Action action, ResourceName resource) {
    return action.work() instanceof Work.Call call && call.method().equals(resource)
        ? call.inputs().stream().map(Assignment::resource)
        : Stream.of(resource);
  }

  /** What is put on the wire for the action. */
  private static Stream<ResourceName> written(Action action) {
    return action.work().touches().flatMap(each -> written(action, each));
  }

  private static Optional<String> encoding(Stream<ResourceName> written, Device device) {
    String all =
        written
            .distinct()
            .flatMap(each -> Optional.ofNullable(device.profile().resources().get(each)).stream())
            .map(each -> each.name() + " " + each.encoding())
            .collect(Collectors.joining("; "));
    return Optional.of(all).filter(text -> !text.isEmpty());
  }

  /**
   * The hold of a whole device: all of its own resources, not its server. Stations that share a
   * server do not conflict; two names of one station do.
   */
  private static Hold whole(Action action, DeviceLinks.Linked linked, TargetIndex index) {
    DeviceName device = action.device();
    DeviceLink link = linked.link();
    Stream<ResourceName> named =
        Stream.concat(action.work().touches(), action.guarantees().reserves().stream());
    Set<Target> targets = held(named.flatMap(each -> link.targets(each).stream()));
    targets.addAll(link.requests(action));
    Stream<Target> all =
        index.hasNeighbours(device)
            ? linked.device().profile().resources().keySet().stream()
                .flatMap(each -> link.targets(each).stream())
            : Stream.of();
    return new Hold(
        device,
        Optional.empty(),
        targets,
        sharing(device, all, index),
        encoding(written(action), linked.device()));
  }

  private static Set<DeviceName> sharing(
      DeviceName device, Stream<Target> targets, TargetIndex index) {
    Set<DeviceName> devices = new HashSet<>(Set.of(device));
    if (index.hasNeighbours(device)) {
      devices.addAll(index.devices(targets.toList()));
    }
    return devices;
  }

  private static Set<Target> held(Stream<Target> targets) {
    return targets.map(Target::held).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * The targets that one transaction writes twice without an order between the two writes: in one
   * command, in one stage, or while arming, which precedes every stage.
   */
  List<Reason> writtenTwice(List<Task> tasks) {
    List<TaskWrite> all = new ArrayList<>();
    for (Task task : tasks) {
      links
          .find(task.action().device())
          .ifPresent(each -> all.addAll(TaskWrite.of(task, each.link())));
    }
    List<Reason> reasons = new ArrayList<>();
    for (int each = 0; each < all.size(); each++) {
      for (TaskWrite earlier : all.subList(0, each)) {
        all.get(each).conflict(earlier).ifPresent(reasons::add);
      }
    }
    return reasons;
  }
}

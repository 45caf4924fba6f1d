package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Condition;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Reading;
import dev.lockstep.device.ResourceName;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.stream.Stream;

/**
 * A snapshot of what the devices of a transaction show now, in sentences: evidence for an
 * operator's decision (P10).
 */
final class EvidenceSnapshot {
  private final DeviceLinks links;

  EvidenceSnapshot(DeviceLinks links) {
    this.links = links;
  }

  /** One sentence for each resource that the branch touches or requires. */
  List<String> of(Branch branch, Deadline deadline) {
    Map<DeviceName, SequencedSet<ResourceName>> wanted = new LinkedHashMap<>();
    for (Task task : branch.tasks()) {
      Action action = task.action();
      Stream.concat(
              action.work().touches(),
              action.guarantees().requires().stream().map(Condition::resource))
          .forEach(
              resource ->
                  wanted
                      .computeIfAbsent(action.device(), device -> new LinkedHashSet<>())
                      .add(resource));
    }
    List<String> sentences = new ArrayList<>();
    wanted.forEach((device, resources) -> sentences.addAll(of(device, resources, deadline)));
    return sentences;
  }

  private List<String> of(
      DeviceName device, SequencedSet<ResourceName> resources, Deadline deadline) {
    return links
        .find(device)
        .map(
            linked ->
                linked.link().read(List.copyOf(resources), deadline).stream()
                    .map(reading -> sentence(device, reading))
                    .toList())
        .orElseGet(() -> List.of("%s is no longer in the catalog".formatted(device)));
  }

  private static String sentence(DeviceName device, Reading reading) {
    return switch (reading) {
      case Reading.Seen seen ->
          "%s %s = %s (%s)".formatted(device, seen.resource(), seen.value(), seen.status());
      case Reading.Unseen unseen ->
          "%s %s could not be read: %s"
              .formatted(device, unseen.resource(), unseen.reason().detail());
    };
  }
}

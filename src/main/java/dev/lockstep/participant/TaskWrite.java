package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Reason;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.device.Work;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.transaction.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A write of a task to one resource.
 *
 * @param value for display; a call and the ids of a handshake have none
 * @param targets of the write, as far as they are known
 */
record TaskWrite(Task task, ResourceName resource, Optional<String> value, Set<Target> targets) {
  private static final int SHOWN_MAX = 60;

  static List<TaskWrite> of(Task task, DeviceLink link) {
    Action action = task.action();
    List<TaskWrite> all = new ArrayList<>();
    switch (action.work()) {
      case Work.Look look -> {}
      case Work.Write write -> write.assignments().forEach(each -> all.add(of(task, each, link)));
      case Work.Call call -> all.add(of(task, call.method(), link));
    }
    if (!action.readOnly()
        && action.guarantees().preparation() instanceof Preparation.Handshake plc) {
      for (ResourceName id : List.of(plc.commandId(), plc.commitId(), plc.abortId())) {
        all.add(of(task, id, link));
      }
    }
    return all;
  }

  private static TaskWrite of(Task task, Assignment assignment, DeviceLink link) {
    ResourceName resource = assignment.resource();
    String value = shortened(assignment.value().toString());
    return new TaskWrite(task, resource, Optional.of(value), link.targets(resource));
  }

  private static TaskWrite of(Task task, ResourceName resource, DeviceLink link) {
    return new TaskWrite(task, resource, Optional.empty(), link.targets(resource));
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
  }

  /** The reason why this write conflicts with an earlier one; empty where it does not. */
  Optional<Reason> conflict(TaskWrite earlier) {
    if (!isUnordered(earlier) || !isSame(earlier)) {
      return Optional.empty();
    }
    String where =
        targets.stream()
            .filter(earlier::reaches)
            .map(Target::held)
            .map(Target::toString)
            .sorted()
            .findFirst()
            .map(each -> " (" + each + ")")
            .orElse("");
    String remedy =
        task.number() == earlier.task.number()
            ? "write it only once in a command"
            : isStaged() || earlier.isStaged()
                ? "a handshake writes its values before the vote: use two transactions"
                : "commands of one stage have no order: give them different stages";
    String detail =
        "%s and %s write the same target%s in one stage; %s"
            .formatted(earlier.described(), described(), where, remedy);
    return Optional.of(
        Reason.of(Reason.Code.WRITTEN_TWICE, detail).during(task.action()).on(resource));
  }

  private boolean isUnordered(TaskWrite other) {
    return task.stage() == other.task.stage() || isStaged() || other.isStaged();
  }

  /** Whether a PLC handshake writes this when the device is armed, independent of the stage. */
  private boolean isStaged() {
    return task.action().guarantees().preparation() instanceof Preparation.Handshake;
  }

  private boolean isSame(TaskWrite other) {
    boolean named =
        task.action().device().equals(other.task.action().device())
            && resource.equals(other.resource);
    return named
        || (task.number() == other.task.number() ? overlaps(other) : reachesAny(other.targets));
  }

  /**
   * Whether both writes of one command overlap. One command may write several fields of one topic,
   * because its steps have an order. Two commands of a stage have none, and each would write the
   * whole message; elements of an array are written alone.
   */
  private boolean overlaps(TaskWrite other) {
    return targets.stream().anyMatch(each -> other.targets.stream().anyMatch(each::overlaps));
  }

  private boolean reachesAny(Set<Target> others) {
    return others.stream().anyMatch(this::reaches);
  }

  private boolean reaches(Target target) {
    return targets.stream().anyMatch(each -> each.held().overlaps(target.held()));
  }

  private String described() {
    Action action = task.action();
    return "%s %s %s%s"
        .formatted(
            action.device(),
            action.command(),
            resource,
            value.map(each -> " = " + each).orElse(""));
  }
}

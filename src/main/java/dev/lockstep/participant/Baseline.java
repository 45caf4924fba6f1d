package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Condition;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Verification;
import dev.lockstep.device.Work;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the conditions by which an actuation is to be seen showed before it was sent (ARCHITECTURE
 * P4). What was true before proves nothing afterwards, so at least one of them has to change.
 *
 * @param trueBefore whether all of them held already
 * @param objections why nothing would prove the actuation, so that it is not sent; empty where
 *     something would
 */
record Baseline(boolean trueBefore, List<Reason> objections) {
  private static final Baseline NOTHING = new Baseline(false, List.of());

  Baseline {
    objections = List.copyOf(objections);
  }

  /** Looks at them now; at nothing where the device's own record, or a value, is the proof. */
  static Baseline look(Action action, DeviceLinks.Linked linked, Deadline deadline) {
    List<ResourceName> resources = resources(action);
    if (resources.isEmpty()) {
      return NOTHING;
    }
    Map<ResourceName, Reading> seen = new LinkedHashMap<>();
    linked.link().read(resources, deadline).forEach(each -> seen.put(each.resource(), each));
    return of(action, linked, seen);
  }

  /** What is to be looked at before this action is sent. */
  static List<ResourceName> resources(Action action) {
    return action.guarantees().preparation().arms()
        ? List.of()
        : action.guarantees().verification().seenBy().stream()
            .map(Condition::resource)
            .distinct()
            .toList();
  }

  /** By readings that were just taken. */
  static Baseline of(Action action, DeviceLinks.Linked linked, Map<ResourceName, Reading> seen) {
    if (resources(action).isEmpty()) {
      return NOTHING;
    }
    List<Condition> conditions = action.guarantees().verification().seenBy();
    boolean holds =
        conditions.stream().allMatch(each -> Requirements.broken(action, each, seen).isEmpty());
    boolean alone =
        action.guarantees().verification() instanceof Verification.Conditions
            && !readable(action.work(), linked);
    if (!alone) {
      return new Baseline(holds, List.of());
    }
    return new Baseline(
        holds,
        holds
            ? conditions.stream().map(each -> alreadyTrue(action, each)).toList()
            : unseen(action, conditions, seen));
  }

  /** Whether all that is written can be read back, which proves it as well as a change does. */
  private static boolean readable(Work work, DeviceLinks.Linked linked) {
    return work instanceof Work.Write write
        && write.assignments().stream()
            .map(Assignment::resource)
            .map(name -> linked.device().profile().resource(name))
            .allMatch(
                found -> found.map(Resource::access).filter(each -> each.readable()).isPresent());
  }

  /** What cannot be seen before may have been true before. */
  private static List<Reason> unseen(
      Action action, List<Condition> conditions, Map<ResourceName, Reading> seen) {
    return conditions.stream()
        .filter(each -> !(seen.get(each.resource()) instanceof Reading.Seen))
        .flatMap(each -> Requirements.broken(action, each, seen).stream())
        .toList();
  }

  private static Reason alreadyTrue(Action action, Condition condition) {
    String detail = "%s: true before it is sent, so that to see it afterwards proves nothing";
    return Reason.of(Reason.Code.ALREADY_TRUE, detail.formatted(condition))
        .during(action)
        .on(condition.resource());
  }

  /** That what could be read now was true before, or may have been. */
  static Reason unproved(Action action) {
    String detail = "what would show it was true before it was sent, or may have been";
    return Reason.of(Reason.Code.ALREADY_TRUE, detail).during(action);
  }
}

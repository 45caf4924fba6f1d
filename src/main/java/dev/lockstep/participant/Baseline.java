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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The baseline of a verification: what its conditions showed before the send. A condition that held
 * before proves nothing afterwards, so at least one of them has to change (P4).
 *
 * @param trueBefore whether all conditions held already
 * @param failures the watch for what shows that the command failed
 * @param objections why nothing would prove the actuation, so that it is not sent; empty where it
 *     can be proved
 */
record Baseline(boolean trueBefore, FailureWatch failures, List<Reason> objections) {
  Baseline {
    objections = List.copyOf(objections);
  }

  /**
   * Reads the conditions now; reads nothing where the device's own record, or a read-back, is the
   * proof.
   */
  static Baseline look(Action action, DeviceLinks.Linked linked, Deadline deadline) {
    List<ResourceName> resources = resources(action);
    Map<ResourceName, Reading> seen = new LinkedHashMap<>();
    if (!resources.isEmpty()) {
      linked.link().read(resources, deadline).forEach(each -> seen.put(each.resource(), each));
    }
    return of(action, linked, seen);
  }

  /** The resources that must be read before this action is sent. */
  static List<ResourceName> resources(Action action) {
    return Stream.concat(proofs(action).stream(), FailureWatch.conditions(action).stream())
        .map(Condition::resource)
        .distinct()
        .toList();
  }

  /** The conditions that prove the command; none where the device's own record does. */
  private static List<Condition> proofs(Action action) {
    return action.guarantees().preparation().records()
        ? List.of()
        : action.guarantees().verification().seenBy();
  }

  /** The baseline from readings that were just taken. */
  static Baseline of(Action action, DeviceLinks.Linked linked, Map<ResourceName, Reading> seen) {
    List<Condition> conditions = proofs(action);
    boolean holds =
        !conditions.isEmpty()
            && conditions.stream()
                .allMatch(each -> Requirements.broken(action, each, seen).isEmpty());
    boolean alone =
        action.guarantees().verification() instanceof Verification.Conditions
            && !readable(action.work(), linked);
    List<Reason> objections =
        new ArrayList<>(unseen(action, FailureWatch.conditions(action), seen));
    if (alone) {
      objections.addAll(
          holds
              ? conditions.stream().map(each -> alreadyTrue(action, each)).toList()
              : unseen(action, conditions, seen));
    }
    return new Baseline(
        holds,
        new FailureWatch(action, linked.device(), seen),
        objections.stream().distinct().toList());
  }

  /**
   * Whether all written values can be read back, which proves the command as well as a change of
   * conditions.
   */
  private static boolean readable(Work work, DeviceLinks.Linked linked) {
    return work instanceof Work.Write write
        && write.assignments().stream()
            .map(Assignment::resource)
            .map(name -> linked.device().profile().resource(name))
            .allMatch(
                found -> found.map(Resource::access).filter(each -> each.readable()).isPresent());
  }

  /** The conditions that cannot be read before the send: they may hold already. */
  private static List<Reason> unseen(
      Action action, List<Condition> conditions, Map<ResourceName, Reading> seen) {
    return conditions.stream()
        .filter(each -> !(seen.get(each.resource()) instanceof Reading.Seen))
        .flatMap(each -> Requirements.broken(action, each, seen).stream())
        .toList();
  }

  private static Reason alreadyTrue(Action action, Condition condition) {
    String detail =
        "the condition %s already holds before the send, so it would prove nothing afterwards";
    return Reason.of(Reason.Code.ALREADY_TRUE, detail.formatted(condition))
        .during(action)
        .on(condition.resource());
  }

  /** The reason that the evidence held before the send, or may have held. */
  static Reason unproved(Action action) {
    String detail = "what would prove the command held before it was sent, or may have held";
    return Reason.of(Reason.Code.ALREADY_TRUE, detail).during(action);
  }
}

package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Verification;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.transaction.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One action on its way to its device, until the deadline at most.
 *
 * @param trueBefore whether the conditions by which it is to be seen all held before it was sent
 * @param hurried whether a person waits for the result: then it is looked at once more at most
 */
record Attempt(
    Action action,
    DeviceLink link,
    Moment sentAt,
    Deadline deadline,
    boolean trueBefore,
    BooleanSupplier hurried) {

  Progress unknown(Reason.Code code, String detail) {
    return unknown(List.of(Reason.of(code, detail).during(action)));
  }

  /** Whatever comes of it, what was true before it proves nothing later either. */
  Progress unknown(List<Reason> reasons) {
    if (!trueBefore) {
      return new Progress.Unknown(sentAt, reasons);
    }
    List<Reason> all = new ArrayList<>(reasons);
    all.add(Baseline.unproved(action));
    return new Progress.Unknown(sentAt, all);
  }

  Progress notApplied(Moment now, Reason.Code code, String detail) {
    return new Progress.NotApplied(now, List.of(Reason.of(code, detail).during(action)));
  }

  boolean conditionsOnly() {
    return action.guarantees().verification() instanceof Verification.Conditions;
  }
}

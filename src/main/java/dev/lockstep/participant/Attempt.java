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
 * An attempt to carry out one action on its device, until a deadline.
 *
 * @param baseline what its verification showed before the send
 * @param hurried whether an operator waits for the result: then it is read at most once more
 */
record Attempt(
    Action action,
    DeviceLink link,
    Moment sentAt,
    Deadline deadline,
    Baseline baseline,
    BooleanSupplier hurried) {

  /** Whether all conditions that verify it held before the send. */
  boolean trueBefore() {
    return baseline.trueBefore();
  }

  Progress unknown(Reason.Code code, String detail) {
    return unknown(List.of(Reason.of(code, detail).during(action)));
  }

  /**
   * The progress of an attempt with an unknown result. It records conditions that held before the
   * send, because later readings of them prove nothing either.
   */
  Progress unknown(List<Reason> reasons) {
    if (!trueBefore()) {
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

package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Verification;
import dev.lockstep.driver.SendResult;
import dev.lockstep.transaction.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a device answered to one step of a write, resource by resource, and what that comes to for
 * the whole command (DESIGN P4).
 *
 * @param answers as many as the step has assignments, in their order
 */
record StepAnswers(Action action, List<Assignment> step, List<SendResult> answers) {

  /**
   * One unknown makes the whole unknown; else refusals alone make it not applied. Where the device
   * took one value and refused another, neither word is true of the whole, and sending it again
   * would fire the part that was taken a second time (DESIGN P6). Empty where all was taken.
   */
  Optional<Progress> failed(Moment sentAt, Moment now) {
    List<Reason> unknown = new ArrayList<>();
    List<Reason> refused = new ArrayList<>();
    List<Reason> taken = new ArrayList<>();
    for (int each = 0; each < step.size(); each++) {
      switch (answers.get(each)) {
        case SendResult.NotSent not -> refused.add(of(each, Reason.Code.NOT_SENT, not.detail()));
        case SendResult.Rejected no -> refused.add(of(each, Reason.Code.REJECTED, no.detail()));
        case SendResult.Unknown who -> unknown.add(of(each, Reason.Code.UNKNOWN, who.detail()));
        case SendResult.Accepted accepted -> taken.add(taken(each, accepted));
        case SendResult.Pending pending -> taken.add(taken(each, pending));
        case SendResult.Altered altered -> taken.add(taken(each, altered));
      }
    }
    if (!unknown.isEmpty() || (!refused.isEmpty() && !taken.isEmpty())) {
      unknown.addAll(refused);
      unknown.addAll(taken);
      return Optional.of(new Progress.Unknown(sentAt, unknown));
    }
    return refused.isEmpty()
        ? Optional.empty()
        : Optional.of(new Progress.NotApplied(now, refused));
  }

  /**
   * Unknown, where the device's acknowledgement was to be the proof, and it did not give one: a
   * broker that took the message, or a device that has it under way, is no proof.
   */
  Optional<Progress> unproved(Moment sentAt) {
    if (!(action.guarantees().verification() instanceof Verification.Acknowledged)) {
      return Optional.empty();
    }
    List<Reason> reasons = new ArrayList<>();
    for (int each = 0; each < step.size(); each++) {
      switch (answers.get(each)) {
        case SendResult.Pending pending ->
            reasons.add(of(each, Reason.Code.NOT_VERIFIED, pending.detail()));
        case SendResult.Altered altered ->
            reasons.add(of(each, Reason.Code.ALTERED, altered.detail()));
        case SendResult.Accepted accepted -> {}
        case SendResult.NotSent not -> {}
        case SendResult.Rejected rejected -> {}
        case SendResult.Unknown unknown -> {}
      }
    }
    return reasons.isEmpty()
        ? Optional.empty()
        : Optional.of(new Progress.Unknown(sentAt, reasons));
  }

  /** Why it is not verified; what the device said of altering it comes first. */
  List<Reason> notSeen(Verifier.Seen seen) {
    List<Reason> reasons = new ArrayList<>();
    for (int each = 0; each < step.size(); each++) {
      switch (answers.get(each)) {
        case SendResult.Altered altered ->
            reasons.add(of(each, Reason.Code.ALTERED, altered.detail()));
        case SendResult.Pending pending ->
            reasons.add(of(each, Reason.Code.NOT_VERIFIED, "answered " + pending.detail()));
        case SendResult.Accepted accepted -> {}
        case SendResult.NotSent not -> {}
        case SendResult.Rejected rejected -> {}
        case SendResult.Unknown unknown -> {}
      }
    }
    reasons.addAll(seen.missing());
    return reasons;
  }

  /**
   * What the device said of values that it took with a reservation (Uncertain,
   * GoodCompletesAsynchronously, GoodClamped), as a part of the evidence; empty where all is Good.
   */
  String reservations() {
    String words =
        answers.stream()
            .filter(
                sent -> sent instanceof SendResult.Pending || sent instanceof SendResult.Altered)
            .map(SendResult::detail)
            .distinct()
            .collect(Collectors.joining(", "));
    return words.isEmpty() ? "" : "; answered " + words;
  }

  private Reason taken(int each, SendResult sent) {
    return of(each, Reason.Code.UNKNOWN, "taken by the device: " + sent.detail());
  }

  private Reason of(int each, Reason.Code code, String detail) {
    return Reason.of(code, detail).during(action).on(step.get(each).resource());
  }
}

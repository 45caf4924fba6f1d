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
 * The device's answers to one step of a write, by resource, and the progress of the command that
 * follows from them (P4).
 *
 * @param answers one for each assignment of the step, in its order
 */
record StepAnswers(Action action, List<Assignment> step, List<SendResult> answers) {

  /**
   * The progress where the step failed; empty where all values were accepted. One unknown makes the
   * command unknown; otherwise it is not applied where all values were refused. Where the device
   * accepted one value and refused another the command is unknown, because sending it again would
   * write the accepted part a second time (P6).
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
        case SendResult.Accepted accepted -> taken.add(accepted(each, accepted));
        case SendResult.Pending pending -> taken.add(accepted(each, pending));
        case SendResult.Altered altered -> taken.add(accepted(each, altered));
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
   * The unknown progress where the device's acknowledgement is the only proof and is missing: a
   * broker that accepted the message, or a device that has not completed the write, is no proof.
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

  /** The reasons for a failed verification; alterations that the device reported come first. */
  List<Reason> notVerified(Verifier.Seen seen) {
    List<Reason> reasons = new ArrayList<>();
    for (int each = 0; each < step.size(); each++) {
      switch (answers.get(each)) {
        case SendResult.Altered altered ->
            reasons.add(of(each, Reason.Code.ALTERED, altered.detail()));
        case SendResult.Pending pending ->
            reasons.add(of(each, Reason.Code.NOT_VERIFIED, "acknowledged: " + pending.detail()));
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
   * The qualified acceptances (Uncertain, GoodCompletesAsynchronously, GoodClamped), as a part of
   * the evidence; empty where all answers are Good.
   */
  String reservations() {
    String words =
        answers.stream()
            .filter(
                sent -> sent instanceof SendResult.Pending || sent instanceof SendResult.Altered)
            .map(SendResult::detail)
            .distinct()
            .collect(Collectors.joining(", "));
    return words.isEmpty() ? "" : "; acknowledged: " + words;
  }

  private Reason accepted(int each, SendResult sent) {
    return of(each, Reason.Code.UNKNOWN, "accepted by the device: " + sent.detail());
  }

  private Reason of(int each, Reason.Code code, String detail) {
    return Reason.of(code, detail).during(action).on(step.get(each).resource());
  }
}

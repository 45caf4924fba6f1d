package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.OutputCondition;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Value;
import dev.lockstep.device.Verification;
import dev.lockstep.device.Verification.Outputs.Otherwise;
import dev.lockstep.device.Work;
import dev.lockstep.driver.CallResult;
import dev.lockstep.driver.SendResult;
import dev.lockstep.transaction.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A method call (OPC 10000-4, 5.12), and the evaluation of its answer. An answer from inside a
 * method proves neither that it did its work nor that it did not, unless the profile says how to
 * read it (P4).
 */
final class MethodInvocation {
  private final Scheduler clock;
  private final Verifier verifier;

  MethodInvocation(Scheduler clock, Verifier verifier) {
    this.clock = clock;
    this.verifier = verifier;
  }

  Progress call(Work.Call call, Attempt attempt) {
    CallResult result = attempt.link().call(call, attempt.deadline());
    return switch (result.sent()) {
      case SendResult.NotSent not ->
          attempt.notApplied(clock.now(), Reason.Code.NOT_SENT, not.detail());
      case SendResult.Rejected no ->
          attempt.notApplied(clock.now(), Reason.Code.REJECTED, no.detail());
      case SendResult.Unknown who -> attempt.unknown(Reason.Code.UNKNOWN, who.detail());
      case SendResult.Accepted accepted -> accepted(result, attempt);
      case SendResult.Pending pending -> pending(result, attempt);
      case SendResult.Altered altered -> attempt.unknown(Reason.Code.ALTERED, altered.detail());
    };
  }

  private Progress accepted(CallResult result, Attempt attempt) {
    Action action = attempt.action();
    String answered = result.shown().isEmpty() ? "" : ", outputs " + result.shown();
    return switch (action.guarantees().verification()) {
      case Verification.Outputs outputs -> {
        List<Reason> differing = differing(action, outputs, result);
        if (differing.isEmpty()) {
          yield seen(attempt, Actuation.evidence(action) + answered);
        }
        yield outputs.otherwise() == Otherwise.NOT_APPLIED && result.answersAll(outputs.expected())
            ? new Progress.NotApplied(clock.now(), differing)
            : attempt.unknown(differing);
      }
      case Verification.ReadBack readBack -> seen(attempt, Actuation.evidence(action) + answered);
      case Verification.Conditions conditions ->
          seen(attempt, Actuation.evidence(action) + answered);
      case Verification.Acknowledged acknowledged ->
          seen(attempt, Actuation.evidence(action) + answered);
    };
  }

  /**
   * The device accepted the call and has not completed it: neither the acknowledgement nor the
   * outputs are a proof, but conditions that did not all hold before are.
   */
  private Progress pending(CallResult result, Attempt attempt) {
    boolean none = attempt.action().guarantees().verification().seenBy().isEmpty();
    if (none || attempt.trueBefore()) {
      return attempt.unknown(Reason.Code.NOT_VERIFIED, result.sent().detail());
    }
    if (attempt.action().guarantees().verification() instanceof Verification.Outputs outputs) {
      List<Reason> differing = differing(attempt.action(), outputs, result);
      if (!differing.isEmpty()) {
        return attempt.unknown(differing);
      }
    }
    return seen(
        attempt,
        Actuation.evidence(attempt.action()) + "; acknowledged: " + result.sent().detail());
  }

  private Progress seen(Attempt attempt, String evidence) {
    Verifier.Seen seen = verifier.verify(attempt, List.of());
    return seen.verified()
        ? new Progress.Applied(clock.now(), evidence, seen.after())
        : attempt.unknown(seen.missing());
  }

  /** The outputs that are not those that the profile defines as success. */
  private static List<Reason> differing(
      Action action, Verification.Outputs outputs, CallResult result) {
    List<Reason> differing = new ArrayList<>();
    for (OutputCondition each : outputs.expected()) {
      Optional<CallResult.Answer> answer = result.output(each.output());
      if (answer.stream().noneMatch(actual -> each.holds(actual.value(), actual.encoding()))) {
        String found =
            answer.map(CallResult.Answer::value).map(Value::toString).orElse("no readable value");
        String detail = "expected %s, but the method returned %s (all outputs: %s)";
        differing.add(
            Reason.of(Reason.Code.OUTPUTS_DIFFER, detail.formatted(each, found, result.shown()))
                .during(action));
      }
    }
    return differing;
  }
}

package dev.lockstep.app.tracing;

import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Progress;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import java.util.Locale;

/** What spans of effects are called, and what they tell of the result. */
final class EffectSpans {
  private EffectSpans() {}

  static String name(Effect effect) {
    return switch (effect) {
      case Effect.None none -> "none";
      case Effect.Check check -> "check";
      case Effect.Arm arm -> "arm";
      case Effect.Disarm disarm -> "disarm";
      case Effect.Actuate actuate -> "actuate";
      case Effect.Recheck recheck -> "recheck";
      case Effect.Settle settle -> "settle";
      case Effect.AskCoordinator ask -> "ask coordinator";
      case Effect.AwaitInstant wait -> "await instant";
      case Effect.Retry retry -> "retry";
    };
  }

  /** The event's name with small letters and a hyphen: {@code retry-due}. */
  static String cause(Event event) {
    return event
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=.)(?=\\p{Lu})", "-")
        .toLowerCase(Locale.ROOT);
  }

  /** A refusal is an error; what is not known is no error and no success, and is told as such. */
  static void tell(Span span, Event result) {
    switch (result) {
      case Event.Checked checked -> objections(span, checked.objections());
      case Event.Armed armed -> objections(span, armed.objections());
      case Event.Moved moved -> moved(span, moved.steps());
      case Event.Disarmed disarmed -> {
        boolean all = disarmed.stillArmed().isEmpty() && disarmed.applied().isEmpty();
        span.setAttribute(
            SpanAttributes.OUTCOME,
            all ? "disarmed" : disarmed.applied().isEmpty() ? "unknown" : "already-applied");
      }
      case Event.CommitDecided decided -> span.setAttribute(SpanAttributes.OUTCOME, "commit");
      case Event.RollbackDecided decided -> span.setAttribute(SpanAttributes.OUTCOME, "rollback");
      case Event.Unanswered unanswered -> span.setAttribute(SpanAttributes.OUTCOME, "unanswered");
      case Event.PrepareRequested other -> {}
      case Event.PrepareExpired other -> {}
      case Event.Renounced other -> {}
      case Event.PromiseLapsed other -> {}
      case Event.RequirementsSeen other -> {}
      case Event.Rechecked other -> {}
      case Event.RetryDue other -> {}
      case Event.InstantNear other -> {}
      case Event.Restarted other -> {}
      case Event.Released other -> {}
      case Event.Resolved other -> {}
      case Event.Forgotten other -> {}
    }
  }

  private static void objections(Span span, List<Reason> objections) {
    if (!objections.isEmpty()) {
      span.setAttribute(SpanAttributes.OUTCOME, "refused");
      SpanAttributes.refuse(span, objections.getFirst());
    }
  }

  private static void moved(Span span, List<Event.Step> steps) {
    List<Progress> all = steps.stream().map(Event.Step::progress).toList();
    for (Progress each : all) {
      if (each instanceof Progress.NotApplied not) {
        objections(span, not.because());
      }
    }
    span.setAttribute(SpanAttributes.OUTCOME, outcome(all));
  }

  private static String outcome(List<Progress> all) {
    if (all.stream().anyMatch(each -> each instanceof Progress.Unknown)) {
      return "unknown";
    }
    if (all.stream().anyMatch(each -> each instanceof Progress.NotApplied)) {
      return "not-applied";
    }
    return all.stream().allMatch(Progress::done) ? "applied" : "held-back";
  }
}

package dev.lockstep.app.tracing;

import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.driver.ArmResult;
import dev.lockstep.driver.DisarmResult;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.LeaseResult;
import dev.lockstep.driver.OrderStatus;
import dev.lockstep.driver.SendResult;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What spans tell of a device's answer (P4). What it refused is an error. What is not known is
 * neither: its status stays unset, and its outcome is {@code unknown}.
 */
final class LinkResults {
  static final String UNKNOWN = "unknown";

  /** OPC 10000-6, A.2: names of status codes. Of a detail nothing else is told. */
  private static final Pattern STATUS = Pattern.compile("\\b(?:Good|Uncertain|Bad)[A-Z]\\w{2,60}");

  private LinkResults() {}

  static void readings(Span span, List<Reading> readings) {
    for (Reading each : readings) {
      if (each instanceof Reading.Unseen unseen && !unseen.unset()) {
        span.setAttribute(SpanAttributes.OUTCOME, "unseen");
        SpanAttributes.refuse(span, unseen.reason());
        return;
      }
    }
    span.setAttribute(SpanAttributes.OUTCOME, "seen");
  }

  static void objections(Span span, List<Reason> reasons) {
    if (!reasons.isEmpty()) {
      SpanAttributes.refuse(span, reasons.getFirst());
    }
    span.setAttribute(SpanAttributes.OUTCOME, reasons.isEmpty() ? "acceptable" : "refused");
  }

  /** Of several the one that is worst to know: a batch can half succeed. */
  static void sent(Span span, List<SendResult> results) {
    int worst = -1;
    for (SendResult each : results) {
      if (gravity(each) > worst) {
        worst = gravity(each);
        span.setAttribute(SpanAttributes.OUTCOME, outcome(each));
      }
      if (refused(each)) {
        fail(span, outcome(each), each.detail());
      }
    }
  }

  private static int gravity(SendResult result) {
    return switch (result) {
      case SendResult.Accepted accepted -> 0;
      case SendResult.Pending pending -> 1;
      case SendResult.NotSent notSent -> 2;
      case SendResult.Rejected rejected -> 3;
      case SendResult.Altered altered -> 4;
      case SendResult.Unknown unknown -> 5;
    };
  }

  private static boolean refused(SendResult result) {
    return switch (result) {
      case SendResult.NotSent notSent -> true;
      case SendResult.Rejected rejected -> true;
      case SendResult.Altered altered -> true;
      case SendResult.Accepted accepted -> false;
      case SendResult.Pending pending -> false;
      case SendResult.Unknown unknown -> false;
    };
  }

  private static String outcome(SendResult result) {
    return switch (result) {
      case SendResult.NotSent notSent -> "not-sent";
      case SendResult.Rejected rejected -> "rejected";
      case SendResult.Accepted accepted -> "accepted";
      case SendResult.Pending pending -> "pending";
      case SendResult.Altered altered -> "altered";
      case SendResult.Unknown unknown -> UNKNOWN;
    };
  }

  static void armed(Span span, ArmResult result) {
    switch (result) {
      case ArmResult.Armed armed -> span.setAttribute(SpanAttributes.OUTCOME, "armed");
      case ArmResult.NotArmed not -> {
        span.setAttribute(SpanAttributes.OUTCOME, "not-armed");
        SpanAttributes.refuse(span, not.reason());
      }
    }
  }

  static void fired(Span span, OrderStatus status) {
    String outcome = outcome(status);
    span.setAttribute(SpanAttributes.OUTCOME, outcome);
    switch (status) {
      case OrderStatus.NotSent not -> fail(span, outcome, not.detail());
      case OrderStatus.NotDone not -> fail(span, outcome, not.detail());
      case OrderStatus.Failed failed -> fail(span, outcome, failed.detail());
      case OrderStatus.Done done -> {}
      case OrderStatus.Armed armed -> {}
      case OrderStatus.Busy busy -> {}
      case OrderStatus.Untold untold -> {}
    }
  }

  static String outcome(OrderStatus status) {
    return switch (status) {
      case OrderStatus.Done done -> "done";
      case OrderStatus.Armed armed -> "armed";
      case OrderStatus.NotSent not -> "not-sent";
      case OrderStatus.NotDone not -> "not-done";
      case OrderStatus.Failed failed -> "failed";
      case OrderStatus.Busy busy -> "busy";
      case OrderStatus.Untold untold -> UNKNOWN;
    };
  }

  static void disarmed(Span span, DisarmResult result) {
    span.setAttribute(
        SpanAttributes.OUTCOME,
        switch (result) {
          case DisarmResult.Disarmed disarmed -> "disarmed";
          case DisarmResult.AlreadyApplied applied -> "already-applied";
          case DisarmResult.Unconfirmed unconfirmed -> UNKNOWN;
        });
  }

  static void renewed(Span span, LeaseResult result) {
    span.setAttribute(
        SpanAttributes.OUTCOME,
        switch (result) {
          case LeaseResult.Held held -> "held";
          case LeaseResult.Lapsed lapsed -> "lapsed";
          case LeaseResult.Unanswered unanswered -> UNKNOWN;
        });
  }

  static void fenced(Span span, FenceResult result) {
    span.setAttribute(
        SpanAttributes.OUTCOME,
        switch (result) {
          case FenceResult.Shut shut -> "shut";
          case FenceResult.Open open -> "open";
        });
  }

  private static void fail(Span span, String outcome, String detail) {
    Matcher status = STATUS.matcher(detail);
    SpanAttributes.fail(span, status.find() ? status.group() : outcome, "");
  }
}

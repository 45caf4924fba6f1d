package dev.lockstep.app.tracing;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationListener;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.transaction.TransactionId;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The trace of each coordination: its caller's, or where it has none one that begins here.
 *
 * @param request that the thread at hand answers, where it does
 */
record TracedCoordinations(
    CoordinationListener next,
    Tracer tracer,
    TransactionContexts contexts,
    Supplier<Optional<RequestSpan>> request)
    implements CoordinationListener {
  @Override
  public void requested(CoordinationPlan plan) {
    next.requested(plan);
    Optional<Context> asked = request.get().map(each -> each.about(plan.id()));
    contexts.enter(plan.id(), asked.orElseGet(() -> ordered(plan.id())));
  }

  /** An order from the plant's bus, which is answered with events and not to a caller. */
  private Context ordered(TransactionId id) {
    Span span =
        tracer
            .spanBuilder("order")
            .setNoParent()
            .setAttribute(SpanAttributes.TRANSACTION, id.value())
            .startSpan();
    span.end();
    return Context.root().with(span);
  }

  @Override
  public void stepped(Coordination before, Coordination after) {
    next.stepped(before, after);
    after.work().ifPresent(plan -> describe(plan.id(), after));
  }

  private void describe(TransactionId id, Coordination after) {
    contexts
        .find(id)
        .map(Span::fromContext)
        .ifPresent(
            span -> {
              after
                  .decision()
                  .ifPresent(
                      ruling -> span.setAttribute(SpanAttributes.VERDICT, ruling.verdict().name()));
              if (after instanceof Coordination.Ended ended) {
                span.setAttribute(SpanAttributes.OUTCOME, ended.outcome().name());
              }
            });
    if (after instanceof Coordination.Ended) {
      contexts.leave(id);
    }
  }
}

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

/** The trace of each coordination: its caller's, or where it has none one that begins here. */
final class TracedCoordinations implements CoordinationListener {
  private final CoordinationListener next;
  private final Tracer tracer;
  private final TransactionContexts contexts;
  private final Supplier<Optional<RequestSpan>> request;

  /**
   * @param request that the thread at hand answers, where it does
   */
  TracedCoordinations(
      CoordinationListener next,
      Tracer tracer,
      TransactionContexts contexts,
      Supplier<Optional<RequestSpan>> request) {
    this.next = next;
    this.tracer = tracer;
    this.contexts = contexts;
    this.request = request;
  }

  @Override
  public void requested(CoordinationPlan plan) {
    next.requested(plan);
    Context mine =
        request.get().map(each -> each.about(plan.id())).orElseGet(() -> ordered(plan.id()));
    contexts
        .enter(plan.id(), mine)
        .ifPresent(
            before -> Span.fromContext(mine).addLink(Span.fromContext(before).getSpanContext()));
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

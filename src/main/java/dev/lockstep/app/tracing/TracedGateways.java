package dev.lockstep.app.tracing;

import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.ParticipantClient;
import dev.lockstep.coordinator.Receipt;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.transaction.TransactionId;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The way to the gateways, on which each call knows the span that it belongs to. {@link
 * TracedCalls} makes spans of the calls themselves.
 */
record TracedGateways(ParticipantClient next, TransactionContexts contexts)
    implements ParticipantClient {
  @Override
  public CompletionStage<Vote> prepare(CoordinationPlan plan, int participant) {
    URI gateway = plan.shares().get(participant).gateway();
    return call(plan.id(), "prepare " + gateway, () -> next.prepare(plan, participant));
  }

  @Override
  public CompletionStage<Receipt> commit(TransactionId id, URI gateway, Optional<Instant> instant) {
    return call(id, "commit " + gateway, () -> next.commit(id, gateway, instant));
  }

  @Override
  public CompletionStage<Receipt> rollback(TransactionId id, URI gateway) {
    return call(id, "rollback " + gateway, () -> next.rollback(id, gateway));
  }

  /** Not traced: nothing waits for it, and many go in one call. */
  @Override
  public CompletionStage<Boolean> forget(TransactionId id, URI gateway) {
    return next.forget(id, gateway);
  }

  /**
   * What is told again, and what a restart has taken up, begins a trace of its own: a gateway that
   * is away for a week must not make one trace of a week.
   */
  private <T> T call(TransactionId id, String what, Supplier<T> made) {
    Optional<Context> known = contexts.find(id);
    SpanContext earlier =
        known
            .map(each -> Span.fromContext(each).getSpanContext())
            .orElseGet(SpanContext::getInvalid);
    boolean anew = earlier.isSampled() && !contexts.first(id, what);
    TracedWork work =
        known.isPresent() && !anew
            ? new TracedWork(id.value(), known.get())
            : TracedWork.anew(id.value(), earlier);
    return work.call(made);
  }
}

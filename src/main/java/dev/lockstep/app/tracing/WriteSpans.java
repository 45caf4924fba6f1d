package dev.lockstep.app.tracing;

import dev.lockstep.transaction.TransactionId;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/** Spans of writes that a transaction waits for until they would survive a power cut. */
record WriteSpans(Tracer tracer, TransactionContexts contexts) {
  /**
   * Begins one.
   *
   * @param state that is written
   * @return one that takes everything and tells nothing, where the transaction is not traced
   */
  Span begin(String name, TransactionId id, String state) {
    return contexts
        .find(id)
        .map(parent -> begin(name, parent, id, state))
        .orElseGet(Span::getInvalid);
  }

  private Span begin(String name, Context parent, TransactionId id, String state) {
    return tracer
        .spanBuilder(name)
        .setParent(parent)
        .setAttribute(SpanAttributes.TRANSACTION, id.value())
        .setAttribute(SpanAttributes.STATE, state)
        .startSpan();
  }
}

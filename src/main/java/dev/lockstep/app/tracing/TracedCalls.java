package dev.lockstep.app.tracing;

import dev.lockstep.rest.client.CallObserver;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Spans of calls to gateways (semantic conventions for HTTP client spans), and the {@code
 * traceparent} that goes with each (W3C Trace Context), so that the gateway's spans are below it.
 */
record TracedCalls(Tracer tracer) implements CallObserver {
  private static final int CLIENT_ERROR = 400;

  @Override
  public ObservedCall made(String method, URI peer, String path) {
    if (!TracedWork.present()) {
      return ObservedCall.NONE;
    }
    TracedWork work = TracedWork.current();
    SpanBuilder builder =
        tracer
            .spanBuilder(method + " " + RequestSpan.route(path, work.transaction()))
            .setSpanKind(SpanKind.CLIENT)
            .setParent(work.context())
            .setAttribute(SpanAttributes.METHOD, method)
            .setAttribute(SpanAttributes.URL, peer + path)
            .setAttribute(SpanAttributes.TRANSACTION, work.transaction());
    if (work.earlier().isValid()) {
      builder.addLink(work.earlier());
    }
    Span span = builder.startSpan();
    SpanAttributes.server(span, peer.getHost(), peer.getPort());
    Map<String, String> headers = new LinkedHashMap<>();
    W3CTraceContextPropagator.getInstance()
        .inject(
            work.context().with(span),
            headers,
            (carrier, name, value) -> {
              if (carrier != null) {
                carrier.put(name, value);
              }
            });
    return new SpannedCall(span, Map.copyOf(headers));
  }

  private record SpannedCall(Span span, Map<String, String> headers) implements ObservedCall {
    @Override
    public void answered(int status) {
      span.setAttribute(SpanAttributes.STATUS, (long) status);
      if (status >= CLIENT_ERROR) {
        SpanAttributes.fail(span, Integer.toString(status), "");
      }
      span.end();
    }

    /** What became of it at the gateway is not known, and not said. */
    @Override
    public void unanswered(String detail) {
      span.setAttribute(SpanAttributes.OUTCOME, LinkResults.UNKNOWN);
      SpanAttributes.fail(span, "no-answer", "");
      span.end();
    }
  }
}

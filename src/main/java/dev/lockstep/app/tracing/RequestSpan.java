package dev.lockstep.app.tracing;

import dev.lockstep.transaction.TransactionId;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Span of an HTTP request (semantic conventions for HTTP server spans), with the caller's {@code
 * traceparent} as its parent (W3C Trace Context). Begun when the request turns out to be about a
 * transaction, and then as of its arrival: scrapes, pages and callers that are not let in make
 * none. Thread-safe.
 */
final class RequestSpan {
  private static final String KEY = "lockstep.trace";
  private static final int SERVER_ERROR = 500;

  /** REST-AT's participants have names of their own in the path. */
  private static final String REST_AT = "/rest-at/participants/";

  private static final TextMapGetter<HttpServerRequest> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpServerRequest request) {
          return request.headers().names();
        }

        @Override
        public @Nullable String get(@Nullable HttpServerRequest request, String name) {
          return request == null ? null : request.getHeader(name);
        }
      };

  private final Tracer tracer;
  private final RoutingContext call;
  private final Instant arrived;
  private @Nullable Context context;
  private boolean over;

  private RequestSpan(Tracer tracer, RoutingContext call, Instant arrived) {
    this.tracer = tracer;
    this.call = call;
    this.arrived = arrived;
  }

  /** The request has arrived. On its event loop. */
  static void arrive(Tracer tracer, RoutingContext call, Instant now) {
    RequestSpan span = new RequestSpan(tracer, call, now);
    call.put(KEY, span);
    call.addEndHandler(answered -> span.end());
  }

  static Optional<RequestSpan> of(@Nullable RoutingContext call) {
    return call == null ? Optional.empty() : Optional.ofNullable(call.<RequestSpan>get(KEY));
  }

  /** The request is about this transaction; of several the span names the first. */
  synchronized Context about(TransactionId id) {
    Context known = context;
    if (known != null) {
      return known;
    }
    HttpServerRequest request = call.request();
    Context caller =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), request, HEADERS);
    String route = route(call.normalizedPath(), id.value());
    Span span =
        tracer
            .spanBuilder(request.method().name() + " " + route)
            .setSpanKind(SpanKind.SERVER)
            .setParent(caller)
            .setStartTimestamp(arrived)
            .setAttribute(SpanAttributes.METHOD, request.method().name())
            .setAttribute(SpanAttributes.ROUTE, route)
            .setAttribute(SpanAttributes.PATH, call.normalizedPath())
            .setAttribute(SpanAttributes.SCHEME, request.isSSL() ? "https" : "http")
            .setAttribute(SpanAttributes.TRANSACTION, id.value())
            .startSpan();
    HostAndPort host = request.authority();
    if (host != null) {
      SpanAttributes.server(span, host.host(), host.port());
    }
    SocketAddress remote = request.remoteAddress();
    if (remote != null) {
      span.setAttribute(SpanAttributes.CLIENT, remote.hostAddress());
    }
    if (over) {
      span.end();
    }
    Context begun = caller.with(span);
    context = begun;
    return begun;
  }

  /**
   * Names a few: the transaction's place in the path stands for all of them, however the caller has
   * encoded it (RFC 3986, 2.4: many write a colon as {@code %3A}).
   */
  static String route(String path, String id) {
    if (path.startsWith(REST_AT)) {
      int end = path.indexOf('/', REST_AT.length());
      return REST_AT + "{id}" + (end < 0 ? "" : path.substring(end));
    }
    return Arrays.stream(path.split("/", -1))
        .map(part -> decoded(part).equals(id) ? "{id}" : part)
        .collect(Collectors.joining("/"));
  }

  private static String decoded(String part) {
    return part.indexOf('%') < 0 ? part : URLDecoder.decode(part, StandardCharsets.UTF_8);
  }

  private synchronized void end() {
    over = true;
    Context begun = context;
    if (begun != null) {
      int status = call.response().getStatusCode();
      Span span = Span.fromContext(begun);
      span.setAttribute(SpanAttributes.STATUS, (long) status);
      if (status >= SERVER_ERROR) {
        span.setAttribute(SpanAttributes.ERROR_TYPE, Integer.toString(status));
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
    }
  }
}

package dev.lockstep.app.tracing;

import dev.lockstep.device.Reason;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Attributes of spans: those of OpenTelemetry's semantic conventions where there is one, else
 * {@code lockstep.*}. Never a value that is read or written, an argument, a header or a password.
 */
final class SpanAttributes {
  static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
  static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
  static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
  static final AttributeKey<String> URL = AttributeKey.stringKey("url.full");
  static final AttributeKey<String> CLIENT = AttributeKey.stringKey("client.address");
  static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
  static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
  static final AttributeKey<String> PROTOCOL = AttributeKey.stringKey("network.protocol.name");
  static final AttributeKey<String> MESSAGING = AttributeKey.stringKey("messaging.system");
  static final AttributeKey<String> MESSAGING_KIND =
      AttributeKey.stringKey("messaging.operation.type");
  static final AttributeKey<String> DESTINATION =
      AttributeKey.stringKey("messaging.destination.name");
  static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

  static final AttributeKey<String> TRANSACTION = AttributeKey.stringKey("lockstep.transaction.id");
  static final AttributeKey<String> STATE = AttributeKey.stringKey("lockstep.state");
  static final AttributeKey<String> VOTE = AttributeKey.stringKey("lockstep.vote");
  static final AttributeKey<String> VERDICT = AttributeKey.stringKey("lockstep.verdict");
  static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("lockstep.outcome");
  static final AttributeKey<String> CAUSE = AttributeKey.stringKey("lockstep.cause");
  static final AttributeKey<String> DEVICE = AttributeKey.stringKey("lockstep.device");
  static final AttributeKey<String> COMMAND = AttributeKey.stringKey("lockstep.command");
  static final AttributeKey<List<String>> RESOURCES =
      AttributeKey.stringArrayKey("lockstep.resources");

  /** Of one attribute's text. */
  static final int TEXT_MAX = 256;

  private SpanAttributes() {}

  static void server(Span span, String host, int port) {
    span.setAttribute(SERVER, host);
    if (port > 0) {
      span.setAttribute(PORT, (long) port);
    }
  }

  /**
   * It failed.
   *
   * @param type a word of few: a code, a status of HTTP, the name of an OPC UA status
   * @param place for people, without values: why in words stands in the transaction's history
   */
  static void fail(Span span, String type, String place) {
    span.setAttribute(ERROR_TYPE, type);
    span.setStatus(StatusCode.ERROR, place.isEmpty() ? type : type + ": " + place);
  }

  /** The first of these reasons, without its detail: that may hold a value. */
  static void refuse(Span span, Reason first) {
    String place =
        Stream.of(first.device(), first.command(), first.resource())
            .flatMap(Optional::stream)
            .map(Object::toString)
            .collect(Collectors.joining(" "));
    fail(span, first.code().name(), place);
  }
}

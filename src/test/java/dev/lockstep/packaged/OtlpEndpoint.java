package dev.lockstep.packaged;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** A collector of traces (OTLP over HTTP, protobuf), which takes them or does not. */
final class OtlpEndpoint implements AutoCloseable {
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private volatile int status = 200;
  private volatile String token = "";

  /**
   * A span.
   *
   * @param gateway that it came from
   * @param parent its id; empty where it begins a trace
   */
  record Received(
      String gateway,
      String name,
      String trace,
      String id,
      String parent,
      Map<String, String> attributes) {}

  OtlpEndpoint() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::take);
    server.setExecutor(threads);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:%d/v1/traces".formatted(server.getAddress().getPort());
  }

  List<Received> received() {
    return received;
  }

  /** The Authorization header that came last. */
  String token() {
    return token;
  }

  /** From now on it answers so. */
  void answers(int next) {
    status = next;
  }

  private void take(HttpExchange call) throws IOException {
    try (call) {
      token = String.valueOf(call.getRequestHeaders().getFirst("Authorization"));
      byte[] body = call.getRequestBody().readAllBytes();
      if (status == 200) {
        ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().forEach(this::keep);
      }
      call.sendResponseHeaders(status, -1);
    }
  }

  private void keep(ResourceSpans spans) {
    String gateway = texts(spans.getResource().getAttributesList()).get("service.instance.id");
    for (ScopeSpans scope : spans.getScopeSpansList()) {
      for (Span span : scope.getSpansList()) {
        HexFormat hex = HexFormat.of();
        received.add(
            new Received(
                gateway,
                span.getName(),
                hex.formatHex(span.getTraceId().toByteArray()),
                hex.formatHex(span.getSpanId().toByteArray()),
                hex.formatHex(span.getParentSpanId().toByteArray()),
                texts(span.getAttributesList())));
      }
    }
  }

  private static Map<String, String> texts(List<KeyValue> attributes) {
    return attributes.stream()
        .filter(each -> each.getValue().hasStringValue())
        .collect(Collectors.toMap(KeyValue::getKey, each -> each.getValue().getStringValue()));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

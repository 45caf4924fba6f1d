package dev.lockstep.app.standby;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.lockstep.rest.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A request to a standby, and its answer. */
final class StandbyRequest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BODY_MAX = 16_384;
  private static final int TEXT_MAX = 1_000;

  private final HttpExchange exchange;

  StandbyRequest(HttpExchange exchange) {
    this.exchange = exchange;
  }

  /** What a person says. */
  record Said(String reason, Optional<String> operator, boolean acceptLoss) {}

  /** A body that is not what is expected. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message);
    }
  }

  String method() {
    return exchange.getRequestMethod();
  }

  String path() {
    return Optional.ofNullable(exchange.getRequestURI().getPath()).orElse("/");
  }

  /** Whether a person wants a page. */
  boolean fromBrowser() {
    return header("Accept").filter(wanted -> wanted.contains("text/html")).isPresent();
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  /** The host that it names, without port; empty text where it names none, or two. */
  String host() {
    List<String> named = exchange.getRequestHeaders().getOrDefault("Host", List.of());
    return named.size() == 1 ? named.getFirst().replaceAll(":\\d{0,5}$", "") : "";
  }

  Optional<String> arrived() {
    return Optional.of(exchange.getLocalAddress().getAddress().getHostAddress());
  }

  Said said() throws IOException, MalformedException {
    byte[] body;
    try (InputStream in = exchange.getRequestBody()) {
      body = in.readNBytes(BODY_MAX + 1);
    }
    if (body.length > BODY_MAX) {
      throw new MalformedException("the body is too large");
    }
    JsonNode said;
    try {
      said = JSON.readTree(body);
    } catch (IOException noJson) {
      throw new MalformedException("the body is no JSON");
    }
    return new Said(
        text(said, "reason")
            .orElseThrow(() -> new MalformedException("the field reason is missing: why?")),
        text(said, "operator"),
        said.path("acceptLoss").asBoolean(false));
  }

  private static Optional<String> text(JsonNode said, String field) throws MalformedException {
    JsonNode value = said.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    String text = value.asText().strip();
    if (!value.isTextual() || text.isEmpty() || text.length() > TEXT_MAX) {
      throw new MalformedException(
          "the field %s is no text of 1 to %d characters".formatted(field, TEXT_MAX));
    }
    return Optional.of(text);
  }

  void challenge() {
    exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"lockstep\"");
  }

  void json(int status, byte[] body) throws IOException {
    send(status, "application/json", body);
  }

  /** Plain text, which a browser shows as it stands. */
  void text(int status, String text) throws IOException {
    exchange.getResponseHeaders().set("x-content-type-options", "nosniff");
    later(status);
    send(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void later(int status) {
    if (status == 503) {
      exchange.getResponseHeaders().set("Retry-After", "1");
    }
  }

  void problem(int status, byte[] body) throws IOException {
    later(status);
    send(status, Problem.MEDIA_TYPE, body);
  }

  private void send(int status, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("content-type", type);
    exchange.getResponseHeaders().set("cache-control", "no-store");
    if (method().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}

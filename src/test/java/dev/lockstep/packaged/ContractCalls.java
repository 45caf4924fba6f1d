package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Calls through a proxy that holds request and answer against the gateway's own OpenAPI document;
 * neither is at fault, or the test is. Keeps which operations were met.
 */
final class ContractCalls implements AutoCloseable {
  private final PrismProxy proxy;
  private final JsonNode document;
  private final Caller usual;

  /** Operations that were met, each with the status of the answer. */
  private final Set<String> played = new TreeSet<>();

  /** Who calls. */
  record Caller(String user, String password) {
    private HttpRequest.Builder request() {
      byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return HttpRequest.newBuilder()
          .header("Content-Type", "application/json")
          .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(both));
    }
  }

  private ContractCalls(PrismProxy proxy, JsonNode document, Caller usual) {
    this.proxy = proxy;
    this.document = document;
    this.usual = usual;
  }

  /**
   * To this gateway.
   *
   * @param folder for the document and the proxy's log
   * @param usual who calls where nothing else is said
   */
  static ContractCalls through(String gateway, Path folder, Caller usual) throws Exception {
    JsonNode document = document(gateway);
    Path file = folder.resolve("openapi.json");
    new ObjectMapper().writeValue(file.toFile(), bothJson(document.deepCopy()));
    return new ContractCalls(PrismProxy.start(gateway, file, folder), document, usual);
  }

  private static JsonNode document(String gateway) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI openapi = URI.create(gateway + "/q/openapi?format=JSON");
      HttpRequest request = HttpRequest.newBuilder(openapi).build();
      return new ObjectMapper().readTree(client.send(request, BodyHandlers.ofString()).body());
    }
  }

  /**
   * The document as prism can use it, which does not tell a problem from other JSON: where an
   * answer may be either, it is held against both.
   */
  private static JsonNode bothJson(JsonNode document) {
    for (JsonNode responses : document.findValues("responses")) {
      for (JsonNode response : responses) {
        JsonNode answer = response.at("/content/application~1json");
        JsonNode problem = response.at("/content/application~1problem+json");
        if (!answer.isMissingNode() && !problem.isMissingNode()) {
          ObjectNode either = JsonNodeFactory.instance.objectNode();
          either.putArray("anyOf").add(answer.path("schema")).add(problem.path("schema"));
          ((ObjectNode) answer).set("schema", either);
          ((ObjectNode) problem).set("schema", either);
        }
      }
    }
    return document;
  }

  /** The operations of the document. */
  Set<String> described() {
    return new HashSet<>(document.at("/paths").findValuesAsText("operationId"));
  }

  /** Those that were met with such a status. */
  Set<String> played(Predicate<String> status) {
    return played.stream()
        .map(each -> each.split(" ", 2))
        .filter(each -> status.test(each[1]))
        .map(each -> each[0])
        .collect(Collectors.toSet());
  }

  String get(String path, int status) throws Exception {
    return by(usual, "GET", path, status);
  }

  void head(String path, int status) throws Exception {
    by(usual, "HEAD", path, status);
  }

  String delete(String path, int status) throws Exception {
    return by(usual, "DELETE", path, status);
  }

  /** Without a body. */
  String by(Caller caller, String method, String path, int status) throws Exception {
    HttpRequest.Builder request = caller.request().method(method, BodyPublishers.noBody());
    return send(method, path, request, status).body();
  }

  /**
   * Posts it.
   *
   * @param statuses one of which is wanted
   */
  HttpResponse<String> post(String path, String body, int... statuses) throws Exception {
    HttpRequest.Builder request =
        usual
            .request()
            .POST(body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    return send("POST", path, request, statuses);
  }

  /** Puts it. */
  void put(String path, String body, int status) throws Exception {
    HttpRequest.Builder request =
        usual
            .request()
            .PUT(body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.setHeader("Content-Type", "text/plain");
    }
    send("PUT", path, request, status);
  }

  /** Tells a participant of REST-AT what has become of its transaction. */
  void tell(String terminator, String word, int status) throws Exception {
    HttpRequest.Builder request =
        usual
            .request()
            .setHeader("Content-Type", "application/txstatus")
            .PUT(BodyPublishers.ofString("txstatus=Transaction" + word));
    send("PUT", terminator, request, status);
  }

  private HttpResponse<String> send(
      String method, String path, HttpRequest.Builder request, int... statuses) throws Exception {
    HttpResponse<String> answer = proxy.send(request, path);
    String said = "%s %s: %d %s".formatted(method, path, answer.statusCode(), answer.body());
    assertThat(answer.headers().firstValue(PrismProxy.VIOLATIONS)).as(said).isEmpty();
    assertThat(Arrays.stream(statuses).boxed().toList()).as(said).contains(answer.statusCode());
    played.add(operation(method, path) + " " + answer.statusCode());
    return answer;
  }

  private String operation(String method, String path) {
    String plain = path.replaceAll("\\?.*", "");
    return document
        .at("/paths")
        .propertyStream()
        .filter(each -> plain.matches(each.getKey().replaceAll("\\{[^}]+}", "[^/]+")))
        .map(each -> each.getValue().path(method.toLowerCase(Locale.ROOT)))
        .map(each -> each.path("operationId").asText())
        .filter(id -> !id.isEmpty())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no operation: " + method + " " + path));
  }

  @Override
  public void close() {
    proxy.close();
  }
}

package dev.lockstep.packaged;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** HTTP as it comes, with its headers, many calls at a time. */
final class Web implements AutoCloseable {
  /** Longer than any answer may take; who waits so long waits for ever. */
  private static final Duration HANGS = Duration.ofSeconds(40);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;

  /**
   * @param base without a slash at its end
   */
  Web(String base) {
    this.base = base;
  }

  CompletableFuture<HttpResponse<String>> get(String path) {
    return send(HttpRequest.newBuilder().GET(), path);
  }

  /** With what it accepts. */
  CompletableFuture<HttpResponse<String>> get(String path, String accept) {
    return send(HttpRequest.newBuilder().GET().header("Accept", accept), path);
  }

  CompletableFuture<HttpResponse<String>> post(String path, String body) {
    return send(HttpRequest.newBuilder().POST(BodyPublishers.ofString(body)), path);
  }

  CompletableFuture<HttpResponse<String>> call(String id, String call, String body) {
    return post("/api/v1/transactions/" + id + "/" + call, body);
  }

  /** With these Link headers. */
  CompletableFuture<HttpResponse<String>> post(String path, List<String> links, String body) {
    HttpRequest.Builder request = HttpRequest.newBuilder().POST(BodyPublishers.ofString(body));
    links.forEach(link -> request.header("Link", link));
    return send(request, path);
  }

  /** With these headers. */
  CompletableFuture<HttpResponse<String>> post(
      String path, Map<String, String> headers, String body) {
    HttpRequest.Builder request = HttpRequest.newBuilder().POST(BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return send(request, path);
  }

  /** As a page's form is sent. */
  CompletableFuture<HttpResponse<String>> form(String path, Map<String, String> fields) {
    String body =
        fields.entrySet().stream()
            .map(
                each ->
                    each.getKey()
                        + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return send(
        HttpRequest.newBuilder().POST(BodyPublishers.ofString(body)),
        path,
        "application/x-www-form-urlencoded");
  }

  private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request, String path) {
    return send(request, path, "application/json");
  }

  private CompletableFuture<HttpResponse<String>> send(
      HttpRequest.Builder request, String path, String type) {
    HttpRequest built =
        request.uri(URI.create(base + path)).header("Content-Type", type).timeout(HANGS).build();
    return client.sendAsync(built, BodyHandlers.ofString());
  }

  static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  /** Whether it is refused early, and says so as it should. */
  static boolean refusedEarly(HttpResponse<String> answer) {
    return answer.statusCode() == 503
        && !header(answer, "Retry-After").isEmpty()
        && header(answer, "Content-Type").equals("application/problem+json")
        && answer.body().contains("/problems/overloaded");
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}

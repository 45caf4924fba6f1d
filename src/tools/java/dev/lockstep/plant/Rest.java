package dev.lockstep.plant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** JSON over HTTP to one process. Thread-safe. */
public final class Rest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(40);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String base;

  /**
   * What came back.
   *
   * @param body missing where there was none, or none in JSON
   */
  public record Reply(int status, JsonNode body) {}

  /**
   * Connects when it is used.
   *
   * @param base without a slash at its end
   */
  public Rest(String base) {
    this.base = base;
  }

  /**
   * Reads.
   *
   * @throws UncheckedIOException where no answer came
   */
  public Reply get(String path) {
    return send(HttpRequest.newBuilder().GET(), path);
  }

  /**
   * Sends what Jackson makes of the body.
   *
   * @throws UncheckedIOException where no answer came
   */
  public Reply post(String path, Object body) {
    try {
      return post(path, JSON.writeValueAsString(body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #post(String, Object)}, with the very text. */
  public Reply post(String path, String body) {
    return send(HttpRequest.newBuilder().POST(BodyPublishers.ofString(body)), path);
  }

  /**
   * Deletes.
   *
   * @throws UncheckedIOException where no answer came
   */
  public Reply delete(String path) {
    return send(HttpRequest.newBuilder().DELETE(), path);
  }

  private Reply send(HttpRequest.Builder request, String path) {
    HttpRequest built =
        request
            .uri(URI.create(base + path))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, application/problem+json")
            .timeout(ANSWER_WITHIN)
            .build();
    var answer = client.sendAsync(built, BodyHandlers.ofString());
    try {
      // The request's own limit ends with the headers.
      var response = answer.get(ANSWER_WITHIN.multipliedBy(2).toSeconds(), TimeUnit.SECONDS);
      return new Reply(response.statusCode(), parsed(response.body()));
    } catch (ExecutionException e) {
      throw new UncheckedIOException(
          built.method() + " " + built.uri(), new IOException(e.getCause()));
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new UncheckedIOException(built.method() + " " + built.uri(), new IOException(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(built.method() + " " + built.uri(), e);
    }
  }

  private static JsonNode parsed(String body) {
    if (!body.startsWith("{") && !body.startsWith("[")) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + body, e);
    }
  }
}

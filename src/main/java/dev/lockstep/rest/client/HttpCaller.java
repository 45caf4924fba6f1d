package dev.lockstep.rest.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lockstep.device.DurationFormat;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.Truncation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HTTP client with bounds: every call ends within its time, whatever the peer does, and no more of
 * its answer is read than is allowed. Thread-safe.
 */
public final class HttpCaller {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient client;
  private final int answerBytesMax;

  /**
   * @param client follows no redirects: an address that is allowed must not lead to one that is not
   */
  public HttpCaller(HttpClient client, int answerBytesMax) {
    if (client.followRedirects() != HttpClient.Redirect.NEVER) {
      throw new IllegalArgumentException("a client that follows redirects calls strangers");
    }
    this.client = client;
    this.answerBytesMax = answerBytesMax;
  }

  /**
   * An answer.
   *
   * @param body missing where it is not JSON
   * @param retryAfter where the answer said so in seconds
   */
  record HttpAnswer(int status, JsonNode body, Optional<Duration> retryAfter) {
    /** The text of a field; empty where it is not there, or no text. */
    Optional<String> text(String field) {
      return Optional.ofNullable(body.path(field).textValue());
    }

    /**
     * Whether this is a gateway's problem of this type, and not an answer of a proxy in between.
     */
    boolean is(ProblemType kind) {
      return text("refusal").map(kind.name()::equals).orElse(false)
          || text("type").map(found -> found.endsWith(kind.uri())).orElse(false);
    }

    /** Summary for people: the status and the title or detail of the answer. */
    String summary() {
      String detail = text("detail").or(() -> text("title")).map(text -> ": " + text).orElse("");
      return Truncation.to(Truncation.SENTENCE, "answered " + status + detail);
    }
  }

  /** No answer arrived that can be used. Whether the request arrived is not known. */
  public static final class NoAnswerException extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * @param detail one sentence for people
     */
    public NoAnswerException(String detail) {
      super(detail, null, false, false);
    }

    /** One sentence for people. */
    public String detail() {
      return String.valueOf(getMessage());
    }
  }

  HttpAnswer call(HttpRequest.Builder request, Duration within) throws NoAnswerException {
    HttpResponse<byte[]> heard = exchange(request, within);
    return answer(heard.statusCode(), heard.body(), heard.headers().firstValue("Retry-After"));
  }

  /**
   * An answer as it is used.
   *
   * @param retryAfter the header of that name, where it came
   */
  static HttpAnswer answer(int status, byte[] body, Optional<String> retryAfter) {
    return new HttpAnswer(status, json(body), retryAfter.flatMap(HttpCaller::seconds));
  }

  /** The answer as it came. */
  public HttpResponse<byte[]> exchange(HttpRequest.Builder request, Duration within)
      throws NoAnswerException {
    HttpRequest ready = request.timeout(within).version(HttpClient.Version.HTTP_1_1).build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(ready, BodyHandlers.limiting(BodyHandlers.ofByteArray(), answerBytesMax));
    try {
      // The request's own time-out ends with the headers; a body that trickles in has none.
      return answer.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      answer.cancel(true);
      throw new NoAnswerException("no answer within " + DurationFormat.of(within));
    } catch (InterruptedException stopped) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new NoAnswerException("given up, this process is being stopped");
    } catch (ExecutionException failed) {
      throw new NoAnswerException(
          sentence(Objects.requireNonNullElse(failed.getCause(), failed), within));
    }
  }

  private static String sentence(Throwable cause, Duration within) {
    return switch (cause) {
      case HttpConnectTimeoutException late -> "no connection in time";
      case HttpTimeoutException late -> "no answer within " + DurationFormat.of(within);
      case ConnectException refused -> "no connection";
      case IOException nameless when "No credentials provided".equals(nameless.getMessage()) ->
          "it asks who calls, and lockstep.outbound.origins does not name it";
      default ->
          Truncation.to(
              Truncation.SENTENCE, cause.getClass().getSimpleName() + ": " + cause.getMessage());
    };
  }

  private static JsonNode json(byte[] body) {
    try {
      return body.length == 0 ? MissingNode.getInstance() : JSON.readTree(body);
    } catch (JsonProcessingException notJson) {
      return MissingNode.getInstance();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static Optional<Duration> seconds(String text) {
    return text.matches("\\d{1,6}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
        : Optional.empty();
  }
}

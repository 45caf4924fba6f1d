package dev.lockstep.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Calls of one gateway. A call is made once: whether one whose answer was lost has been done, the
 * gateway knows and a person finds out.
 */
final class GatewayClient {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);

  /** As long as the gateway waits with an answer at most, in its usual configuration. */
  static final Duration USUAL_MAX = Duration.ofSeconds(60);

  /** Of what works at the whole journal. */
  static final Duration LONG_MAX = Duration.ofMinutes(30);

  /** More than any page of the API has. */
  private static final int BODY_MAX = 64 * 1024 * 1024;

  private final URI base;
  private final Optional<String> login;
  private final HttpClient client;
  private final String caller;

  /**
   * @param login value of the header Authorization
   * @param caller for messages
   */
  GatewayClient(URI base, Optional<String> login, Optional<SSLContext> tls, String caller) {
    this.base = base;
    this.login = login;
    this.caller = caller;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_MAX);
    tls.ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  static String basic(String user, String password) {
    String both = user + ":" + password;
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  /** An answer that is no refusal, with its whole body. */
  static final class Answer {
    private final int status;
    private final byte[] body;

    private Answer(int status, byte[] body) {
      this.status = status;
      this.body = body;
    }

    int status() {
      return status;
    }

    /** As it came; not to be changed. */
    byte[] body() {
      return body;
    }

    Json json() throws CommandFailedException {
      try {
        return Json.parse(body);
      } catch (IOException noJson) {
        throw new CommandFailedException(
            ExitCode.NO_CONNECTION,
            "what answered is no Lockstep gateway: its answer is no JSON",
            noJson);
      }
    }
  }

  Answer get(String path) throws CommandFailedException {
    return whole(call("GET", path, HttpRequest.BodyPublishers.noBody(), USUAL_MAX));
  }

  Answer delete(String path) throws CommandFailedException {
    return whole(call("DELETE", path, HttpRequest.BodyPublishers.noBody(), USUAL_MAX));
  }

  Answer post(String path, Map<String, Object> body) throws CommandFailedException {
    return post(path, body, USUAL_MAX);
  }

  Answer post(String path, Map<String, Object> body, Duration within)
      throws CommandFailedException {
    return whole(
        call("POST", path, HttpRequest.BodyPublishers.ofByteArray(Json.object(body)), within));
  }

  /** The body as it comes, for a file. */
  HttpResponse<InputStream> stream(String path) throws CommandFailedException {
    HttpResponse<InputStream> answer =
        call("GET", path, HttpRequest.BodyPublishers.noBody(), LONG_MAX);
    if (answer.statusCode() != 200) {
      throw Refusal.of(answer.statusCode(), read(answer), base, caller);
    }
    return answer;
  }

  private Answer whole(HttpResponse<InputStream> answer) throws CommandFailedException {
    byte[] body = read(answer);
    if (answer.statusCode() < 200 || answer.statusCode() >= 300) {
      throw Refusal.of(answer.statusCode(), body, base, caller);
    }
    return new Answer(answer.statusCode(), body);
  }

  private byte[] read(HttpResponse<InputStream> answer) throws CommandFailedException {
    try (InputStream body = answer.body()) {
      return body.readNBytes(BODY_MAX);
    } catch (IOException lost) {
      throw new CommandFailedException(
          ExitCode.UNKNOWN, base + ": the connection broke in the middle of the answer", lost);
    }
  }

  private HttpResponse<InputStream> call(
      String method, String path, HttpRequest.BodyPublisher body, Duration within)
      throws CommandFailedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, body)
            .timeout(within)
            .header("Accept", "application/json, application/problem+json, application/zip");
    if (method.equals("POST")) {
      request.header("Content-Type", "application/json");
    }
    login.ifPresent(value -> request.header("Authorization", value));
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException failed) {
      throw ConnectionFault.of(failed, base, !method.equals("GET"));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException(ExitCode.STOPPED, "stopped", stopped);
    }
  }
}

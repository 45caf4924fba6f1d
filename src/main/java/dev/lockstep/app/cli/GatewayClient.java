package dev.lockstep.app.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one gateway. A call is made once: whether one whose answer was lost has been done, the
 * gateway knows and a person finds out.
 *
 * <p>Over {@link HttpURLConnection}, which is a third of the classes of {@code
 * java.net.http.HttpClient} to load: most commands are over in one call.
 */
final class GatewayClient {
  static {
    // Before its classes are loaded: it would repeat a POST whose connection broke.
    System.setProperty("sun.net.http.retryPost", "false");
  }

  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);

  /** Longer than the gateway waits with an answer, in its usual configuration. */
  static final Duration USUAL_MAX = Duration.ofSeconds(60);

  /** Of what works at the whole journal. */
  static final Duration LONG_MAX = Duration.ofMinutes(30);

  /** More than any page of the API has. */
  private static final int BODY_MAX = 64 * 1024 * 1024;

  /** A caller who shows a token; the gateway says what is wrong with it. */
  static final String TOKEN = "this token";

  private static final byte[] NOTHING = new byte[0];

  private final URI base;
  private final Optional<String> login;
  private final Optional<SSLContext> tls;
  private final String caller;

  /**
   * @param login value of the header Authorization
   * @param caller for messages
   */
  GatewayClient(URI base, Optional<String> login, Optional<SSLContext> tls, String caller) {
    this.base = base;
    this.login = login;
    this.tls = tls;
    this.caller = caller;
  }

  static String basic(String user, String password) {
    String both = user + ":" + password;
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  static String bearer(String token) {
    return "Bearer " + token;
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

  /**
   * A file that comes.
   *
   * @param disposition the header that names it
   */
  record Download(InputStream body, String disposition) {}

  Answer get(String path) throws CommandFailedException {
    return whole("GET", path, NOTHING, USUAL_MAX);
  }

  Answer delete(String path) throws CommandFailedException {
    return whole("DELETE", path, NOTHING, USUAL_MAX);
  }

  Answer post(String path, Map<String, Object> body) throws CommandFailedException {
    return post(path, body, USUAL_MAX);
  }

  Answer post(String path, Map<String, Object> body, Duration within)
      throws CommandFailedException {
    return whole("POST", path, Json.object(body), within);
  }

  Download download(String path) throws CommandFailedException {
    try {
      HttpURLConnection call = called("GET", path, NOTHING, LONG_MAX);
      int status = call.getResponseCode();
      if (status != HttpURLConnection.HTTP_OK) {
        throw Refusal.of(status, body(call), base, caller);
      }
      String disposition = call.getHeaderField("Content-Disposition");
      return new Download(call.getInputStream(), disposition == null ? "" : disposition);
    } catch (IOException failed) {
      throw ConnectionFault.of(failed, base, false);
    }
  }

  private Answer whole(String method, String path, byte[] body, Duration within)
      throws CommandFailedException {
    try {
      HttpURLConnection call = called(method, path, body, within);
      int status = call.getResponseCode();
      byte[] answer = body(call);
      if (status < 200 || status >= 300) {
        throw Refusal.of(status, answer, base, caller);
      }
      return new Answer(status, answer);
    } catch (IOException failed) {
      throw ConnectionFault.of(failed, base, !method.equals("GET"));
    }
  }

  /** Sends it; the answer is not awaited yet. */
  private HttpURLConnection called(String method, String path, byte[] body, Duration within)
      throws IOException {
    HttpURLConnection call =
        (HttpURLConnection) URI.create(base + path).toURL().openConnection(Proxy.NO_PROXY);
    if (call instanceof HttpsURLConnection secure) {
      tls.ifPresent(context -> secure.setSSLSocketFactory(context.getSocketFactory()));
    }
    call.setRequestMethod(method);
    call.setInstanceFollowRedirects(false);
    call.setConnectTimeout((int) CONNECT_MAX.toMillis());
    call.setReadTimeout((int) within.toMillis());
    call.setRequestProperty(
        "Accept", "application/json, application/problem+json, application/zip");
    login.ifPresent(value -> call.setRequestProperty("Authorization", value));
    if (method.equals("POST")) {
      call.setRequestProperty("Content-Type", "application/json");
      call.setDoOutput(true);
      call.getOutputStream().write(body);
    }
    return call;
  }

  private static byte[] body(HttpURLConnection call) throws IOException {
    @Nullable InputStream refused = call.getErrorStream();
    try (InputStream body =
        refused != null
            ? refused
            : call.getResponseCode() < 400
                ? call.getInputStream()
                : new ByteArrayInputStream(NOTHING)) {
      return body.readNBytes(BODY_MAX);
    }
  }
}

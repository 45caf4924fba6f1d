package dev.lockstep.oidc;

import static org.awaitility.Awaitility.await;

import dev.lockstep.plant.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * An OpenID provider (mock-oauth2-server) on loopback, in a JVM of its own from the jars of {@code
 * target/mock-oauth2}: its libraries must not meet Quarkus'. It believes every name that signs in.
 * Not thread-safe.
 */
public final class MockProvider implements AutoCloseable {
  /** Where the build puts the jars. */
  public static final Path JARS = Path.of("target/mock-oauth2");

  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Pattern TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");

  private final int port = FreePorts.lasting();
  private final HttpClient client;
  private final String scheme;
  private final Path folder;
  private Process process;

  /**
   * Not running until {@link #start}.
   *
   * @param folder for what it prints
   */
  public MockProvider(Path folder) {
    this(folder, "http", HttpClient.newHttpClient());
  }

  /**
   * As {@link #MockProvider(Path)}, over TLS, for which its configuration names its keys.
   *
   * @param believing who signed its certificate
   */
  public MockProvider(Path folder, SSLContext believing) {
    this(folder, "https", HttpClient.newBuilder().sslContext(believing).build());
  }

  private MockProvider(Path folder, String scheme, HttpClient client) {
    this.folder = folder.toAbsolutePath();
    this.scheme = scheme;
    this.client = client;
  }

  /** The issuer of this name, as its tokens have it. */
  public String issuer(String name) {
    return address(name);
  }

  private String address(String path) {
    return "%s://127.0.0.1:%d/%s".formatted(scheme, port, path);
  }

  /**
   * Starts it; returns when it answers.
   *
   * @param configuration its own, as JSON
   */
  public MockProvider start(String configuration) {
    try {
      Files.createDirectories(folder);
      ProcessBuilder builder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx128m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  JARS.toAbsolutePath().resolve("*").toString(),
                  "no.nav.security.mock.oauth2.StandaloneMockOAuth2ServerKt")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("provider.log").toFile());
      builder.environment().put("SERVER_HOSTNAME", "127.0.0.1");
      builder.environment().put("SERVER_PORT", Integer.toString(port));
      builder.environment().put("JSON_CONFIG", configuration);
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Process started = process;
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    await("the provider, see " + folder)
        .atMost(READY_WITHIN)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptionsInstanceOf(IOException.class)
        .failFast(() -> !started.isAlive())
        .until(() -> get(address("isalive")).statusCode() == 200);
    return this;
  }

  /** Whether the jars are there. */
  public static boolean installed() {
    try (var found = Files.newDirectoryStream(JARS, "mock-oauth2-server-*.jar")) {
      return found.iterator().hasNext();
    } catch (IOException none) {
      return false;
    }
  }

  /**
   * A program's token (RFC 6749, 4.4).
   *
   * @param story parameter by which the configuration chooses its claims
   */
  public String token(String issuer, String story) {
    String form =
        "grant_type=client_credentials&client_id=mes&client_secret=x&story=" + encoded(story);
    Matcher token = TOKEN.matcher(post(issuer(issuer) + "/token", form).body());
    if (!token.find()) {
      throw new IllegalStateException("no token of " + issuer + " for " + story);
    }
    return token.group(1);
  }

  /**
   * A person signs in on the provider's page.
   *
   * @param page where the browser was sent to
   * @param claims as JSON
   * @return where the browser is sent back to
   */
  public URI signIn(URI page, String name, String claims) {
    HttpResponse<String> back =
        post(page.toString(), "username=%s&claims=%s".formatted(encoded(name), encoded(claims)));
    return URI.create(back.headers().firstValue("Location").orElseThrow());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpResponse<String> get(String address) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String address, String form) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends it at once. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
    client.close();
  }
}

package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.rest.ProblemType;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider that is down is told, and is found again by itself. */
class ProviderWatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final int port = FreePorts.lasting();
  private final String issuer = "http://127.0.0.1:" + port + "/plant";

  private static final class NoTls implements TlsConfigurationRegistry {
    @Override
    public Optional<TlsConfiguration> get(String name) {
      return Optional.empty();
    }

    @Override
    public Optional<TlsConfiguration> getDefault() {
      return Optional.empty();
    }

    @Override
    public void register(String name, TlsConfiguration configuration) {
      throw new UnsupportedOperationException("a watch registers no TLS configuration");
    }
  }

  private ProviderWatch watch(Map<String, String> more) {
    Map<String, String> keys = new HashMap<>(more);
    keys.put("lockstep.oidc.issuer", issuer);
    keys.put("lockstep.oidc.retry-every", "1s");
    return new ProviderWatch(TokenPlay.config(keys), new NoTls());
  }

  private HttpServer provider() throws IOException {
    String said =
        """
        {"issuer": "%s", "jwks_uri": "http://x/k", "authorization_endpoint": "http://x/a",
         "token_endpoint": "http://x/t"}
        """
            .formatted(issuer);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void providerThatIsDownIsToldUntilItAnswers() throws IOException {
    ProviderWatch watch = watch(Map.of());
    watch.start();
    try {
      await().atMost(PATIENCE).until(() -> watch.fault().isPresent());
      assertThat(watch.fault().orElseThrow())
          .contains(
              "nothing listens there; is it up?",
              "only users of the file and certificates are let in");
      assertThat(watch.silent(new IllegalStateException())).isTrue();
      assertThat(watch.refusal().type()).isEqualTo(ProblemType.PROVIDER_UNAVAILABLE);

      HttpServer server = provider();
      try {
        await().atMost(PATIENCE).until(() -> watch.fault().isEmpty());
        assertThat(watch.metadata()).isPresent();
        assertThat(watch.silent(new IllegalStateException())).isFalse();
        assertThat(watch.silent(new IllegalStateException(new ConnectException()))).isTrue();
      } finally {
        server.stop(0);
      }
      await("a call that failed has it looked at soon")
          .atMost(PATIENCE)
          .until(() -> watch.silent(new ConnectException()) && watch.fault().isPresent());
    } finally {
      watch.stop();
    }
  }

  @Test
  void secretThatOthersMayReadKeepsTheGatewayFromStarting() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "hush\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
    ProviderWatch watch = watch(Map.of("lockstep.oidc.client-secret-file", secret.toString()));

    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(watch::start)
        .withMessageContaining("lockstep.oidc.client-secret-file is \"" + secret)
        .withMessageContaining("chmod 600");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(secret, "\n");
    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(watch::start)
        .withMessageContaining("its first line is empty");
  }
}

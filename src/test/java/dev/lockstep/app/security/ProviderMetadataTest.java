package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.lockstep.app.config.OidcConfig;
import dev.lockstep.plant.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way in which a provider is not the one that is configured, or is not there. */
class ProviderMetadataTest {
  private static final String WHOLE =
      """
      {"issuer": "%s", "jwks_uri": "http://x/k", "authorization_endpoint": "http://x/a",
       "token_endpoint": "http://x/t", "end_session_endpoint": "http://x/e"}
      """;

  private final HttpClient client = HttpClient.newHttpClient();
  private final int port = FreePorts.lasting();
  private final String issuer = "http://127.0.0.1:" + port + "/plant";
  private HttpServer server;

  private OidcConfig keys() {
    return TokenPlay.keys(
        Map.of("lockstep.oidc.issuer", issuer, "lockstep.oidc.answer-max", "20s"));
  }

  private void answer(int status, String body) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/plant/.well-known/openid-configuration",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.stop(0);
    }
    client.close();
  }

  private void assertSilent(String sentence) {
    assertThatExceptionOfType(ProviderSilentException.class)
        .isThrownBy(() -> ProviderMetadata.ask(client, keys()))
        .withMessageContaining(sentence);
  }

  @Test
  void providerThatAnswersAsItselfSaysWhereALoginIsEnded() throws Exception {
    answer(200, WHOLE.formatted(issuer));

    assertThat(ProviderMetadata.ask(client, keys()).endSession())
        .contains(URI.create("http://x/e"));
  }

  @Test
  void nothingThatListensIsTold() {
    assertSilent(issuer + "/.well-known/openid-configuration: nothing listens there; is it up?");
  }

  @Test
  void anotherPathIsTold() throws IOException {
    answer(404, "");

    assertSilent("answers with HTTP status 404; is lockstep.oidc.issuer right?");
  }

  @Test
  void anotherIssuerIsToldWithBoth() throws IOException {
    answer(200, WHOLE.formatted("https://other.example/"));

    assertSilent(
        "says that its issuer is \"https://other.example/\", and lockstep.oidc.issuer is \""
            + issuer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <html>a printer</html>  | answers with no JSON
          {"issuer": "I"}         | does not name its jwks_uri
          {"issuer": 7}           | says that its issuer is ""
          []                      | answers with no JSON
          """)
  void whatIsNoProviderIsNotTakenForOne(String body, String sentence) {
    assertThatExceptionOfType(ProviderSilentException.class)
        .isThrownBy(() -> ProviderMetadata.read(URI.create("http://x"), "I", body))
        .withMessageContaining(sentence);
  }

  @Test
  void addressThatNoBrowserIsSentToIsLeftAway() throws Exception {
    String hostile = WHOLE.formatted("I").replace("http://x/e", "javascript:alert(1)");

    assertThat(ProviderMetadata.read(URI.create("http://x"), "I", hostile).endSession()).isEmpty();
  }
}

package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.plant.TlsKeys;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.quarkus.tls.BaseTlsConfiguration;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom this process shows its credentials. */
class OutboundTlsTest {
  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** A peer that asks everybody who they are. */
  private record Peer(URI address, List<String> passwords) {}

  private Peer peer() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    List<String> passwords = new CopyOnWriteArrayList<>();
    server.createContext(
        "/",
        call -> {
          Headers asked = call.getRequestHeaders();
          Optional.ofNullable(asked.getFirst("Authorization")).ifPresent(passwords::add);
          boolean known = asked.containsKey("Authorization");
          call.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"lockstep\"");
          call.sendResponseHeaders(known ? 204 : 401, -1);
          call.close();
        });
    server.start();
    servers.add(server);
    return new Peer(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), passwords);
  }

  private GatewayConfig.Outbound keys(Map<String, String> more) throws IOException {
    Path password = Files.writeString(folder.resolve("password"), "correct horse\n");
    Map<String, String> all = new HashMap<>(more);
    all.put("lockstep.outbound.password-file", password.toString());
    return new SmallRyeConfigBuilder()
        .withConverter(Duration.class, 300, new DurationConverter())
        .withConverter(MemorySize.class, 300, new MemorySizeConverter())
        .withMapping(GatewayConfig.class)
        .withSources(new PropertiesConfigSource(all, "test", 250))
        .build()
        .getConfigMapping(GatewayConfig.class)
        .outbound();
  }

  private HttpClient client(Map<String, String> keys) throws IOException {
    return OutboundTls.client(keys(keys), new Registry(Optional.empty()), vertx);
  }

  /** Of TLS keys for outgoing calls, or of none. */
  private record Registry(Optional<TlsConfiguration> outbound) implements TlsConfigurationRegistry {
    @Override
    public Optional<TlsConfiguration> get(String name) {
      return outbound;
    }

    @Override
    public Optional<TlsConfiguration> getDefault() {
      return Optional.empty();
    }

    @Override
    public void register(String name, TlsConfiguration configuration) {
      throw new AssertionError("the client reads the registry and never adds to it: " + name);
    }
  }

  private static int status(HttpClient client, URI address) throws Exception {
    return client
        .send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void passwordGoesToTheOriginThatItIsForAndToNoOtherThatAsks() throws Exception {
    Peer ours = peer();
    Peer other = peer();
    String origin = ours.address().toString();

    try (HttpClient client =
        client(Map.of("lockstep.outbound.user", "line-a", "lockstep.outbound.origins", origin))) {
      assertThat(status(client, ours.address().resolve("/x"))).isEqualTo(204);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> status(client, other.address().resolve("/x")))
          .withMessageContaining("No credentials");
    }

    assertThat(ours.passwords()).isNotEmpty();
    assertThat(other.passwords()).isEmpty();
  }

  /** Keys in files, as Quarkus reads them; another name is what a reload finds. */
  private static final class Keys extends BaseTlsConfiguration {
    private final TlsKeys keys;
    private String name;

    Keys(TlsKeys keys, String name) {
      this.keys = keys;
      this.name = name;
    }

    @Override
    public KeyCertOptions getKeyStoreOptions() {
      return new PemKeyCertOptions()
          .addCertPath(keys.certificate(name).toString())
          .addKeyPath(keys.key(name).toString());
    }

    @Override
    public TrustOptions getTrustStoreOptions() {
      return new PemTrustOptions().addCertPath(keys.certificate("peer").toString());
    }
  }

  /** A peer that asks for a certificate, and is content without. */
  private HttpsServer tlsPeer(TlsKeys keys, List<String> shown) throws IOException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(keys.context(List.of("peer"), List.of("line-a", "renewed"))) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
            wanted.setWantClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    server.createContext(
        "/",
        call -> {
          shown.add(((HttpsExchange) call).getSSLSession().getPeerPrincipal().getName());
          call.sendResponseHeaders(204, -1);
          call.close();
        });
    server.start();
    servers.add(server);
    return server;
  }

  private static URI address(HttpsServer server) {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  @Test
  void certificateIsShownToTheOriginThatItIsForAndAsItIsNow() throws Exception {
    TlsKeys keys =
        new TlsKeys(folder)
            .make("peer", "ip:127.0.0.1")
            .make("line-a", "dns:line-a")
            .make("renewed", "dns:line-a");
    List<String> shown = new CopyOnWriteArrayList<>();
    List<String> elsewhere = new CopyOnWriteArrayList<>();
    HttpsServer ours = tlsPeer(keys, shown);
    HttpsServer other = tlsPeer(keys, elsewhere);
    Keys own = new Keys(keys, "line-a");
    Registry registry = new Registry(Optional.of(own));
    Map<String, String> origin = Map.of("lockstep.outbound.origins", address(ours).toString());

    try (HttpClient client = OutboundTls.client(keys(origin), registry, vertx)) {
      assertThat(status(client, address(ours))).isEqualTo(204);
    }
    own.name = "renewed";
    try (HttpClient client = OutboundTls.client(keys(origin), registry, vertx)) {
      own.name = "line-a";
      assertThat(status(client, address(ours))).isEqualTo(204);
      // It fails in the peer, which wants to name whom it sees.
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> status(client, address(other)));
    }

    assertThat(shown).containsExactly("CN=line-a", "CN=line-a");
    assertThat(elsewhere).isEmpty();
  }

  @Test
  void certificateWithoutAnOriginIsRefusedAtTheStart() {
    Keys own = new Keys(new TlsKeys(folder), "line-a");

    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(() -> OutboundTls.client(keys(Map.of()), new Registry(Optional.of(own)), vertx))
        .withMessageContaining("quarkus.tls.outbound.key-store is set");
  }

  @Test
  void userWithoutAnOriginIsRefusedAtTheStart() {
    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(() -> client(Map.of("lockstep.outbound.user", "line-a")))
        .withMessageContaining("lockstep.outbound.user is set")
        .withMessageContaining("lockstep.outbound.origins");
  }

  @Test
  void originBeyondLoopbackIsHttps() {
    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(
            () -> client(Map.of("lockstep.outbound.origins", "http://line-b.plant.example:8080")))
        .withMessageContaining("not sent over http to another machine");
    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(() -> client(Map.of("lockstep.outbound.origins", "https://line-b/api")))
        .withMessageContaining("without a path");
  }

  @Test
  void certificateIsForHostAndPortOfAnHttpsOrigin() throws IOException {
    OutboundOrigins origins =
        OutboundOrigins.of(
            keys(
                Map.of(
                    "lockstep.outbound.origins",
                    "https://line-b.plant.example:8443,https://[::1]:8444,http://127.0.0.1:8080")));

    assertThat(origins.cover("Line-B.plant.example", 8443)).isTrue();
    assertThat(origins.cover("::1", 8444)).isTrue();
    assertThat(origins.cover("line-b.plant.example", 443)).isFalse();
    assertThat(origins.cover("line-b.plant.example.evil.com", 8443)).isFalse();
    assertThat(origins.cover("127.0.0.1", 8080)).isFalse();
    assertThat(origins.cover(null, 8443)).isFalse();
  }
}

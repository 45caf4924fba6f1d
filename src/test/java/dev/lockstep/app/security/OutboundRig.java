package dev.lockstep.app.security;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.lockstep.app.config.GatewayConfig;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLParameters;

/** What a process shows its credentials to, and the keys that say so. */
final class OutboundRig implements AutoCloseable {
  final Vertx vertx = Vertx.vertx();
  private final Path folder;
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();

  OutboundRig(Path folder) {
    this.folder = folder;
  }

  /**
   * A peer that asks everybody who they are.
   *
   * @param passwords that it was shown
   * @param refuses the one that it takes no more
   */
  record Peer(URI address, List<String> passwords, AtomicReference<String> refuses) {}

  Peer peer() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    List<String> passwords = new CopyOnWriteArrayList<>();
    AtomicReference<String> refuses = new AtomicReference<>("");
    server.createContext(
        "/",
        call -> {
          Headers asked = call.getRequestHeaders();
          Optional.ofNullable(asked.getFirst("Authorization")).ifPresent(passwords::add);
          String shown = asked.getFirst("Authorization");
          boolean known = shown != null && !shown.equals(refuses.get());
          call.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"lockstep\"");
          call.sendResponseHeaders(known ? 204 : 401, -1);
          call.close();
        });
    server.start();
    servers.add(server);
    return new Peer(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()), passwords, refuses);
  }

  GatewayConfig.Outbound keys(Map<String, String> more) throws IOException {
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

  /** Of TLS keys for outgoing calls, or of none. */
  record Registry(Optional<TlsConfiguration> outbound) implements TlsConfigurationRegistry {
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

  /** Keys in files, as Quarkus reads them; another name is what a reload finds. */
  static final class Keys extends BaseTlsConfiguration {
    private final TlsKeys keys;
    String name;

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
  HttpsServer tlsPeer(TlsKeys keys, List<String> shown) throws IOException {
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

  /**
   * Two peers, of which the gateway's certificate is for the first.
   *
   * @param shown names of those who called the first
   * @param elsewhere names of those who called the second
   * @param own the gateway's, {@code line-a}; {@code renewed} is another one
   * @param origin the key that names the first
   */
  record TlsPeers(
      URI ours,
      URI other,
      List<String> shown,
      List<String> elsewhere,
      Keys own,
      Map<String, String> origin) {
    Registry registry() {
      return new Registry(Optional.of(own));
    }
  }

  /**
   * Makes both, with their keys.
   *
   * @param renewed the name in the gateway's next certificate
   */
  TlsPeers tlsPeers(String renewed) throws Exception {
    TlsKeys keys =
        new TlsKeys(folder)
            .make("peer", "ip:127.0.0.1")
            .make("line-a", "dns:line-a")
            .make("renewed", renewed);
    List<String> shown = new CopyOnWriteArrayList<>();
    List<String> elsewhere = new CopyOnWriteArrayList<>();
    URI ours = address(tlsPeer(keys, shown));
    URI other = address(tlsPeer(keys, elsewhere));
    Map<String, String> origin = Map.of("lockstep.outbound.origins", ours.toString());
    return new TlsPeers(ours, other, shown, elsewhere, new Keys(keys, "line-a"), origin);
  }

  static URI address(HttpsServer server) {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    servers.forEach(server -> server.stop(0));
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}

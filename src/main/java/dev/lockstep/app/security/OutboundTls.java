package dev.lockstep.app.security;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.StartFailureException;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URL;
import java.net.http.HttpClient;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * HTTP client for calls to coordinators and gateways: TLS as {@code quarkus.tls.outbound.*}
 * configures it, and the configured user where a peer asks for one. Password and client certificate
 * go to the {@link OutboundOrigins} that they are for, and nowhere else. Follows no redirects: only
 * addresses of the configured lists are called.
 */
public final class OutboundTls {
  /** The name of its configuration. */
  static final String TLS = "outbound";

  private OutboundTls() {}

  /**
   * The client for all outgoing calls of this process.
   *
   * @throws StartFailureException where it cannot be made, or it is not said whom the credentials
   *     are for
   */
  public static HttpClient client(
      GatewayConfig.Outbound keys, TlsConfigurationRegistry registry, Vertx vertx) {
    OutboundOrigins origins = OutboundOrigins.of(keys);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(keys.connectTimeout())
            .executor(Executors.newVirtualThreadPerTaskExecutor());
    registry.get(TLS).ifPresent(tls -> builder.sslContext(context(tls, origins, vertx)));
    keys.user()
        .ifPresent(
            user -> {
              origins.required("lockstep.outbound.user");
              builder.authenticator(asking(user, keys, origins));
            });
    return builder.build();
  }

  /**
   * The same for a client of Vert.x.
   *
   * @throws StartFailureException as {@link #client}
   */
  static void include(
      GatewayConfig.Outbound keys,
      TlsConfigurationRegistry registry,
      Vertx vertx,
      HttpClientOptions options) {
    OutboundOrigins origins = OutboundOrigins.of(keys);
    Optional<TlsConfiguration> found = registry.get(TLS);
    if (found.isEmpty()) {
      return;
    }
    TlsConfiguration tls = found.get();
    if (tls.getKeyStoreOptions() != null) {
      origins.required("quarkus.tls.outbound.key-store");
    }
    try {
      for (KeyManager each : shown(tls, origins, vertx)) {
        options.setKeyCertOptions(KeyCertOptions.wrap((X509KeyManager) each));
      }
      TrustManager[] trusted = trusted(tls, vertx);
      if (trusted != null) {
        options.setTrustOptions(TrustOptions.wrap(trusted[0]));
      }
    } catch (Exception unusable) { // the registry says no more
      throw new StartFailureException("quarkus.tls.outbound: " + unusable.getMessage());
    }
  }

  private static SSLContext context(TlsConfiguration tls, OutboundOrigins origins, Vertx vertx) {
    if (tls.getKeyStoreOptions() != null) {
      origins.required("quarkus.tls.outbound.key-store");
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(shown(tls, origins, vertx), trusted(tls, vertx), SecureRandomSource.generator());
      return context;
    } catch (Exception unusable) { // the registry says no more
      throw new StartFailureException("quarkus.tls.outbound: " + unusable.getMessage());
    }
  }

  private static KeyManager[] shown(TlsConfiguration tls, OutboundOrigins origins, Vertx vertx)
      throws Exception {
    if (tls.getKeyStoreOptions() == null) {
      return new KeyManager[0];
    }
    Object unused = keys(tls, vertx); // what cannot be used is refused now, not at the first call
    return new KeyManager[] {new OutboundCertificate(() -> now(() -> keys(tls, vertx)), origins)};
  }

  private static X509ExtendedKeyManager keys(TlsConfiguration tls, Vertx vertx) throws Exception {
    KeyManager[] found = tls.getKeyStoreOptions().getKeyManagerFactory(vertx).getKeyManagers();
    return (X509ExtendedKeyManager) found[0];
  }

  /** Null: those that Java trusts. */
  private static TrustManager @Nullable [] trusted(TlsConfiguration tls, Vertx vertx)
      throws Exception {
    if (tls.getTrustStoreOptions() == null) {
      return null;
    }
    TrustManager[] found = trustManagers(tls, vertx);
    return found[0] instanceof X509ExtendedTrustManager
        ? new TrustManager[] {
          new OutboundTrust(
              () -> now(() -> (X509ExtendedTrustManager) trustManagers(tls, vertx)[0]))
        }
        : found; // of trust-all, which is never reloaded
  }

  private static TrustManager[] trustManagers(TlsConfiguration tls, Vertx vertx) throws Exception {
    return tls.getTrustStoreOptions().getTrustManagerFactory(vertx).getTrustManagers();
  }

  /** What was made of the files at the start, or when they were reloaded, can be made again. */
  private static <T> T now(Callable<T> made) {
    try {
      return made.call();
    } catch (Exception broken) {
      throw new IllegalStateException("quarkus.tls.outbound: " + broken.getMessage(), broken);
    }
  }

  private static Authenticator asking(
      String user, GatewayConfig.Outbound keys, OutboundOrigins origins) {
    return new Authenticator() {
      @Override
      protected @Nullable PasswordAuthentication getPasswordAuthentication() {
        URL asked = getRequestingURL();
        if (getRequestorType() != RequestorType.SERVER || asked == null || !origins.cover(asked)) {
          return null;
        }
        Optional<String> password = keys.passwordFile().flatMap(Passwords::read);
        return password
            .map(secret -> new PasswordAuthentication(user, secret.toCharArray()))
            .orElse(null);
      }
    };
  }
}

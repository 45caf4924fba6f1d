package dev.lockstep.app.security;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.StartFailureException;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/**
 * Kept connections for calls of which many are under way: TLS, client certificate and password as
 * {@link OutboundTls} has them, on Vert.x' event loops.
 */
public final class OutboundConnections {
  /** Shorter than a gateway keeps an idle connection: it is never closed under a request. */
  private static final int KEPT_SECONDS = 30;

  private OutboundConnections() {}

  /**
   * The client for them. Follows no redirects: only addresses of the configured lists are called.
   *
   * @param each connections to one address at one time
   * @throws StartFailureException where it cannot be made, or it is not said whom the credentials
   *     are for
   */
  public static HttpClient client(
      GatewayConfig.Outbound keys, TlsConfigurationRegistry registry, Vertx vertx, int each) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_1_1)
            .setConnectTimeout((int) Math.min(keys.connectTimeout().toMillis(), Integer.MAX_VALUE))
            .setKeepAlive(true)
            .setKeepAliveTimeout(KEPT_SECONDS)
            .setPipelining(false)
            .setMaxPoolSize(each)
            .setTcpNoDelay(true)
            .setVerifyHost(true)
            .setTrustAll(false);
    OutboundTls.include(keys, registry, vertx, options);
    return vertx.createHttpClient(options);
  }

  /**
   * What an address that asks for a user is sent as its Authorization header (RFC 7617), from the
   * password file as it is now. Empty where no user is configured; none for an address that the
   * password is not for.
   *
   * @throws StartFailureException where it is not said whom the password is for
   */
  public static Optional<Function<URI, Optional<String>>> password(GatewayConfig.Outbound keys) {
    OutboundOrigins origins = OutboundOrigins.of(keys);
    return keys.user()
        .map(
            user -> {
              origins.required("lockstep.outbound.user");
              return address ->
                  origins.cover(url(address))
                      ? keys.passwordFile()
                          .flatMap(Passwords::read)
                          .map(password -> basic(user, password))
                      : Optional.empty();
            });
  }

  private static URL url(URI address) {
    try {
      return address.toURL();
    } catch (MalformedURLException impossible) {
      throw new IllegalArgumentException(impossible);
    }
  }

  private static String basic(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }
}

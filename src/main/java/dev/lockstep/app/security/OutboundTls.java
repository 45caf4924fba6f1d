package dev.lockstep.app.security;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.StartFailureException;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.http.HttpClient;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * HTTP client for calls to coordinators and gateways: TLS as {@code quarkus.tls.outbound.*}
 * configures it, and the configured user where the peer asks for one. Follows no redirects: only
 * addresses of the configured lists are called.
 */
public final class OutboundTls {
  private static final String TLS = "outbound";

  private OutboundTls() {}

  /** The client for all outgoing calls of this process. */
  public static HttpClient client(GatewayConfig.Outbound keys, TlsConfigurationRegistry registry) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(keys.connectTimeout())
            .executor(Executors.newVirtualThreadPerTaskExecutor());
    Optional<TlsConfiguration> tls = registry.get(TLS);
    if (tls.isPresent()) {
      try {
        builder.sslContext(tls.get().createSSLContext());
      } catch (Exception unusable) { // the registry says no more
        throw new StartFailureException("quarkus.tls.outbound: " + unusable.getMessage());
      }
    }
    keys.user().ifPresent(user -> builder.authenticator(asking(user, keys)));
    return builder.build();
  }

  private static Authenticator asking(String user, GatewayConfig.Outbound keys) {
    return new Authenticator() {
      @Override
      protected @Nullable PasswordAuthentication getPasswordAuthentication() {
        return keys.passwordFile()
            .flatMap(Passwords::read)
            .map(password -> new PasswordAuthentication(user, password.toCharArray()))
            .orElse(null);
      }
    };
  }
}

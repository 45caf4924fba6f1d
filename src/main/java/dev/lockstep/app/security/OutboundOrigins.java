package dev.lockstep.app.security;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.rest.Origin;
import java.net.URI;
import java.net.URL;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Origins (RFC 6454: scheme, host and port) that this process's own credentials are for. Whatever
 * else a list allows to be called gets neither password nor client certificate.
 */
record OutboundOrigins(List<Origin> origins) {
  private static final String KEY = "lockstep.outbound.origins";

  OutboundOrigins {
    origins = List.copyOf(origins);
  }

  /**
   * As configured.
   *
   * @throws StartFailureException where one is no origin, or a password would go over http beyond
   *     loopback
   */
  static OutboundOrigins of(GatewayConfig.Outbound keys) {
    return new OutboundOrigins(
        keys.origins().orElse(List.of()).stream().map(OutboundOrigins::origin).toList());
  }

  private static Origin origin(URI configured) {
    Origin origin;
    try {
      origin = Origin.of(configured.toString());
    } catch (IllegalArgumentException wrong) {
      throw StartFailureException.value(KEY, configured, String.valueOf(wrong.getMessage()));
    }
    if (!origin.path().isEmpty()) {
      throw StartFailureException.value(
          KEY, configured, "scheme, host and port alone would be right, without a path");
    }
    if (origin.scheme().equals("http") && !origin.loopback()) {
      throw StartFailureException.value(
          KEY,
          configured,
          "a password is not sent over http to another machine; https would be right");
    }
    return origin;
  }

  /**
   * Wants at least one.
   *
   * @param credential the key that is for somebody
   * @throws StartFailureException where there is none
   */
  void required(String credential) {
    if (origins.isEmpty()) {
      throw new StartFailureException(
          "%s is set, and %s does not say whom it is for: name them (https://line-b.plant.example:8443, commas between them)"
              .formatted(credential, KEY));
    }
  }

  boolean cover(URL asked) {
    try {
      Origin whom = Origin.of(asked.getProtocol() + "://" + asked.getAuthority());
      return origins.stream().anyMatch(each -> each.covers(whom));
    } catch (IllegalArgumentException noOrigin) {
      return false;
    }
  }

  /** Whether a TLS connection goes to one of them. */
  boolean cover(@Nullable String host, int port) {
    return host != null
        && origins.stream()
            .anyMatch(
                each ->
                    each.scheme().equals("https")
                        && each.port() == port
                        && bare(each.host()).equalsIgnoreCase(bare(host)));
  }

  /** An IPv6 address without its brackets. */
  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}

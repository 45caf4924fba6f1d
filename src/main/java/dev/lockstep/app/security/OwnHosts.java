package dev.lockstep.app.security;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.StartFailureException;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.security.KeyStore;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Host names of this gateway. A request must name one of them: a web page whose own name was bound
 * to this gateway's address after the browser had loaded it (DNS rebinding) names another one, and
 * to the browser it is no other site. An address cannot be bound anew, so the one at which a
 * connection arrived is always ours. Ports are not compared: port forwarding changes them, and
 * rebinding cannot use them. Thread-safe.
 */
@Singleton
public final class OwnHosts {
  private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9_])?");
  private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "0:0:0:0:0:0:0:0");
  private static final String KEY = "lockstep.http.hosts";

  private final Set<String> known;
  private final Supplier<Optional<KeyStore>> certificate;
  private volatile Certified certified = new Certified(null, Set.of());

  /** Names of the certificate in a key store; a reload makes another key store. */
  private record Certified(@Nullable KeyStore from, Set<String> names) {}

  @Inject
  OwnHosts(GatewayConfig keys, Config config, TlsConfigurationRegistry registry) {
    this(
        configured(keys, config.getValue("quarkus.http.host", String.class)),
        () -> AccessRules.shown(config, registry).map(TlsConfiguration::getKeyStore));
  }

  /**
   * @param known in their canonical form
   * @param certificate the key store that the server shows at this moment
   */
  OwnHosts(Set<String> known, Supplier<Optional<KeyStore>> certificate) {
    this.known = Set.copyOf(known);
    this.certificate = certificate;
  }

  /**
   * Names that the configuration says.
   *
   * @param listening where the server listens
   * @throws StartFailureException where an entry of the list is no host
   */
  static Set<String> configured(GatewayConfig keys, String listening) {
    Set<String> names = new HashSet<>();
    for (String each : keys.http().hosts().orElse(List.of())) {
      names.add(
          canonical(each)
              .orElseThrow(
                  () ->
                      StartFailureException.value(
                          KEY, each, "a name or an address, without scheme and port, is right")));
    }
    keys.publicUrls().stream()
        .map(URI::getHost)
        .filter(Objects::nonNull)
        .flatMap(host -> canonical(host).stream())
        .forEach(names::add);
    canonical(listening).filter(host -> !EVERYWHERE.contains(host)).ifPresent(names::add);
    return names;
  }

  /**
   * Whether this gateway is called so.
   *
   * @param host as a request names it, without port
   * @param arrived the address of this machine at which the request arrived
   */
  public boolean include(String host, Optional<String> arrived) {
    Optional<String> canonical = canonical(host);
    if (canonical.isEmpty()) {
      return false;
    }
    String name = canonical.get();
    Optional<InetAddress> address = literal(host);
    if (address.isPresent()) {
      return address.get().isLoopbackAddress()
          || arrived.flatMap(OwnHosts::canonical).equals(canonical)
          || known.contains(name)
          || certified().contains(name);
    }
    return name.equals("localhost") || known.contains(name) || certifiedName(name);
  }

  private boolean certifiedName(String name) {
    int dot = name.indexOf('.');
    Set<String> names = certified();
    // A wildcard stands for one label (RFC 6125, 6.4.3).
    return names.contains(name) || (dot > 0 && names.contains("*" + name.substring(dot)));
  }

  private Set<String> certified() {
    KeyStore now = certificate.get().orElse(null);
    Certified last = certified;
    if (last.from() != now) {
      last = new Certified(now, now == null ? Set.of() : CertificateNames.of(now));
      certified = last;
    }
    return last.names();
  }

  /** In lower case, without brackets and last dot, an address in one spelling; empty: no host. */
  static Optional<String> canonical(String host) {
    Optional<InetAddress> address = literal(host);
    if (address.isPresent()) {
      return address.map(CertificateNames::text);
    }
    String lower = host.toLowerCase(Locale.ROOT);
    String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    return NAME.matcher(name).matches() ? Optional.of(name) : Optional.empty();
  }

  /** The address that this is, without asking a name server. */
  private static Optional<InetAddress> literal(String host) {
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    if (bare.indexOf(':') < 0 && !DOTTED.matcher(bare).matches()) {
      return Optional.empty();
    }
    // Without the interface that a link-local address is of: it is one on this machine alone.
    int zone = bare.indexOf('%');
    try {
      return Optional.of(InetAddress.ofLiteral(zone < 0 ? bare : bare.substring(0, zone)));
    } catch (IllegalArgumentException name) {
      return Optional.empty();
    }
  }
}

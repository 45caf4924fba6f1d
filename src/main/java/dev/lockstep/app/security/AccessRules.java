package dev.lockstep.app.security;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.StartFailureException;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsBucketConfig;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.smallrye.config.SmallRyeConfig;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * Access rules as configured: who can reach the gateway, and whether they must say who they are.
 */
@Singleton
public final class AccessRules {
  private final boolean insecureAllowed;
  private final Exposure exposure;

  AccessRules(GatewayConfig keys, Config config, TlsConfigurationRegistry registry) {
    insecureAllowed = keys.insecure();
    boolean tls =
        shown(config, registry).filter(found -> found.getKeyStoreOptions() != null).isPresent();
    exposure = exposure(config, tls, Accounts.Files.of(keys, config));
  }

  /** TLS configuration with the certificate that the server shows. */
  static Optional<TlsConfiguration> shown(Config config, TlsConfigurationRegistry registry) {
    Optional<String> name = tlsName(config);
    return name.isPresent() ? registry.get(name.get()) : registry.getDefault();
  }

  /**
   * Whether {@link #enforce} will let the gateway start, judged by the configuration alone: the key
   * stores have not been read yet.
   *
   * @throws StartFailureException where the accounts cannot be read
   */
  public static boolean wouldAllow(SmallRyeConfig config) {
    GatewayConfig keys = config.getConfigMapping(GatewayConfig.class);
    Accounts.Files accounts = Accounts.Files.of(keys, config);
    accounts.read();
    return keys.insecure() || !exposure(config, tls(config), accounts).insecure();
  }

  private static boolean tls(SmallRyeConfig config) {
    TlsConfig keys = config.getConfigMapping(TlsConfig.class);
    return tlsName(config)
        .map(name -> Optional.ofNullable(keys.namedCertificateConfig().get(name)))
        .orElseGet(keys::defaultCertificateConfig)
        .flatMap(TlsBucketConfig::keyStore)
        // A key store is always there, for it has defaults; what it is of is not.
        .filter(of -> of.pem().isPresent() || of.p12().isPresent() || of.jks().isPresent())
        .isPresent();
  }

  /** Of the certificate that the server shows; empty where it is the one without a name. */
  private static Optional<String> tlsName(Config config) {
    return config.getOptionalValue("quarkus.http.tls-configuration-name", String.class);
  }

  private static Exposure exposure(Config config, boolean tls, Accounts.Files accounts) {
    boolean plain =
        config
            .getOptionalValue("quarkus.http.insecure-requests", String.class)
            .orElse("enabled")
            .equalsIgnoreCase("enabled");
    return new Exposure(
        config.getValue("quarkus.http.host", String.class), tls, plain, accounts.configured());
  }

  /** Who can reach the gateway. */
  public Exposure exposure() {
    return exposure;
  }

  /**
   * Whether to start at all.
   *
   * @throws StartFailureException where it would be open to every host, and the configuration does
   *     not say that this is meant
   */
  public void enforce() {
    if (!insecureAllowed) {
      exposure
          .objection()
          .ifPresent(
              objection -> {
                throw new StartFailureException(objection);
              });
    }
  }
}

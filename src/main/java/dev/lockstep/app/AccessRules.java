package dev.lockstep.app;

import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Users, and who may reach the gateway from where, as configured. */
@Singleton
final class AccessRules {
  private final boolean insecureAllowed;
  private final Exposure exposure;
  private final Users users;

  AccessRules(GatewayConfig keys, Config config, TlsConfigurationRegistry registry) {
    users = keys.security().usersFile().map(Users::read).orElse(new Users(Map.of()));
    insecureAllowed = keys.insecure();
    Optional<String> name =
        config.getOptionalValue("quarkus.http.tls-configuration-name", String.class);
    boolean tls =
        name.flatMap(registry::get)
            .or(() -> name.isPresent() ? Optional.empty() : registry.getDefault())
            .filter(found -> found.getKeyStoreOptions() != null)
            .isPresent();
    boolean plain =
        config
            .getOptionalValue("quarkus.http.insecure-requests", String.class)
            .orElse("enabled")
            .equalsIgnoreCase("enabled");
    boolean certificates =
        config
            .getOptionalValue("quarkus.http.auth.certificate-role-properties", String.class)
            .isPresent();
    exposure =
        new Exposure(
            config.getValue("quarkus.http.host", String.class),
            tls,
            plain,
            certificates || !users.byName().isEmpty());
  }

  Optional<Users.User> user(String name) {
    return Optional.ofNullable(users.byName().get(name));
  }

  Exposure exposure() {
    return exposure;
  }

  /**
   * Whether to start at all.
   *
   * @throws StartFailure where it would be open to everybody, and nobody said that this is meant
   */
  void enforce() {
    if (!insecureAllowed) {
      exposure
          .objection()
          .ifPresent(
              objection -> {
                throw new StartFailure(objection);
              });
    }
  }
}

package dev.lockstep.app;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Who may reach the gateway from where (DESIGN 10): without TLS and authentication, only this
 * machine.
 */
@Singleton
final class AccessRules {
  private final GatewayConfig config;
  private final TlsConfigurationRegistry tls;
  private final Listening listening;
  private final Optional<Path> certificateRoles;
  private final Users users;

  AccessRules(
      GatewayConfig config,
      TlsConfigurationRegistry tls,
      Listening listening,
      @ConfigProperty(name = "quarkus.http.auth.certificate-role-properties")
          Optional<Path> certificateRoles) {
    this.config = config;
    this.tls = tls;
    this.listening = listening;
    this.certificateRoles = certificateRoles;
    this.users = config.security().usersFile().map(Users::read).orElse(new Users(Map.of()));
  }

  /** Where the server listens, as Quarkus is told. */
  @Singleton
  record Listening(
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "quarkus.http.insecure-requests", defaultValue = "enabled")
          String insecureRequests,
      @ConfigProperty(name = "quarkus.http.tls-configuration-name") Optional<String> tlsName) {

    /** Whether only this machine can reach it. */
    boolean loopback() {
      return host.equals("localhost")
          || host.matches("127(\\.\\d{1,3}){3}")
          || host.equals("::1")
          || host.equals("[::1]")
          || host.equals("0:0:0:0:0:0:0:1");
    }
  }

  Optional<Users.User> user(String name) {
    return Optional.ofNullable(users.byName().get(name));
  }

  /** Whether callers can be told apart. */
  boolean authenticates() {
    return !users.byName().isEmpty() || certificateRoles.isPresent();
  }

  /** Whether it may be reached from elsewhere without TLS and authentication. */
  boolean insecure() {
    return !listening.loopback() && !lacking().isEmpty();
  }

  /**
   * Whether to start at all.
   *
   * @throws StartFailure where it would be open to everybody, and nobody said that this is meant
   */
  void enforce() {
    if (insecure() && !config.insecure()) {
      String sentence =
          "quarkus.http.host is \"%s\", which others can reach, but %s. Configure that, or listen on"
              + " 127.0.0.1, or set lockstep.insecure=true.";
      throw new StartFailure(sentence.formatted(listening.host(), String.join("; ", lacking())));
    }
  }

  private List<String> lacking() {
    List<String> lacking = new ArrayList<>();
    if (TlsConfiguration.from(tls, listening.tlsName())
        .filter(found -> found.getKeyStoreOptions() != null)
        .isEmpty()) {
      lacking.add("there is no TLS (quarkus.tls.key-store.*)");
    } else if (listening.insecureRequests().equals("enabled")) {
      lacking.add("plain HTTP is answered too (quarkus.http.insecure-requests=disabled)");
    }
    if (!authenticates()) {
      lacking.add(
          "nobody is authenticated (lockstep.security.users-file, or"
              + " quarkus.http.auth.certificate-role-properties)");
    }
    return lacking;
  }

  /** One line for the log at start. */
  String told() {
    if (insecure()) {
      return "INSECURE: others can reach this gateway at %s, and %s (lockstep.insecure=true)"
          .formatted(listening.host(), String.join("; ", lacking()));
    }
    String who = authenticates() ? "users are authenticated" : "whoever is there may do everything";
    return listening.loopback()
        ? "only this machine can reach the gateway (%s); %s".formatted(listening.host(), who)
        : "the gateway listens at %s with TLS; %s".formatted(listening.host(), who);
  }
}

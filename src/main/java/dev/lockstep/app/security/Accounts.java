package dev.lockstep.app.security;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.StartFailureException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/**
 * Accounts: who may call, and as what. Read as one, so that a user who becomes a certificate is
 * never both or neither.
 *
 * @param users empty where no file of users is configured; a file without users is there, and
 *     admits no user
 * @param certificates empty where no roles of certificates are configured
 * @param claims empty where no OpenID provider is configured
 */
record Accounts(
    Optional<UserFile> users,
    Optional<CertificateRoles> certificates,
    Optional<ClaimRoles> claims) {

  /** The files that they are read from. */
  record Files(Optional<Path> users, Optional<Path> certificates, Optional<Path> claims) {
    static Files of(GatewayConfig keys, Config config) {
      return new Files(
          keys.security().usersFile(),
          config.getOptionalValue(CertificateRoles.KEY, Path.class),
          // Without the file the settings are refused, with their own message.
          keys.oidc().issuer().flatMap(issuer -> keys.oidc().rolesFile()));
    }

    /** Whether callers must say who they are: decided by the keys, not by what the files hold. */
    boolean configured() {
      return users.isPresent() || certificates.isPresent() || claims.isPresent();
    }

    /**
     * Reads all.
     *
     * @throws StartFailureException with every faulty line of the first that has any
     */
    Accounts read() {
      return new Accounts(
          users.map(UserFile::read),
          certificates.map(CertificateRoles::read),
          claims.map(ClaimRoles::read));
    }
  }

  Optional<UserFile.User> user(String name) {
    return users.flatMap(file -> Optional.ofNullable(file.byName().get(name)));
  }

  /** The roles of what a provider says of a caller. */
  Set<String> rolesOf(Collection<String> values) {
    return claims.map(roles -> roles.of(values)).orElse(Set.of());
  }

  /** The names with their roles, for the record of a start. */
  String roles() {
    return users.stream()
        .flatMap(file -> file.byName().values().stream())
        .map(user -> user.name() + "=" + String.join(",", user.roles()))
        .sorted()
        .collect(Collectors.joining(" "));
  }

  /** For the log. */
  String summary() {
    return "%d users, %d names of certificates, %d values of the provider's claim"
        .formatted(
            users.map(file -> file.byName().size()).orElse(0),
            certificates.map(roles -> roles.byName().size()).orElse(0),
            claims.map(roles -> roles.byValue().size()).orElse(0));
  }
}

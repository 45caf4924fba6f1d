package dev.lockstep.app.config;

import dev.lockstep.rest.Origin;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/** Check of what the keys under {@code lockstep.oidc} demand of each other. */
final class OidcCheck {
  private static final String ROOT = "lockstep.oidc.";

  /** A scope's characters (RFC 6749, 3.3); an id of a client has no others in practice. */
  private static final Pattern TOKEN = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,256}");

  private static final Pattern CLAIM = Pattern.compile("[^\\p{Cntrl}]{1,256}");

  private OidcCheck() {}

  /**
   * Checks them; where no issuer is set, that nothing else rests on one.
   *
   * @throws StartFailureException with the first key whose value cannot be used
   */
  static void enforce(OidcConfig keys) {
    if (keys.issuer().isEmpty()) {
      require(
          keys.rolesFile().isEmpty() && keys.clientSecretFile().isEmpty(),
          "issuer",
          "",
          "roles or a secret are configured for it; the provider's issuer, such as"
              + " https://keycloak.plant.example/realms/plant, would be right");
      return;
    }
    checkIssuer(keys.issuer().get());
    require(
        keys.rolesFile().isPresent(),
        "roles-file",
        "",
        "without it every token is without a role; a file with lines such as"
            + " plant-operators=operator,viewer would be right");
    matches(TOKEN, "client-id", keys.clientId());
    keys.audience().ifPresent(audience -> matches(TOKEN, "audience", audience));
    keys.scopes().forEach(scope -> matches(TOKEN, "scopes", scope));
    matches(CLAIM, "roles-claim", keys.rolesClaim());
    matches(CLAIM, "name-claim", keys.nameClaim());
  }

  private static void checkIssuer(URI issuer) {
    Optional<Origin> origin = origin(issuer);
    require(
        origin.isPresent(),
        "issuer",
        issuer,
        "an address without user, query and fragment, such as"
            + " https://keycloak.plant.example/realms/plant, would be right");
    require(
        origin.get().scheme().equals("https") || origin.get().loopback(),
        "issuer",
        issuer,
        "who comes between over http can vouch for anyone; https would be right");
  }

  private static Optional<Origin> origin(URI issuer) {
    try {
      return Optional.of(Origin.of(issuer.toString()));
    } catch (IllegalArgumentException wrong) {
      return Optional.empty();
    }
  }

  private static void matches(Pattern right, String key, String value) {
    require(
        right.matcher(value).matches(),
        key,
        value,
        "1 to 256 characters without spaces and controls would be right");
  }

  private static void require(boolean right, String key, Object found, String remedy) {
    if (!right) {
      throw StartFailureException.value(ROOT + key, found, remedy);
    }
  }
}

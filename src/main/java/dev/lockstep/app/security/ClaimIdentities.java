package dev.lockstep.app.security;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.OidcConfig;
import dev.lockstep.device.PrintableText;
import dev.lockstep.rest.Roles;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/**
 * Security identities of callers for whom the OpenID provider vouches: their names, and the roles
 * that their claim has now. Roles that the provider itself gives are not ours.
 */
@Singleton
final class ClaimIdentities {
  private static final int TEXT_MAX = 300;

  private final AccountReload accounts;
  private final OidcConfig keys;

  ClaimIdentities(AccountReload accounts, GatewayConfig config) {
    this.accounts = accounts;
    this.keys = config.oidc();
  }

  /**
   * A caller, as a token says.
   *
   * @param principal under {@link TokenClaims#PRINCIPAL}
   * @param values of the claim {@code lockstep.oidc.roles-claim}
   */
  record Vouched(String principal, List<String> values) {
    Vouched {
      values = List.copyOf(values);
    }
  }

  /**
   * What a verified token says of its caller.
   *
   * @param more another token of the same login, asked where this one lacks the claim: a provider
   *     may put roles into the access token alone
   */
  Vouched vouched(TokenClaims claims, List<TokenClaims> more) {
    List<String> values = claims.values(keys.rolesClaim());
    for (TokenClaims other : more) {
      values = values.isEmpty() ? other.values(keys.rolesClaim()) : values;
    }
    return new Vouched(claims.principal(keys.nameClaim()), values);
  }

  /** The roles that the caller has now. */
  Set<String> roles(Vouched caller) {
    return accounts.current().rolesOf(caller.values());
  }

  /** The caller, with the roles that it has now. */
  QuarkusSecurityIdentity.Builder identity(Vouched caller) {
    Set<String> roles = roles(caller);
    QuarkusSecurityIdentity.Builder identity =
        QuarkusSecurityIdentity.builder()
            .setPrincipal(new QuarkusPrincipal(caller.principal()))
            .addRoles(roles);
    if (roles.isEmpty()) {
      identity.addAttribute(Roles.MISSING, missing(caller));
    }
    return identity;
  }

  /** Why the caller has no role, and who can change that. */
  String missing(Vouched caller) {
    List<String> values = caller.values();
    String found = values.isEmpty() ? "is empty or missing" : "holds " + values;
    return "the provider gives you no role here: the claim %s of your token %s, and %s of this gateway names none of that"
        .formatted(keys.rolesClaim(), PrintableText.line(found, TEXT_MAX), ClaimRoles.KEY);
  }
}

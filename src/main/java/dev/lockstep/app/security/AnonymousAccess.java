package dev.lockstep.app.security;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Security identity augmentor that gives anonymous callers every role where no authentication is
 * configured. {@link AccessRules} has ensured that only this host can call then, or that an
 * operator wanted it so.
 */
@Singleton
final class AnonymousAccess implements SecurityIdentityAugmentor {
  private final AccessRules rules;

  AnonymousAccess(AccessRules rules) {
    this.rules = rules;
  }

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    if (!identity.isAnonymous() || rules.exposure().authenticated()) {
      return Uni.createFrom().item(identity);
    }
    Set<String> all = UserFile.ROLES;
    return Uni.createFrom().item(QuarkusSecurityIdentity.builder(identity).addRoles(all).build());
  }
}

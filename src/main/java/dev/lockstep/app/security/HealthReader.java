package dev.lockstep.app.security;

import dev.lockstep.rest.Roles;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Singleton;

/**
 * Reader of the health checks: a probe needs no login, and is told no names where there are logins.
 */
@Singleton
public final class HealthReader {
  private final AccessRules rules;
  private final CurrentIdentityAssociation callers;

  HealthReader(AccessRules rules, CurrentIdentityAssociation callers) {
    this.rules = rules;
    this.callers = callers;
  }

  /** Whether who asks may read names, of persons and of all else. */
  public boolean mayReadNames() {
    if (!rules.exposure().authenticated()) {
      return true;
    }
    SecurityIdentity caller = callers.getIdentity();
    return caller.hasRole(Roles.VIEWER) || caller.hasRole(Roles.OPERATOR);
  }
}

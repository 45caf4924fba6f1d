package dev.lockstep.app.security;

import dev.lockstep.rest.Roles;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reader of the health checks: a probe needs no login, and is told no names where there are logins.
 */
@Singleton
public final class HealthReader {
  private final AccessRules rules;
  private final AccountReload accounts;
  private final ProviderWatch provider;
  private final CurrentIdentityAssociation callers;

  HealthReader(
      AccessRules rules,
      AccountReload accounts,
      ProviderWatch provider,
      CurrentIdentityAssociation callers) {
    this.rules = rules;
    this.accounts = accounts;
    this.provider = provider;
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

  /**
   * Why the accounts as they are in the files now do not count, and why the identity provider
   * vouches for no one now; empty where all is well.
   */
  public List<String> accountsFaults() {
    return Stream.of(accounts.fault(), provider.fault()).flatMap(Optional::stream).toList();
  }
}

package dev.lockstep.rest;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/**
 * The request that a thread answers, and its caller, who did not log in: a gateway on loopback
 * without users. In a packaged gateway both come from Quarkus' request scope. Setting an identity
 * is part of Quarkus' interface; a call of it here would be a fault of this tool, and fails.
 */
final class ThreadCaller extends CurrentVertxRequest implements CurrentIdentityAssociation {
  private static final SecurityIdentity ANONYMOUS =
      QuarkusSecurityIdentity.builder()
          .setAnonymous(true)
          .addRole(Roles.COORDINATOR)
          .addRole(Roles.OPERATOR)
          .build();

  /** A thread answers one request in its life. */
  private static final ThreadLocal<RoutingContext> CURRENT = new ThreadLocal<>();

  void answers(RoutingContext request) {
    CURRENT.set(request);
  }

  @Override
  public RoutingContext getCurrent() {
    return CURRENT.get();
  }

  @Override
  public void setIdentity(SecurityIdentity identity) {
    throw new UnsupportedOperationException("the fleet's gateways have no login");
  }

  @Override
  public void setIdentity(Uni<SecurityIdentity> identity) {
    throw new UnsupportedOperationException("the fleet's gateways have no login");
  }

  @Override
  public SecurityIdentity getIdentity() {
    return ANONYMOUS;
  }

  @Override
  public Uni<SecurityIdentity> getDeferredIdentity() {
    return Uni.createFrom().item(ANONYMOUS);
  }
}

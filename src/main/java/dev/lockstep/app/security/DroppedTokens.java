package dev.lockstep.app.security;

import io.quarkus.oidc.AuthorizationCodeTokens;
import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.TokenStateManager;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;

/**
 * Token state manager (Quarkus OIDC) that keeps no token. A login by the provider is told who
 * signed in and becomes a session like every other one of the page ({@link LoginSessions}): what is
 * not kept is stolen from no cookie and no dump.
 */
@Singleton
@Alternative // in place of Quarkus' own, which keeps them in a cookie
@Priority(1)
final class DroppedTokens implements TokenStateManager {
  /** Of the login on the page. */
  static final String TENANT = "lockstep-page";

  /** What Quarkus would keep its session in. */
  private static final String COOKIE = "q_session_" + TENANT;

  /** Keeps a browser from getting that cookie: it would take the place of the next login. */
  static void forget(RoutingContext call) {
    var unused = call.response().removeCookies(COOKIE, false);
  }

  @Override
  public Uni<String> createTokenState(
      RoutingContext call,
      OidcTenantConfig tenant,
      AuthorizationCodeTokens tokens,
      OidcRequestContext<String> context) {
    return Uni.createFrom().item("none");
  }

  @Override
  public Uni<AuthorizationCodeTokens> getTokens(
      RoutingContext call,
      OidcTenantConfig tenant,
      String state,
      OidcRequestContext<AuthorizationCodeTokens> context) {
    return Uni.createFrom().failure(new AuthenticationFailedException("no token is kept"));
  }

  @Override
  public Uni<Void> deleteTokens(
      RoutingContext call,
      OidcTenantConfig tenant,
      String state,
      OidcRequestContext<Void> context) {
    return Uni.createFrom().voidItem();
  }
}

package dev.lockstep.app.security;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.dashboard.SignIn;
import dev.lockstep.device.TimeSource;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.credential.PasswordCredential;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * HTTP authentication mechanism of the page: a login by its form, or by the OpenID provider, lasts
 * for a session, which a cookie names. The password goes the same way as with HTTP Basic, so that
 * guessing is slowed for both together. Only for the paths of the page: the API knows no cookie.
 */
@Singleton
final class SessionAccess implements HttpAuthenticationMechanism, SignIn {
  /** Before certificates and passwords: who logged in by the form meant that. */
  private static final int PRIORITY = 10_000;

  private static final Duration HASHED_WITHIN = Duration.ofSeconds(30);

  /** Asked for by a page that is open, and by no person: does not make a session last longer. */
  private static final String BY_ITSELF = "HX-Trigger-Live";

  private final LoginSessions sessions;
  private final AccountReload accounts;
  private final IdentityProviderManager identities;
  private final ClaimIdentities vouched;
  private final Duration vouchedMax;

  SessionAccess(
      AccountReload accounts,
      GatewayConfig config,
      TimeSource clock,
      IdentityProviderManager identities,
      ClaimIdentities vouched) {
    this.accounts = accounts;
    this.identities = identities;
    this.vouched = vouched;
    this.vouchedMax = config.oidc().sessionMax();
    this.sessions =
        new LoginSessions(name -> accounts.current().user(name), config.dashboard(), clock);
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext call, IdentityProviderManager providers) {
    return Uni.createFrom().item(identity(call));
  }

  private @Nullable SecurityIdentity identity(RoutingContext call) {
    String path = call.request().path();
    if (path == null || !(path.equals(PATH) || path.startsWith(PATH + "/"))) {
      return null;
    }
    Cookie cookie = call.request().getCookie(COOKIE);
    if (cookie == null) {
      return null;
    }
    boolean used = call.request().getHeader(BY_ITSELF) == null && !path.startsWith(PATH + "/live");
    return sessions.find(cookie.getValue(), used).map(SessionAccess::identity).orElse(null);
  }

  private static SecurityIdentity identity(LoginSessions.Found found) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(found.account().name()))
        .addRoles(found.account().roles())
        .addAttribute(SESSION, found.session())
        .build();
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext call) {
    return Uni.createFrom().nullItem();
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of();
  }

  @Override
  public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext call) {
    return Uni.createFrom()
        .item(new HttpCredentialTransport(HttpCredentialTransport.Type.COOKIE, COOKIE));
  }

  @Override
  public int getPriority() {
    return PRIORITY;
  }

  @Override
  public boolean offered() {
    return accounts.current().users().isPresent();
  }

  @Override
  public Session begin(String name, String password, RoutingContext call) {
    AuthenticationRequest request =
        HttpSecurityUtils.setRoutingContextAttribute(
            new UsernamePasswordAuthenticationRequest(
                name, new PasswordCredential(password.toCharArray())),
            call);
    try {
      SecurityIdentity identity = identities.authenticate(request).await().atMost(HASHED_WITHIN);
      Optional<Session> session = sessions.begin(identity.getPrincipal().getName());
      return session.orElseThrow(SessionAccess::wrong);
    } catch (AuthenticationFailedException failed) {
      throw wrong();
    }
  }

  /** Begins a session of a person for whom the OpenID provider vouched just now. */
  Session begin(ClaimIdentities.Vouched caller, Optional<URI> endedAt) {
    return sessions.begin(
        new LoginSessions.Basis(
            () -> Optional.of(new LoginSessions.Account(caller.principal(), vouched.roles(caller))),
            vouchedMax,
            endedAt));
  }

  private static RequestRefusedException wrong() {
    return new RequestRefusedException(ProblemType.UNAUTHENTICATED, "Name or password is wrong.");
  }

  @Override
  public void end(Session session) {
    sessions.end(session);
  }
}

package dev.lockstep.app.security;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.OidcConfig;
import dev.lockstep.dashboard.ProviderSignIn;
import dev.lockstep.dashboard.SignIn;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Login on the page by the OpenID provider (authorization code flow with PKCE, RFC 7636). */
@Singleton
final class ProviderAccess implements ProviderSignIn {
  /** Attribute of an identity that the provider vouches for just now: {@code Vouched}. */
  static final String CALLER = "lockstep.vouched";

  /** Of those that begin a login: a provider that is known is not asked. */
  private static final Duration BEGUN_WITHIN = Duration.ofSeconds(30);

  private final OidcConfig keys;
  private final OidcAuthenticationMechanism flow;
  private final SessionAccess sessions;
  private final ClaimIdentities identities;
  private final ProviderWatch provider;

  ProviderAccess(
      GatewayConfig config,
      OidcAuthenticationMechanism flow,
      SessionAccess sessions,
      ClaimIdentities identities,
      ProviderWatch provider) {
    this.keys = config.oidc();
    this.flow = flow;
    this.sessions = sessions;
    this.identities = identities;
    this.provider = provider;
  }

  @Override
  public Optional<String> offered() {
    return keys.issuer().filter(issuer -> keys.page()).map(URI::getHost);
  }

  @Override
  public URI begin(RoutingContext call) {
    @Nullable ChallengeData challenge;
    try {
      challenge = flow.getChallenge(call).await().atMost(BEGUN_WITHIN);
    } catch (RuntimeException unreachable) { // what Quarkus throws has no type of its own
      if (provider.silent(unreachable)) {
        throw provider.refusal();
      }
      throw unreachable;
    }
    DroppedTokens.forget(call);
    if (challenge == null) {
      throw provider.refusal();
    }
    return challenge.getHeaders().entrySet().stream()
        .filter(each -> HttpHeaders.LOCATION.toString().equalsIgnoreCase(each.getKey().toString()))
        .map(each -> URI.create(each.getValue()))
        .findFirst()
        .orElseThrow(provider::refusal);
  }

  @Override
  public Optional<SignIn.Session> complete(RoutingContext call) {
    DroppedTokens.forget(call);
    return call.user() instanceof QuarkusHttpUser user
            && user.getSecurityIdentity().getAttribute(CALLER)
                instanceof ClaimIdentities.Vouched caller
        ? Optional.of(begun(caller, call))
        : Optional.empty();
  }

  private SignIn.Session begun(ClaimIdentities.Vouched caller, RoutingContext call) {
    if (identities.roles(caller).isEmpty()) {
      throw new RequestRefusedException(ProblemType.FORBIDDEN, identities.missing(caller));
    }
    return sessions.begin(caller, endSession(call));
  }

  /** Where the person ends the login at the provider too, and comes back from. */
  private Optional<URI> endSession(RoutingContext call) {
    return provider
        .metadata()
        .flatMap(ProviderMetadata::endSession)
        .map(
            address ->
                URI.create(
                    address
                        + (address.getRawQuery() == null ? "?" : "&")
                        + "client_id="
                        + encoded(keys.clientId())
                        + "&post_logout_redirect_uri="
                        + encoded(here(call) + SIGNED_OUT)));
  }

  private static String here(RoutingContext call) {
    return call.request().scheme() + "://" + call.request().authority();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

package dev.lockstep.app.security;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.OidcConfig;
import dev.lockstep.device.TimeSource;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RefusalPages;
import dev.lockstep.rest.RequestRefusedException;
import io.quarkus.oidc.AuthorizationCodeTokens;
import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * HTTP authentication mechanism for tokens of the OpenID provider. Quarkus' own verifies them; here
 * a refusal becomes one sentence, and a caller gets its name and roles.
 *
 * <p>Each token is looked at, also while its address is slowed: that costs less than the request
 * itself, and no one guesses a signature. So who is right is never shut out by who is wrong.
 */
@Singleton
final class TokenAccess implements HttpAuthenticationMechanism {
  private static final Logger LOG = Logger.getLogger(TokenAccess.class);

  /** Before all others: who shows a token means that. */
  private static final int PRIORITY = 11_000;

  /** Query parameter of every answer of a provider (RFC 6749, 4.1.2). */
  private static final String STATE = "state";

  private final OidcConfig keys;
  private final OidcAuthenticationMechanism verifier;
  private final ClaimIdentities identities;
  private final ProviderWatch provider;
  private final TimeSource clock;
  private final TokenDiagnosis diagnosis;
  private final LoginDelays delays = new LoginDelays(System::nanoTime);

  TokenAccess(
      GatewayConfig config,
      OidcAuthenticationMechanism verifier,
      ClaimIdentities identities,
      ProviderWatch provider,
      TimeSource clock) {
    this.keys = config.oidc();
    this.verifier = verifier;
    this.identities = identities;
    this.provider = provider;
    this.clock = clock;
    this.diagnosis = new TokenDiagnosis(keys);
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext call, IdentityProviderManager providers) {
    if (keys.issuer().isEmpty()) {
      return Uni.createFrom().nullItem();
    }
    Optional<String> token = TokenTenants.shown(call);
    if (token.isPresent()) {
      return token.get().length() > keys.tokenMax().toInt()
          ? Uni.createFrom().failure(tooLong(token.get().length()))
          : bearer(call, token.get(), providers);
    }
    return TokenTenants.atLogin(call) && call.request().getParam(STATE) != null
        ? returned(call, providers)
        : Uni.createFrom().nullItem();
  }

  private RequestRefusedException tooLong(int length) {
    return new RequestRefusedException(
        ProblemType.UNAUTHENTICATED,
        "the token has %d characters, and lockstep.oidc.token-max is %d; one with fewer claims would be right"
            .formatted(length, keys.tokenMax().toInt()));
  }

  private Uni<SecurityIdentity> bearer(
      RoutingContext call, String token, IdentityProviderManager providers) {
    return verifier
        .authenticate(call, providers)
        .onFailure()
        .transform(fault -> refusal(call, token, fault))
        .map(
            verified -> {
              TokenClaims claims =
                  TokenClaims.decode(token)
                      .filter(each -> !each.idToken())
                      .orElseThrow(() -> refusal(call, token, new IllegalStateException()));
              return identities.identity(identities.vouched(claims, List.of())).build();
            });
  }

  /** Who comes back from the provider's login. */
  private Uni<SecurityIdentity> returned(RoutingContext call, IdentityProviderManager providers) {
    return verifier
        .authenticate(call, providers)
        .onFailure()
        .transform(fault -> unusable(call, fault))
        .map(
            verified -> {
              AuthorizationCodeTokens tokens = call.get(AuthorizationCodeTokens.class.getName());
              return verified == null || tokens == null ? null : signedIn(tokens);
            });
  }

  private @Nullable SecurityIdentity signedIn(AuthorizationCodeTokens tokens) {
    Optional<TokenClaims> claims = TokenClaims.decode(tokens.getIdToken());
    List<TokenClaims> more =
        Optional.ofNullable(tokens.getAccessToken()).flatMap(TokenClaims::decode).stream().toList();
    return claims
        .map(id -> identities.vouched(id, more))
        .map(
            caller ->
                identities.identity(caller).addAttribute(ProviderAccess.CALLER, caller).build())
        .orElse(null);
  }

  /** Why a token is refused, or that it cannot be told now. */
  private RequestRefusedException refusal(RoutingContext call, String token, Throwable fault) {
    LOG.debugf(fault, "a token is refused");
    TokenDiagnosis.Fault found = diagnosis.of(token, clock.now().wall());
    if (found.kind() == TokenDiagnosis.Kind.UNSIGNED && provider.silent(fault)) {
      return provider.refusal();
    }
    TokenClaims.decode(token)
        .ifPresent(claims -> call.put(RefusalPages.CLAIMED, claims.principal(keys.nameClaim())));
    if (found.kind() != TokenDiagnosis.Kind.UNTIMELY) {
      Duration before = slowed(call);
      if (before.isPositive()) {
        return new RequestRefusedException(
                ProblemType.TOO_MANY_GUESSES,
                "too many tokens that are wrong came from this address; the last: "
                    + found.sentence())
            .retryAfter(before);
      }
    }
    return new RequestRefusedException(ProblemType.UNAUTHENTICATED, found.sentence());
  }

  /** Counts a mistake; how long the address was to wait before it. */
  private Duration slowed(RoutingContext call) {
    SocketAddress remote = call.request().remoteAddress();
    String address = ClientAddress.of(remote == null ? "" : String.valueOf(remote.hostAddress()));
    Duration before = delays.left(address);
    if (before.isZero()) {
      var unused = delays.failed(address, address); // a token names no one who is guessed at
    }
    return before;
  }

  private RequestRefusedException unusable(RoutingContext call, Throwable fault) {
    if (provider.silent(fault)) {
      return provider.refusal();
    }
    String error = call.request().getParam("error");
    return new RequestRefusedException(
        ProblemType.UNAUTHENTICATED,
        error == null
            ? "the provider's answer does not belong to a login that was begun in this browser in the last ten minutes, or is not for this gateway; begin again, and where that does not help, the gateway's log says more"
            : "the provider did not let you in: "
                + TokenDiagnosis.shown(
                        error
                            + " "
                            + Optional.ofNullable(call.request().getParam("error_description"))
                                .orElse(""))
                    .strip());
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
    return Uni.createFrom().nullItem();
  }

  @Override
  public int getPriority() {
    return PRIORITY;
  }
}

package dev.lockstep.app.security;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.OidcConfig;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.dashboard.ProviderSignIn;
import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.OidcTenantConfigBuilder;
import io.quarkus.oidc.TenantConfigResolver;
import io.quarkus.oidc.runtime.OidcTenantConfig.ApplicationType;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tenant configuration resolver (Quarkus OIDC): our own keys as its configuration, for one request
 * with a token, and for the one path of the page where a login by the provider begins and ends. For
 * every other request there is no tenant, and the provider is not asked.
 *
 * <p>Resolved with the first such request, so that a provider that is down holds up no start; one
 * that was down is tried again with the next.
 */
@Singleton
final class TokenTenants implements TenantConfigResolver {
  private static final String BEARER = "bearer ";
  private static final String SECRET = "lockstep.oidc.client-secret-file";

  /** Name of the TLS configuration for calls to the provider. */
  static final String TLS = "oidc";

  /** A token by a key that is not known yet has the keys fetched; a flood of such tokens not. */
  private static final Duration KEYS_EVERY = Duration.ofSeconds(10);

  private static final Duration LOGIN_MAX = Duration.ofMinutes(10);

  private final OidcConfig keys;
  private final TlsConfigurationRegistry registry;
  private @Nullable OidcTenantConfig api;
  private @Nullable OidcTenantConfig page;

  TokenTenants(GatewayConfig config, TlsConfigurationRegistry registry) {
    this.keys = config.oidc();
    this.registry = registry;
  }

  /** The token that a request shows; empty where it shows none. */
  static Optional<String> shown(RoutingContext call) {
    String header = call.request().getHeader(HttpHeaders.AUTHORIZATION);
    boolean bearer = header != null && header.toLowerCase(Locale.ROOT).startsWith(BEARER);
    return bearer ? Optional.of(header.substring(BEARER.length()).strip()) : Optional.empty();
  }

  static boolean atLogin(RoutingContext call) {
    return ProviderSignIn.PATH.equals(call.request().path());
  }

  @Override
  public Uni<OidcTenantConfig> resolve(
      RoutingContext call, OidcRequestContext<OidcTenantConfig> context) {
    if (keys.issuer().isEmpty()) {
      return Uni.createFrom().nullItem();
    }
    if (shown(call).isPresent()) {
      return Uni.createFrom().item(api());
    }
    return atLogin(call) && keys.page()
        ? Uni.createFrom().item(page())
        : Uni.createFrom().nullItem();
  }

  /** One object for all requests: another one would be taken for another configuration. */
  private synchronized OidcTenantConfig api() {
    if (api == null) {
      api =
          common("lockstep-api")
              .applicationType(ApplicationType.SERVICE)
              .token()
              .audience(List.of(TokenDiagnosis.audience(keys)))
              .lifespanGrace(Math.toIntExact(keys.clockSkewMax().toSeconds()))
              .forcedJwkRefreshInterval(KEYS_EVERY)
              .allowJwtIntrospection(false)
              .allowOpaqueTokenIntrospection(false)
              .end()
              .build();
    }
    return api;
  }

  private synchronized OidcTenantConfig page() {
    if (page == null) {
      OidcTenantConfigBuilder builder =
          common(DroppedTokens.TENANT)
              .applicationType(ApplicationType.WEB_APP)
              .token()
              .audience(List.of(keys.clientId()))
              .lifespanGrace(Math.toIntExact(keys.clockSkewMax().toSeconds()))
              .forcedJwkRefreshInterval(KEYS_EVERY)
              .allowJwtIntrospection(false)
              .allowOpaqueTokenIntrospection(false)
              .end()
              .authentication()
              .redirectPath(ProviderSignIn.PATH)
              .cookiePath(ProviderSignIn.PATH)
              .removeRedirectParameters(false)
              .failOnMissingStateParam(false)
              .pkceRequired()
              .nonceRequired()
              .stateCookieAge(LOGIN_MAX)
              .scopes(new ArrayList<>(keys.scopes()))
              .end();
      secret(keys).ifPresent(builder::credentials);
      page = builder.build();
    }
    return page;
  }

  private OidcTenantConfigBuilder common(String tenant) {
    OidcTenantConfigBuilder builder =
        new OidcTenantConfigBuilder()
            .tenantId(tenant)
            .authServerUrl(keys.issuer().orElseThrow().toString())
            .clientId(keys.clientId())
            .connectionTimeout(keys.answerMax());
    registry.get(TLS).ifPresent(found -> builder.tlsConfigurationName(TLS));
    return builder;
  }

  /**
   * What the gateway proves with who it is; empty where it is a public client.
   *
   * @throws StartFailureException where the file cannot be read, or others may read it
   */
  static Optional<String> secret(OidcConfig keys) {
    return keys.clientSecretFile()
        .map(
            file ->
                AccountLines.read(
                    SECRET, file, FilePermissions.SECRET, "the client's secret in one line"))
        .map(
            found ->
                found.lines().stream()
                    .findFirst()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .orElseThrow(
                        () ->
                            StartFailureException.value(
                                SECRET,
                                keys.clientSecretFile().orElseThrow(),
                                "its first line is empty; the client's secret would be right")));
  }
}

package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.rest.AuthenticationSchemes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** CDI producers of what callers are told of tokens of an OpenID provider. */
@Singleton
final class OidcBeans {
  @Produces
  @Singleton
  AuthenticationSchemes schemes(Settings settings) {
    return new AuthenticationSchemes(settings.config().oidc().issuer().isPresent());
  }
}

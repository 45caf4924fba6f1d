package dev.lockstep.app.security;

import io.quarkus.security.credential.CertificateCredential;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Set;
import org.eclipse.microprofile.config.Config;

/**
 * Security identity augmentor that gives a client certificate the roles that its name has now.
 * Quarkus reads the file once, at the start; a name that was taken out would keep its roles.
 */
@Singleton
final class CertificateAccess implements SecurityIdentityAugmentor {
  private final AccountReload accounts;
  private final String attribute;

  CertificateAccess(AccountReload accounts, Config config) {
    this.accounts = accounts;
    this.attribute = config.getOptionalValue(CertificateRoles.ATTRIBUTE, String.class).orElse("CN");
  }

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    CertificateCredential shown = identity.getCredential(CertificateCredential.class);
    if (shown == null) {
      return Uni.createFrom().item(identity);
    }
    Set<String> roles =
        accounts
            .current()
            .certificates()
            .map(known -> known.mapper(attribute).apply(shown.getCertificate()))
            .orElse(Set.of());
    return Uni.createFrom()
        .item(
            QuarkusSecurityIdentity.builder()
                .setPrincipal(identity.getPrincipal())
                .addCredentials(identity.getCredentials())
                .addAttributes(identity.getAttributes())
                .addRoles(roles)
                .build());
  }
}

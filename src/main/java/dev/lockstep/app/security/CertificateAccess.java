package dev.lockstep.app.security;

import io.quarkus.security.credential.CertificateCredential;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;

/**
 * Security identity augmentor that gives a client certificate the roles that its name has now.
 * Quarkus reads the file once, at the start; a name that was taken out would keep its roles.
 */
@Singleton
final class CertificateAccess implements SecurityIdentityAugmentor {
  private final AccountReload accounts;
  private final RolelessClients roleless;
  private final String attribute;

  CertificateAccess(AccountReload accounts, RolelessClients roleless, Config config) {
    this.accounts = accounts;
    this.roleless = roleless;
    this.attribute = config.getOptionalValue(CertificateRoles.ATTRIBUTE, String.class).orElse("CN");
  }

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    return augment(identity, context, identity.getAttributes());
  }

  /**
   * {@inheritDoc}
   *
   * @param attributes of the request: the call is among them, and not among the identity's own
   */
  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity,
      AuthenticationRequestContext context,
      Map<String, Object> attributes) {
    CertificateCredential shown = identity.getCredential(CertificateCredential.class);
    if (shown == null) {
      return Uni.createFrom().item(identity);
    }
    Set<String> roles = roles(shown.getCertificate());
    if (roles.isEmpty()) {
      roleless.note(shown.getCertificate(), address(attributes));
    }
    return Uni.createFrom()
        .item(
            QuarkusSecurityIdentity.builder()
                .setPrincipal(identity.getPrincipal())
                .addCredentials(identity.getCredentials())
                .addAttributes(identity.getAttributes())
                .addRoles(roles)
                .build());
  }

  /** The roles that a certificate has now. */
  Set<String> roles(X509Certificate certificate) {
    return accounts
        .current()
        .certificates()
        .map(known -> known.mapper(attribute).apply(certificate))
        .orElse(Set.of());
  }

  private static String address(Map<String, Object> attributes) {
    RoutingContext call = HttpSecurityUtils.getRoutingContextAttribute(attributes);
    return Optional.ofNullable(call)
        .flatMap(each -> Optional.ofNullable(each.request().remoteAddress()))
        .map(SocketAddress::hostAddress)
        .orElse("");
  }
}

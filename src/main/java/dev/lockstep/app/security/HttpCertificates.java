package dev.lockstep.app.security;

import dev.lockstep.rest.TlsCertificates;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.inject.Singleton;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Certificates of the HTTP server and of outgoing calls, as Quarkus' TLS registry has them now. */
@Singleton
final class HttpCertificates implements TlsCertificates {
  private final Config config;
  private final TlsConfigurationRegistry registry;
  private final RolelessClients clients;
  private final CertificateAccess access;

  HttpCertificates(
      Config config,
      TlsConfigurationRegistry registry,
      RolelessClients clients,
      CertificateAccess access) {
    this.config = config;
    this.registry = registry;
    this.clients = clients;
    this.access = access;
  }

  @Override
  public List<Own> own() {
    List<Own> all = new ArrayList<>();
    add(all, Use.HTTPS, AccessRules.shown(config, registry));
    add(all, Use.OUTBOUND, registry.get(OutboundTls.TLS));
    return List.copyOf(all);
  }

  private static void add(List<Own> all, Use use, Optional<TlsConfiguration> found) {
    found
        .map(TlsConfiguration::getKeyStore)
        .ifPresent(store -> leaves(store).forEach(each -> all.add(new Own(use, each))));
  }

  private static List<X509Certificate> leaves(KeyStore store) {
    try {
      List<X509Certificate> leaves = new ArrayList<>();
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)
            && store.getCertificate(alias) instanceof X509Certificate certificate) {
          leaves.add(certificate);
        }
      }
      return leaves;
    } catch (KeyStoreException unreadable) {
      throw new IllegalStateException("a key store that is in use", unreadable);
    }
  }

  @Override
  public List<Roleless> roleless() {
    return clients.all().stream()
        .filter(each -> access.roles(each.certificate()).isEmpty())
        .toList();
  }

  @Override
  public long rolelessDropped() {
    return clients.dropped();
  }
}

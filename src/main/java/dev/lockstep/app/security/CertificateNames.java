package dev.lockstep.app.security;

import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Subject alternative names of a server's certificate (RFC 5280, 4.2.1.6): those by which its
 * clients call it. The common name is none of them (RFC 9525, 6.3).
 */
final class CertificateNames {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private CertificateNames() {}

  /** DNS names in lower case, and addresses as {@link #text} spells them. */
  static Set<String> of(KeyStore store) {
    Set<String> names = new HashSet<>();
    try {
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)
            && store.getCertificate(alias) instanceof X509Certificate certificate) {
          add(names, certificate.getSubjectAlternativeNames());
        }
      }
    } catch (GeneralSecurityException unreadable) {
      throw new IllegalStateException("a certificate that the server shows", unreadable);
    }
    return names;
  }

  private static void add(Set<String> names, @Nullable Collection<List<?>> alternatives) {
    if (alternatives == null) {
      return;
    }
    for (List<?> each : alternatives) {
      if (each.get(1) instanceof String name) {
        if (each.get(0).equals(DNS_NAME)) {
          names.add(name.toLowerCase(Locale.ROOT));
        } else if (each.get(0).equals(IP_ADDRESS)) {
          names.add(text(InetAddress.ofLiteral(name)));
        }
      }
    }
  }

  /** An address in its one spelling, without the interface that it belongs to. */
  static String text(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}

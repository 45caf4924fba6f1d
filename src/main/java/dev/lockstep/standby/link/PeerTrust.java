package dev.lockstep.standby.link;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jboss.logging.Logger;

/**
 * Trust in the other PC alone: its certificate comes from the authority of the line, or is the one
 * that was given, and names it. By which address it is called does not matter: a virtual address
 * moves, and names of hosts can be forged in a plant's name server.
 */
final class PeerTrust extends X509ExtendedTrustManager {
  private static final int SAN_DNS = 2;
  private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)CN=([^,+]+)");

  private static final Logger LOG = Logger.getLogger(PeerTrust.class);

  private final String peer;
  private final X509ExtendedTrustManager issuers;
  private final AtomicReference<String> refused = new AtomicReference<>("");

  PeerTrust(String peer, X509ExtendedTrustManager issuers) {
    this.peer = peer;
    this.issuers = issuers;
  }

  /** Common name and DNS names of a certificate. */
  static Set<String> names(X509Certificate certificate) {
    Set<String> names = new TreeSet<>();
    Matcher common = COMMON_NAME.matcher(certificate.getSubjectX500Principal().getName());
    if (common.find()) {
      names.add(common.group(1));
    }
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        alternatives.stream()
            .filter(each -> Objects.equals(each.getFirst(), SAN_DNS))
            .forEach(each -> names.add(String.valueOf(each.get(1))));
      }
    } catch (CertificateException unreadable) {
      return names;
    }
    return names;
  }

  /** A caller's: no other place can say why it was not let in. Told once for each reason. */
  private void checkCaller(X509Certificate[] chain, String type) throws CertificateException {
    try {
      check(chain, true, type);
      refused.set("");
    } catch (CertificateException refusal) {
      String why = String.valueOf(refusal.getMessage());
      if (!why.equals(refused.getAndSet(why))) {
        LOG.warnf("standby link: a connection is refused: %s", why);
      }
      throw refusal;
    }
  }

  private void check(X509Certificate[] chain, boolean client, String type)
      throws CertificateException {
    X509Certificate shown = chain[0];
    try {
      shown.checkValidity();
    } catch (CertificateExpiredException over) {
      throw new CertificateException(
          "the other PC's certificate was valid until %s; it needs a new one, or a clock is wrong"
              .formatted(shown.getNotAfter().toInstant()));
    } catch (CertificateNotYetValidException early) {
      throw new CertificateException(
          "the other PC's certificate is valid from %s; where that is past, a clock is wrong"
              .formatted(shown.getNotBefore().toInstant()));
    }
    try {
      if (client) {
        issuers.checkClientTrusted(chain, type);
      } else {
        issuers.checkServerTrusted(chain, type);
      }
    } catch (CertificateException stranger) {
      throw new CertificateException(
          "the certificate of %s is not signed by what lockstep.standby.trust holds, nor is it there"
              .formatted(shown.getSubjectX500Principal()),
          stranger);
    }
    if (!names(shown).contains(peer)) {
      throw new CertificateException(
          "the certificate is for %s, and the other PC is %s (lockstep.standby.peer-name)"
              .formatted(names(shown), peer));
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    checkCaller(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    checkCaller(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkCaller(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain, false, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, false, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, false, type);
  }

  /** None: a caller with another issuer's certificate shows it too, and its name can be told. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}

package dev.lockstep.standby.link;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Certificates of the link, read and checked. */
public final class LinkCertificates {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final char[] NO_PASSWORD = new char[0];

  private final KeyManagerFactory keys;
  private final PeerTrust trust;
  private final X509Certificate own;

  private LinkCertificates(KeyManagerFactory keys, PeerTrust trust, X509Certificate own) {
    this.keys = keys;
    this.trust = trust;
    this.own = own;
  }

  /**
   * Reads them.
   *
   * @param self this PC's name, which must stand in its certificate: else the other would refuse it
   * @param peer the other PC's name, which must stand in its certificate
   * @throws UnusableCertificateException where a person must correct something
   */
  public static LinkCertificates read(LinkFiles files, String self, String peer)
      throws UnusableCertificateException {
    List<X509Certificate> chain = certificates(files.certificate());
    X509Certificate own = chain.getFirst();
    checkOwn(files, own, self);
    PrivateKey key = key(files.key(), own);
    if (!belong(key, own)) {
      throw new UnusableCertificateException(
          "%s is not the key of the certificate in %s".formatted(files.key(), files.certificate()));
    }
    List<X509Certificate> trusted = certificates(files.trusted());
    try {
      KeyStore shown = empty();
      shown.setKeyEntry("link", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(shown, NO_PASSWORD);
      return new LinkCertificates(keys, new PeerTrust(peer, trustOf(trusted)), own);
    } catch (GeneralSecurityException unusable) {
      throw new UnusableCertificateException(
          "%s and %s: %s".formatted(files.certificate(), files.key(), unusable.getMessage()));
    }
  }

  private static void checkOwn(LinkFiles files, X509Certificate own, String self)
      throws UnusableCertificateException {
    try {
      own.checkValidity();
    } catch (CertificateExpiredException over) {
      throw new UnusableCertificateException(
          "the certificate in %s was valid until %s; a new one is needed"
              .formatted(files.certificate(), own.getNotAfter().toInstant()));
    } catch (CertificateNotYetValidException early) {
      throw new UnusableCertificateException(
          "the certificate in %s is valid from %s; where that is past, this PC's clock is wrong"
              .formatted(files.certificate(), own.getNotBefore().toInstant()));
    }
    if (!PeerTrust.names(own).contains(self)) {
      throw new UnusableCertificateException(
          "the certificate in %s is for %s, and this PC is %s in its line"
              .formatted(files.certificate(), PeerTrust.names(own), self));
    }
  }

  private static List<X509Certificate> certificates(Path file) throws UnusableCertificateException {
    try {
      List<X509Certificate> read =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (read.isEmpty()) {
        throw new UnusableCertificateException(file + " holds no certificate; PEM would be right");
      }
      return read;
    } catch (IOException unreadable) {
      throw new UnusableCertificateException("%s cannot be read: %s".formatted(file, unreadable));
    } catch (GeneralSecurityException other) {
      throw new UnusableCertificateException(
          "%s holds something else than certificates in PEM: %s"
              .formatted(file, other.getMessage()));
    }
  }

  private static PrivateKey key(Path file, X509Certificate own)
      throws UnusableCertificateException {
    try {
      Matcher found = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
      if (!found.find()) {
        throw new UnusableCertificateException(
            file
                + " holds no key that begins with BEGIN PRIVATE KEY; openssl pkcs8 -topk8 -nocrypt"
                + " makes one");
      }
      byte[] encoded = Base64.getMimeDecoder().decode(found.group(1));
      return KeyFactory.getInstance(own.getPublicKey().getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (IOException unreadable) {
      throw new UnusableCertificateException("%s cannot be read: %s".formatted(file, unreadable));
    } catch (GeneralSecurityException | IllegalArgumentException other) {
      throw new UnusableCertificateException(
          "%s holds no key of the kind of its certificate (%s): %s"
              .formatted(file, own.getPublicKey().getAlgorithm(), other.getMessage()));
    }
  }

  private static boolean belong(PrivateKey key, X509Certificate own)
      throws UnusableCertificateException {
    String algorithm =
        switch (own.getPublicKey().getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> own.getPublicKey().getAlgorithm();
        };
    try {
      byte[] probe = "lockstep".getBytes(StandardCharsets.US_ASCII);
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(own.getPublicKey());
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException unusable) {
      throw new UnusableCertificateException(
          "a key of the kind %s cannot be used: %s; RSA or EC would be right"
              .formatted(algorithm, unusable.getMessage()));
    }
  }

  private static X509ExtendedTrustManager trustOf(List<X509Certificate> trusted)
      throws GeneralSecurityException {
    KeyStore anchors = empty();
    for (int each = 0; each < trusted.size(); each++) {
      anchors.setCertificateEntry("peer-" + each, trusted.get(each));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(anchors);
    return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
  }

  private static KeyStore empty() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException impossible) {
      throw new GeneralSecurityException(impossible);
    }
    return store;
  }

  /** This PC's own. */
  public X509Certificate own() {
    return own;
  }

  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JDK has TLS 1.3", missing);
    }
  }
}

package dev.lockstep.driver.opcua;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Period;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;

/**
 * A certificate of the gateway itself, with its key.
 *
 * @param file where the certificate is
 */
record OwnCertificate(KeyPair keys, X509Certificate certificate, Path file) {
  private static final int KEY_BITS = 3072;
  private static final Period VALIDITY = Period.ofYears(10);

  /** Where a certificate and its key lie. */
  record Place(Path certificate, Path key) {
    boolean missing() {
      return Files.notExists(certificate) && Files.notExists(key);
    }

    void delete() throws IOException {
      DurableFiles.delete(certificate);
      DurableFiles.delete(key);
    }
  }

  /**
   * Reads them.
   *
   * @throws IOException where they cannot be read, do not hold what they should, or do not belong
   *     together
   */
  static OwnCertificate read(Place place) throws IOException {
    try {
      X509Certificate found = certificate(place.certificate());
      PrivateKey key = key(place.key());
      if (!belong(found, key)) {
        throw new IOException(
            "%s is not the key of %s: put both in their places"
                .formatted(place.key(), place.certificate()));
      }
      return new OwnCertificate(new KeyPair(found.getPublicKey(), key), found, place.certificate());
    } catch (GeneralSecurityException | IllegalArgumentException | UaException broken) {
      throw new IOException(
          "%s or %s is broken".formatted(place.certificate(), place.key()), broken);
    }
  }

  private static boolean belong(X509Certificate certificate, PrivateKey key) {
    return certificate.getPublicKey() instanceof RSAKey shown
        && key instanceof RSAKey secret
        && shown.getModulus().equals(secret.getModulus());
  }

  /** Makes a self-signed one. */
  static OwnCertificate make(OpcUaApplication application, Path file)
      throws GeneralSecurityException {
    KeyPair keys = SelfSignedCertificateGenerator.generateRsaKeyPair(KEY_BITS);
    return new OwnCertificate(keys, signed(keys, application), file);
  }

  /**
   * Puts both in their places, the key first: if power fails in between, the start after it finds
   * that they do not belong together. Durable when this returns.
   */
  OwnCertificate put(Place place) throws IOException, GeneralSecurityException {
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    put(place.key(), pem.getBytes(StandardCharsets.US_ASCII));
    put(place.certificate(), certificate.getEncoded());
    return new OwnCertificate(keys, certificate, place.certificate());
  }

  private static void put(Path file, byte[] octets) throws IOException {
    Path folder = Optional.ofNullable(file.getParent()).orElseThrow();
    DurableFiles.makeFolder(folder);
    DurableFiles.put(file, octets, folder);
  }

  boolean sameAs(OwnCertificate other) {
    return certificate.equals(other.certificate());
  }

  private static X509Certificate signed(KeyPair keys, OpcUaApplication application)
      throws GeneralSecurityException {
    try {
      return new SelfSignedCertificateBuilder(keys)
          .setCommonName(application.name())
          .setApplicationUri(application.uri())
          .setValidityPeriod(VALIDITY)
          .setSignatureAlgorithm(SelfSignedCertificateBuilder.SA_SHA256_RSA)
          .build();
    } catch (Exception failed) { // Milo declares no less
      throw new GeneralSecurityException("the own certificate cannot be made", failed);
    }
  }

  /** A certificate, DER or PEM. */
  static X509Certificate certificate(Path file) throws IOException, UaException {
    return CertificateUtil.decodeCertificate(Files.readAllBytes(file));
  }

  /** A private RSA key, PKCS #8 as PEM. */
  static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
    String base64 = text.replaceAll("-----[A-Z ]+-----", "");
    byte[] octets = Base64.getMimeDecoder().decode(base64);
    return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(octets));
  }
}

package dev.lockstep.driver.opcua;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Period;
import java.util.Base64;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;

/**
 * The gateway's own certificate and key: {@code own/certs/lockstep.der} and {@code
 * own/private/lockstep.pem}. Made, self-signed, where both are missing; a plant that signs its own
 * puts them there.
 *
 * @param file where the certificate is
 */
record OwnCertificate(KeyPair keys, X509Certificate certificate, Path file) {
  private static final int KEY_BITS = 3072;
  private static final Period VALIDITY = Period.ofYears(10);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  /**
   * @throws IOException where the files cannot be read, written, or do not hold what they should
   */
  static OwnCertificate in(Path own, OpcUaApplication application) throws IOException {
    Path certificate = own.resolve("certs").resolve("lockstep.der");
    Path key = own.resolve("private").resolve("lockstep.pem");
    try {
      if (Files.notExists(certificate) && Files.notExists(key)) {
        create(certificate, key, application);
      }
      X509Certificate found = certificate(certificate);
      return new OwnCertificate(new KeyPair(found.getPublicKey(), key(key)), found, certificate);
    } catch (GeneralSecurityException | UaException broken) {
      throw new IOException("%s or %s is broken".formatted(certificate, key), broken);
    }
  }

  private static void create(Path certificate, Path key, OpcUaApplication application)
      throws IOException, GeneralSecurityException {
    KeyPair keys = SelfSignedCertificateGenerator.generateRsaKeyPair(KEY_BITS);
    byte[] encoded = signed(keys, application).getEncoded();
    Files.createDirectories(certificate.getParent());
    Files.createDirectories(key.getParent());
    // The key first: if power fails in between, the start after it says what is missing.
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    Path fresh = key.resolveSibling("lockstep.pem.new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.writeString(fresh, pem, StandardOpenOption.WRITE);
    Files.move(fresh, key, StandardCopyOption.ATOMIC_MOVE);
    Files.write(certificate, encoded, StandardOpenOption.CREATE_NEW);
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

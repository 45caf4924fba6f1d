package dev.lockstep.driver.opcua;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.CertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.DefaultClientCertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.eclipse.milo.opcua.stack.core.util.validation.ValidationCheck;
import org.jspecify.annotations.Nullable;

/**
 * Which servers are trusted: {@code pki/own|trusted|issuer|rejected} (OPC 10000-12, Annex F), each
 * with {@code certs} and, but for rejected, {@code crl}. The directories are read for each
 * connection, so moving a file is all that trust takes.
 */
final class Trust {
  private static final int REJECTED_MAX = 100;
  private static final int FILES_MAX = 1_000;

  private final Path pki;
  private final OwnCertificate own;

  /**
   * @throws UncheckedIOException where the directories or the own certificate cannot be made
   */
  Trust(OpcUaSettings settings) {
    this.pki = settings.pki().toAbsolutePath().normalize();
    try {
      for (String each : List.of("trusted/certs", "trusted/crl", "issuer/certs", "issuer/crl")) {
        Files.createDirectories(pki.resolve(each));
      }
      Files.createDirectories(rejected());
      this.own = OwnCertificate.in(pki.resolve("own"), settings.application());
    } catch (IOException failed) {
      throw new UncheckedIOException("OPC UA: " + pki + ": " + failed.getMessage(), failed);
    }
  }

  OwnCertificate own() {
    return own;
  }

  /** Checks against what the directories hold now. */
  CertificateValidator validator() throws UnansweredException {
    MemoryTrustListManager lists = new MemoryTrustListManager();
    try {
      lists.setTrustedCertificates(certificates(pki.resolve("trusted/certs")));
      lists.setIssuerCertificates(certificates(pki.resolve("issuer/certs")));
      lists.setTrustedCrls(revocations(pki.resolve("trusted/crl")));
      lists.setIssuerCrls(revocations(pki.resolve("issuer/crl")));
    } catch (IOException unreadable) {
      throw new UnansweredException("the trust list cannot be read: " + unreadable.getMessage());
    }
    // The host name is not checked: plants use addresses and NAT, and the key itself is trusted.
    EnumSet<ValidationCheck> checks = EnumSet.of(ValidationCheck.APPLICATION_URI);
    checks.add(ValidationCheck.VALIDITY);
    checks.add(ValidationCheck.REVOCATION);
    return new DefaultClientCertificateValidator(lists, checks, new Nowhere());
  }

  /**
   * Checks a server before the gateway calls it, so that a refusal says what to do.
   *
   * @throws UnansweredException naming the file to move where the server is not trusted
   */
  void check(List<X509Certificate> chain, @Nullable String applicationUri)
      throws UnansweredException {
    try {
      validator().validateCertificateChain(chain, applicationUri, null);
    } catch (UaException untrusted) {
      Path file = reject(chain.getFirst());
      String detail =
          "the server's certificate \"%s\" is not trusted (%s): to trust it, move %s to %s";
      throw new UnansweredException(
          detail.formatted(
              chain.getFirst().getSubjectX500Principal(),
              StatusTable.name(untrusted.getStatusCode()),
              file,
              pki.resolve("trusted/certs")),
          untrusted.getStatusCode());
    }
  }

  private Path rejected() {
    return pki.resolve("rejected/certs");
  }

  private Path reject(X509Certificate certificate) throws UnansweredException {
    try {
      byte[] encoded = certificate.getEncoded();
      byte[] print = MessageDigest.getInstance("SHA-256").digest(encoded);
      Path file = rejected().resolve(HexFormat.of().formatHex(print, 0, 20) + ".der");
      if (Files.notExists(file)) {
        if (files(rejected()).size() >= REJECTED_MAX) {
          throw new IOException(rejected() + " is full: " + REJECTED_MAX + " certificates");
        }
        Files.write(file, encoded, StandardOpenOption.CREATE);
      }
      return file;
    } catch (IOException | GeneralSecurityException failed) {
      throw new UnansweredException(
          "the server's certificate is not trusted, and cannot be kept: " + failed.getMessage());
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isRegularFile).limit(FILES_MAX).sorted().toList();
    }
  }

  private static List<X509Certificate> certificates(Path directory) throws IOException {
    List<X509Certificate> found = new ArrayList<>();
    for (Path file : files(directory)) {
      try {
        found.add(CertificateUtil.decodeCertificate(Files.readAllBytes(file)));
      } catch (UaException broken) {
        throw new IOException(file + " is no certificate", broken);
      }
    }
    return found;
  }

  private static List<X509CRL> revocations(Path directory) throws IOException {
    List<X509CRL> found = new ArrayList<>();
    for (Path file : files(directory)) {
      try (var octets = Files.newInputStream(file)) {
        found.add((X509CRL) CertificateFactory.getInstance("X.509").generateCRL(octets));
      } catch (CRLException | CertificateException broken) {
        throw new IOException(file + " is no revocation list", broken);
      }
    }
    return found;
  }

  /**
   * Milo's own quarantine names files by a digest that nobody can look up; {@link #reject} does.
   */
  private static final class Nowhere implements CertificateQuarantine {
    @Override
    public List<X509Certificate> getRejectedCertificates() {
      return List.of();
    }

    @Override
    public void addRejectedCertificate(X509Certificate certificate) {}

    @Override
    public void removeRejectedCertificate(X509Certificate certificate) {}
  }
}

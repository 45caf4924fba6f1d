package dev.lockstep.driver.opcua;

import dev.lockstep.device.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.CertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.DefaultClientCertificateValidator;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.util.validation.ValidationCheck;

/**
 * Which servers are trusted: {@code pki/own|trusted|issuer|rejected} (OPC 10000-12, Annex F), each
 * with {@code certs} and, but for rejected, {@code crl}. The directories are read for each
 * connection, so moving a file is all that trust takes.
 */
final class CertificateTrust {
  private static final int REJECTED_MAX = 100;

  private final Path pki;
  private final OwnCertificate own;
  private final TimeSource clock;

  /**
   * @throws UncheckedIOException where the directories or the own certificate cannot be made
   */
  CertificateTrust(Path directory, OpcUaApplication application, TimeSource clock) {
    this.clock = clock;
    this.pki = directory.toAbsolutePath().normalize();
    try {
      for (String each : TrustLists.DIRECTORIES) {
        Files.createDirectories(pki.resolve(each));
      }
      Files.createDirectories(rejected());
      this.own = OwnCertificate.in(pki.resolve("own"), application);
    } catch (IOException failed) {
      throw new UncheckedIOException(
          "OPC UA: its certificates cannot be kept there: %s; it must be writable at the first start"
              .formatted(failed),
          failed);
    }
  }

  OwnCertificate own() {
    return own;
  }

  /** The directory of all lists. */
  Path pki() {
    return pki;
  }

  /** Checks against what the directories hold now. */
  CertificateValidator validator() throws UnansweredException {
    return validator(lists());
  }

  private TrustLists lists() throws UnansweredException {
    try {
      return TrustLists.read(pki);
    } catch (IOException unreadable) {
      throw new UnansweredException("the trust list cannot be read: " + unreadable.getMessage());
    }
  }

  private static CertificateValidator validator(TrustLists lists) {
    // The host name is not checked: plants use addresses and NAT, and the key itself is trusted.
    EnumSet<ValidationCheck> checks = EnumSet.of(ValidationCheck.APPLICATION_URI);
    checks.add(ValidationCheck.VALIDITY);
    checks.add(ValidationCheck.REVOCATION);
    return new DefaultClientCertificateValidator(lists.manager(), checks, new Nowhere());
  }

  /**
   * Checks a server before the gateway sends it anything that is secured by its certificate, so
   * that a refusal says what to do.
   *
   * @throws UnansweredException saying what is wrong and what changes it; where that is a file to
   *     move, the file is there
   */
  void check(CertificateDiagnosis.Certified certified) throws UnansweredException {
    check(certified, lists());
  }

  /** Checks a server against what the directories held at one moment. */
  void check(CertificateDiagnosis.Certified certified, TrustLists lists)
      throws UnansweredException {
    if (certified.chain().isEmpty()) {
      throw new UnansweredException(
          "the server shows no certificate for %s: give it one".formatted(certified.policy()));
    }
    CertificateDiagnosis diagnosis = new CertificateDiagnosis(certified, lists, clock.now().wall());
    Optional<CertificateDiagnosis.Finding> fault = diagnosis.ofItself();
    if (fault.isPresent()) {
      throw refused(certified, fault.get(), new StatusCode(StatusCodes.Bad_CertificateInvalid));
    }
    try {
      String uri = certified.applicationUri();
      validator(lists)
          .validateCertificateChain(certified.chain(), uri.isEmpty() ? null : uri, null);
    } catch (UaException refusal) {
      throw refused(certified, diagnosis.of(refusal), refusal.getStatusCode());
    }
  }

  private UnansweredException refused(
      CertificateDiagnosis.Certified certified,
      CertificateDiagnosis.Finding finding,
      StatusCode status)
      throws UnansweredException {
    X509Certificate leaf = certified.chain().getFirst();
    StringBuilder sentence =
        new StringBuilder(
            "the server's certificate \"%s\" ".formatted(CertificateDiagnosis.name(leaf)));
    sentence.append(finding.sentence());
    for (X509Certificate each : finding.trust()) {
      boolean own = each.equals(leaf);
      sentence.append(
          "%s move %s to %s"
              .formatted(
                  own ? "; to trust it," : "; its issuer's:",
                  reject(each),
                  pki.resolve(own ? "trusted/certs" : "issuer/certs")));
    }
    return new UnansweredException(sentence.toString(), status);
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
        makeRoom();
        Files.write(file, encoded, StandardOpenOption.CREATE);
      }
      return file;
    } catch (IOException | GeneralSecurityException failed) {
      throw new UnansweredException(
          "the server's certificate is not trusted, and cannot be kept in %s: %s"
              .formatted(rejected(), failed));
    }
  }

  /** Deletes the oldest, because a person looks for what was refused just now. */
  private void makeRoom() throws IOException {
    List<Path> kept = TrustLists.files(rejected());
    if (kept.size() >= REJECTED_MAX) {
      Files.deleteIfExists(
          kept.stream()
              .min(Comparator.comparingLong(each -> each.toFile().lastModified()))
              .orElseThrow());
    }
  }

  /**
   * Milo's own quarantine names files by a digest that is shown nowhere; {@link #reject} does not.
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

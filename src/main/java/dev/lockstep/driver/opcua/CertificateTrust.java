package dev.lockstep.driver.opcua;

import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.CertificateFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
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
  /** First what is recorded with its reason: a file that is moved says not by whom. */
  private static final String APPROVE =
      "; to trust it, compare its thumbprint at the machine and approve it (lockstep trust list,"
          + " then lockstep trust approve, or Trust on the page)";

  private final Path pki;
  private final OwnCertificates own;
  private final RejectedCertificates rejected;
  private final TimeSource clock;

  /**
   * @throws UncheckedIOException where the directories or the own certificate cannot be made
   */
  CertificateTrust(Path directory, OpcUaApplication application, TimeSource clock) {
    this.clock = clock;
    this.pki = directory.toAbsolutePath().normalize();
    this.rejected = new RejectedCertificates(pki);
    try {
      for (String each : TrustLists.DIRECTORIES) {
        Files.createDirectories(pki.resolve(each));
      }
      Files.createDirectories(rejected.folder());
      this.own = OwnCertificates.in(pki.resolve("own"), application, clock);
    } catch (IOException failed) {
      throw new UncheckedIOException(
          "OPC UA: its certificates cannot be kept there: %s; it must be writable at the first start"
              .formatted(failed),
          failed);
    }
  }

  OwnCertificates own() {
    return own;
  }

  /** The directory of all lists. */
  Path pki() {
    return pki;
  }

  RejectedCertificates rejected() {
    return rejected;
  }

  /**
   * Checks against what the directories hold now.
   *
   * @param keptFile of the certificate that is trusted for this device alone
   */
  CertificateValidator validator(Path keptFile) throws UnansweredException {
    return validator(lists().of(keptFile));
  }

  /**
   * What the directories hold now.
   *
   * @throws UnansweredException where they cannot be read: then no certificate is accepted
   */
  TrustLists lists() throws UnansweredException {
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
  void check(CertificateDiagnosis.Certified certified, TrustLists lists)
      throws UnansweredException {
    Optional<Refusal> refusal = refusal(certified, lists);
    if (refusal.isPresent()) {
      throw refused(certified, refusal.get());
    }
  }

  /**
   * A refusal.
   *
   * @param status that a server would give for it
   */
  record Refusal(CertificateDiagnosis.Finding finding, StatusCode status) {}

  /** Whether these lists refuse a server; changes nothing. */
  Optional<Refusal> refusal(CertificateDiagnosis.Certified certified, TrustLists lists) {
    if (certified.chain().isEmpty()) {
      String none = "shows no certificate for %s: give it one".formatted(certified.policy());
      return Optional.of(
          new Refusal(
              new CertificateDiagnosis.Finding(CertificateFault.UNUSABLE, none, List.of()),
              new StatusCode(StatusCodes.Bad_NoValidCertificates)));
    }
    CertificateDiagnosis diagnosis = new CertificateDiagnosis(certified, lists, clock.now().wall());
    Optional<CertificateDiagnosis.Finding> fault = diagnosis.ofItself();
    if (fault.isPresent()) {
      return Optional.of(
          new Refusal(fault.get(), new StatusCode(StatusCodes.Bad_CertificateInvalid)));
    }
    try {
      String uri = certified.applicationUri();
      validator(lists)
          .validateCertificateChain(certified.chain(), uri.isEmpty() ? null : uri, null);
      return Optional.empty();
    } catch (UaException refusal) {
      return Optional.of(new Refusal(diagnosis.of(refusal), refusal.getStatusCode()));
    }
  }

  /** What is told of a refusal; the certificates that a person may move are there then. */
  UnansweredException refused(CertificateDiagnosis.Certified certified, Refusal refusal)
      throws UnansweredException {
    CertificateDiagnosis.Finding finding = refusal.finding();
    if (certified.chain().isEmpty()) {
      return new UnansweredException("the server " + finding.sentence());
    }
    X509Certificate leaf = certified.chain().getFirst();
    StringBuilder sentence = new StringBuilder(sentence(leaf, finding));
    for (X509Certificate each : finding.trust()) {
      boolean itsOwn = each.equals(leaf);
      sentence.append(
          "%s move %s to %s"
              .formatted(
                  itsOwn ? APPROVE + ", or" : "; its issuer's:",
                  reject(each),
                  pki.resolve(itsOwn ? "trusted/certs" : "issuer/certs")));
    }
    return new UnansweredException(sentence.toString(), refusal.status());
  }

  /** What is wrong with a certificate, without the files that change it. */
  static String sentence(X509Certificate leaf, CertificateDiagnosis.Finding finding) {
    return "the server's certificate \"%s\" %s"
        .formatted(CertificateDiagnosis.name(leaf), finding.sentence());
  }

  private Path reject(X509Certificate certificate) throws UnansweredException {
    try {
      return rejected.keep(certificate);
    } catch (IOException | CertificateEncodingException | UnsupportedOperationException failed) {
      throw new UnansweredException(
          "the server's certificate is not trusted, and cannot be kept in %s: %s"
              .formatted(rejected.folder(), failed));
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

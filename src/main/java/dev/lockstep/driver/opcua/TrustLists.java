package dev.lockstep.driver.opcua;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.security.TrustListManager;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;

/**
 * What the trust list (OPC 10000-12, 7.8.2) holds at one moment: certificates that are trusted,
 * issuers that only complete a chain, and what either has revoked.
 */
record TrustLists(
    List<X509Certificate> trusted, List<X509Certificate> issuers, List<X509CRL> revocations) {
  /** Below the pki folder. */
  static final List<String> DIRECTORIES =
      List.of("trusted/certs", "trusted/crl", "issuer/certs", "issuer/crl");

  private static final int FILES_MAX = 1_000;

  /**
   * Reads {@code trusted} and {@code issuer}, each with {@code certs} and {@code crl}.
   *
   * @throws IOException also where a file in them is broken
   */
  static TrustLists read(Path pki) throws IOException {
    List<String> faults = new ArrayList<>();
    TrustLists lists = readable(pki, faults);
    if (!faults.isEmpty()) {
      throw new IOException(faults.getFirst());
    }
    return lists;
  }

  /**
   * Reads what can be read of them. A directory that was taken away holds nothing.
   *
   * @param faults where one sentence is added for each file or directory that is left out
   */
  static TrustLists readable(Path pki, List<String> faults) throws IOException {
    List<X509CRL> revocations = new ArrayList<>();
    revocations(pki.resolve("trusted/crl"), revocations, faults);
    revocations(pki.resolve("issuer/crl"), revocations, faults);
    return new TrustLists(
        certificates(pki.resolve("trusted/certs"), faults),
        certificates(pki.resolve("issuer/certs"), faults),
        List.copyOf(revocations));
  }

  /** What changes when a file is added, replaced or taken away: a line for each. */
  static List<String> state(Path pki) throws IOException {
    List<String> state = new ArrayList<>();
    for (String each : DIRECTORIES) {
      for (Path file : found(pki.resolve(each), new ArrayList<>())) {
        state.add(entry(file));
      }
    }
    return List.copyOf(state);
  }

  private static String entry(Path file) throws IOException {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return "%s %s %d %s"
          .formatted(file, found.lastModifiedTime().toInstant(), found.size(), found.fileKey());
    } catch (NoSuchFileException gone) {
      return file + " is gone";
    }
  }

  /** For Milo's validator. */
  TrustListManager manager() {
    MemoryTrustListManager lists = new MemoryTrustListManager();
    lists.setTrustedCertificates(trusted);
    lists.setIssuerCertificates(issuers);
    lists.setTrustedCrls(revocations);
    return lists;
  }

  /** The certificate's issuer, where it is in these lists. */
  Optional<X509Certificate> issuerOf(X509Certificate certificate) {
    return issuerAmong(Stream.concat(trusted.stream(), issuers.stream()), certificate);
  }

  /** The certificate's issuer among these; itself where it is self-signed. */
  static Optional<X509Certificate> issuerAmong(
      Stream<X509Certificate> candidates, X509Certificate certificate) {
    return candidates
        .filter(each -> each.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
        .filter(each -> isSignedBy(certificate, each))
        .findFirst();
  }

  static boolean isSelfSigned(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
        && isSignedBy(certificate, certificate);
  }

  private static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException another) {
      return false;
    }
  }

  static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isRegularFile).limit(FILES_MAX).sorted().toList();
    }
  }

  private static List<Path> found(Path directory, List<String> faults) throws IOException {
    try {
      return files(directory);
    } catch (NoSuchFileException | NotDirectoryException gone) {
      faults.add(directory + " is not there: make it");
      return List.of();
    }
  }

  private static List<X509Certificate> certificates(Path directory, List<String> faults)
      throws IOException {
    List<X509Certificate> found = new ArrayList<>();
    for (Path file : found(directory, faults)) {
      try {
        found.add(CertificateUtil.decodeCertificate(Files.readAllBytes(file)));
      } catch (UaException | NoSuchFileException broken) {
        faults.add(file + " is no certificate: move it away");
      }
    }
    return List.copyOf(found);
  }

  private static void revocations(Path directory, List<X509CRL> found, List<String> faults)
      throws IOException {
    for (Path file : found(directory, faults)) {
      try (var octets = Files.newInputStream(file)) {
        found.add((X509CRL) CertificateFactory.getInstance("X.509").generateCRL(octets));
      } catch (CRLException | CertificateException | NoSuchFileException broken) {
        faults.add(file + " is no revocation list: move it away");
      }
    }
  }
}

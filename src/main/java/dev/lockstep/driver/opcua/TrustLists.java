package dev.lockstep.driver.opcua;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.security.TrustListManager;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;

/**
 * What the trust list (OPC 10000-12, 7.8.2) holds at one moment: certificates that are trusted,
 * issuers that only complete a chain, and what either has revoked.
 *
 * @param kept certificates that are trusted for one device alone, by their files
 */
record TrustLists(
    List<X509Certificate> trusted,
    List<X509Certificate> issuers,
    List<X509CRL> revocations,
    Map<Path, X509Certificate> kept) {
  /** Below the pki folder. */
  static final List<String> DIRECTORIES =
      List.of("trusted/certs", "trusted/crl", "issuer/certs", "issuer/crl");

  /** The end of the name of a file that holds the certificate for one device. */
  static final String KEPT = ".der";

  private static final String KNOWN = "known";
  private static final int FILES_MAX = 1_000;
  private static final int CHAIN_MAX = 10;
  private static final int KEPT_MAX = 10_000;
  private static final int OCTETS_MAX = 65_536;

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
        List.copyOf(revocations),
        // A broken one of these is its device's trouble alone, and refuses no other server.
        kept(pki, new ArrayList<>()));
  }

  /** The same, as one device sees them. */
  TrustLists of(Path keptFile) {
    return Optional.ofNullable(kept.get(keptFile)).map(each -> and(each, List.of())).orElse(this);
  }

  /** The same with one more that is trusted, and issuers that complete its chain. */
  TrustLists and(X509Certificate also, List<X509Certificate> itsIssuers) {
    List<X509Certificate> more = new ArrayList<>(trusted);
    more.add(also);
    List<X509Certificate> moreIssuers = new ArrayList<>(issuers);
    moreIssuers.addAll(itsIssuers);
    return new TrustLists(List.copyOf(more), List.copyOf(moreIssuers), revocations, kept);
  }

  /** What changes when a file is added, replaced or taken away: a line for each. */
  static List<String> state(Path pki) throws IOException {
    List<String> state = new ArrayList<>();
    for (String each : DIRECTORIES) {
      for (Path file : found(pki.resolve(each), new ArrayList<>())) {
        state.add(entry(file));
      }
    }
    for (Path file : keptFiles(pki.resolve(KNOWN))) {
      state.add(entry(file));
    }
    return List.copyOf(state);
  }

  static String entry(Path file) throws IOException {
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

  /** The issuers of the first of these among the others, up to the last that is there. */
  static List<X509Certificate> issuersAmong(List<X509Certificate> chain) {
    List<X509Certificate> path = new ArrayList<>(List.of(chain.getFirst()));
    while (!isSelfSigned(path.getLast()) && path.size() < CHAIN_MAX) {
      Optional<X509Certificate> issuer = issuerAmong(chain.stream(), path.getLast());
      if (issuer.isEmpty()) {
        break;
      }
      path.add(issuer.get());
    }
    return List.copyOf(path.subList(1, path.size()));
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
    return List.copyOf(byFile(found(directory, faults), faults).values());
  }

  /**
   * The certificates that are trusted for one device alone, by their files.
   *
   * @param faults where one sentence is added for each file that is none
   */
  static Map<Path, X509Certificate> kept(Path pki, List<String> faults) throws IOException {
    return Map.copyOf(byFile(keptFiles(pki.resolve(KNOWN)), faults));
  }

  /** None where the folder is not there: it is made with the first server that is kept. */
  private static List<Path> keptFiles(Path known) throws IOException {
    if (!Files.isDirectory(known)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(known)) {
      return files
          .filter(each -> each.toString().endsWith(KEPT) && Files.isRegularFile(each))
          .limit(KEPT_MAX)
          .sorted()
          .toList();
    }
  }

  /**
   * Reads certificates.
   *
   * @param faults where one sentence is added for each file that is none
   */
  static Map<Path, X509Certificate> byFile(List<Path> files, List<String> faults)
      throws IOException {
    Map<Path, X509Certificate> found = new LinkedHashMap<>();
    for (Path file : files) {
      try (InputStream octets = Files.newInputStream(file)) {
        found.put(file, CertificateUtil.decodeCertificate(octets.readNBytes(OCTETS_MAX)));
      } catch (AccessDeniedException secret) {
        faults.add(file + " cannot be read: let the gateway's user read it");
      } catch (UaException | NoSuchFileException broken) {
        faults.add(file + " is no certificate: move it away");
      }
    }
    return found;
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

package dev.lockstep.driver.opcua;

import dev.lockstep.driver.CertificateDetails.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The folder {@code pki/rejected/certs} (OPC 10000-12, Annex F): what was shown and is not trusted,
 * for a person to move or to approve. The oldest makes room. Thread-safe, also beside another
 * process.
 */
final class RejectedCertificates {
  private static final int FILES_MAX = 100;
  private static final int NAME_DIGITS = 40;

  private final Path folder;

  RejectedCertificates(Path pki) {
    this.folder = pki.resolve("rejected/certs");
  }

  Path folder() {
    return folder;
  }

  /** The name that a certificate's file has in any folder that the gateway puts it into. */
  static String fileName(X509Certificate certificate) {
    return Digest.SHA256.of(certificate).substring(0, NAME_DIGITS) + ".der";
  }

  private Path file(X509Certificate certificate) {
    return folder.resolve(fileName(certificate));
  }

  /** Keeps a certificate, where it is not there yet. */
  Path keep(X509Certificate certificate) throws IOException, CertificateEncodingException {
    Path file = file(certificate);
    if (Files.notExists(file)) {
      makeRoom();
      DurableFiles.put(file, certificate.getEncoded(), folder);
    }
    return file;
  }

  /** Deletes the oldest, because a person looks for what was refused just now. */
  private void makeRoom() throws IOException {
    List<Path> kept = TrustLists.files(folder);
    if (kept.size() >= FILES_MAX) {
      Files.deleteIfExists(
          kept.stream()
              .min(Comparator.comparingLong(each -> each.toFile().lastModified()))
              .orElseThrow());
    }
  }

  void forget(X509Certificate certificate) throws IOException {
    DurableFiles.delete(file(certificate));
  }

  /** Since when it lies there; empty where it does not. */
  Optional<Instant> since(X509Certificate certificate) {
    long modified = file(certificate).toFile().lastModified();
    return modified == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(modified));
  }

  /** What lies there and can be read. */
  Map<Path, X509Certificate> found() throws IOException {
    return Files.isDirectory(folder)
        ? TrustLists.byFile(TrustLists.files(folder), new ArrayList<>())
        : Map.of();
  }
}

package dev.lockstep.driver.opcua;

import dev.lockstep.driver.CertificateDetails.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Certificates as they lie in the folders of {@code pki}, and how they come from one to another.
 * Each step is durable when it returns; a caller that is cut off between two may do all of it
 * again.
 */
final class TrustFolders {
  private static final int SHA1_DIGITS = 40;
  private static final List<String> TRUSTING = List.of("trusted/certs", "issuer/certs");

  private final CertificateTrust trust;
  private final ShownCertificates shown;

  TrustFolders(CertificateTrust trust, ShownCertificates shown) {
    this.trust = trust;
    this.shown = shown;
  }

  /**
   * The certificates of this thumbprint among those that were shown or lie in a folder; two where
   * somebody made a second one with the same SHA-1.
   */
  List<X509Certificate> find(String thumbprint) throws IOException {
    boolean brief = thumbprint.length() == SHA1_DIGITS;
    Digest digest = brief ? Digest.SHA1 : Digest.SHA256;
    return everywhere().filter(each -> digest.of(each).equals(thumbprint)).distinct().toList();
  }

  private Stream<X509Certificate> everywhere() throws IOException {
    TrustLists lists = TrustLists.readable(trust.pki(), new ArrayList<>());
    Stream<X509Certificate> listed =
        Stream.of(lists.trusted(), lists.issuers(), lists.kept().values())
            .flatMap(each -> each.stream());
    Stream<X509Certificate> away = trust.rejected().found().values().stream();
    return Stream.of(shown.certificates().stream(), listed, away).flatMap(each -> each);
  }

  /** Puts a certificate into the list of those that all devices trust. */
  void trust(X509Certificate certificate) throws IOException, CertificateEncodingException {
    put("trusted/certs", certificate);
  }

  /** Puts certificates among those that complete a chain, and are not trusted. */
  void issuers(List<X509Certificate> issuers) throws IOException, CertificateEncodingException {
    TrustLists lists = TrustLists.readable(trust.pki(), new ArrayList<>());
    for (X509Certificate each : issuers) {
      if (!lists.issuers().contains(each) && !lists.trusted().contains(each)) {
        put("issuer/certs", each);
      }
      trust.rejected().forget(each);
    }
  }

  private void put(String folder, X509Certificate certificate)
      throws IOException, CertificateEncodingException {
    Path file = trust.pki().resolve(folder).resolve(RejectedCertificates.fileName(certificate));
    // Finished in a folder that is no trust list: there an unfinished file refuses everybody.
    DurableFiles.put(file, certificate.getEncoded(), trust.pki());
  }

  /** The files by which this certificate is trusted, or completes a chain. */
  List<Path> places(X509Certificate certificate) throws IOException {
    Map<Path, X509Certificate> all = new LinkedHashMap<>();
    for (String each : TRUSTING) {
      Path folder = trust.pki().resolve(each);
      if (Files.isDirectory(folder)) {
        all.putAll(TrustLists.byFile(TrustLists.files(folder), new ArrayList<>()));
      }
    }
    all.putAll(TrustLists.kept(trust.pki(), new ArrayList<>()));
    all.values().removeIf(each -> !each.equals(certificate));
    return List.copyOf(all.keySet());
  }

  /** Takes a certificate out of all of these, and puts it among the rejected. */
  void withdraw(X509Certificate certificate, List<Path> places)
      throws IOException, CertificateEncodingException {
    trust.rejected().keep(certificate);
    for (Path each : places) {
      DurableFiles.delete(each);
    }
  }
}

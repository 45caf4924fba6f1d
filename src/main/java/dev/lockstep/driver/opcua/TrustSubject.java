package dev.lockstep.driver.opcua;

import dev.lockstep.driver.CertificateDetails;
import dev.lockstep.driver.TrustRequest;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** What one decision is about: an operator's request, and the certificate that it names. */
record TrustSubject(TrustRequest request, X509Certificate certificate) {
  static TrustSubject of(X509Certificate certificate, String by, String reason) {
    String thumbprint = CertificateDetails.Digest.SHA256.of(certificate);
    return new TrustSubject(
        new TrustRequest(thumbprint, Optional.empty(), by, reason), certificate);
  }

  /** SHA-256, however the request names it. */
  String thumbprint() {
    return CertificateDetails.Digest.SHA256.of(certificate);
  }

  /** For people. */
  String name() {
    return "\"%s\"".formatted(CertificateDiagnosis.name(certificate));
  }
}

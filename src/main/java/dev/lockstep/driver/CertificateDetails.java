package dev.lockstep.driver;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What people compare of a certificate (RFC 5280).
 *
 * @param thumbprint SHA-256 of it, 64 hexadecimal digits in lower case
 * @param thumbprintSha1 SHA-1 of it, 40 digits, as OPC UA tools show it (OPC 10000-6, 6.2.2)
 * @param subject its distinguished name; comes from outside
 * @param issuer the distinguished name of who signed it; comes from outside
 * @param applicationUri that stands in it (OPC 10000-4, 7.2); empty where it gives none
 * @param validFrom the begin of its validity
 * @param validUntil the end of its validity
 */
public record CertificateDetails(
    String thumbprint,
    String thumbprintSha1,
    String subject,
    String issuer,
    Optional<String> applicationUri,
    Instant validFrom,
    Instant validUntil) {
  private static final int SAN_URI = 6;

  /** Digests, by which a certificate is named. */
  public enum Digest {
    SHA1("SHA-1"),
    SHA256("SHA-256");

    private final String algorithm;

    Digest(String algorithm) {
      this.algorithm = algorithm;
    }

    /** The digest of the certificate's DER encoding, in lower case. */
    public String of(X509Certificate certificate) {
      try {
        byte[] print = MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
        return HexFormat.of().formatHex(print);
      } catch (GeneralSecurityException impossible) {
        throw new IllegalStateException("a certificate that was read has no digest", impossible);
      }
    }
  }

  public static CertificateDetails of(X509Certificate certificate) {
    return new CertificateDetails(
        Digest.SHA256.of(certificate),
        Digest.SHA1.of(certificate),
        certificate.getSubjectX500Principal().toString(),
        certificate.getIssuerX500Principal().toString(),
        applicationUri(certificate),
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant());
  }

  /** The ApplicationUri in a certificate (subjectAltName). */
  public static Optional<String> applicationUri(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? Optional.empty()
          : names.stream()
              .filter(each -> Objects.equals(each.getFirst(), SAN_URI))
              .map(each -> String.valueOf(each.get(1)))
              .filter(each -> !each.isEmpty())
              .findFirst();
    } catch (CertificateParsingException unreadable) {
      return Optional.empty();
    }
  }
}

package dev.lockstep.driver.opcua;

import dev.lockstep.driver.CertificateFault;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;

/**
 * Why a server's certificate is refused, and what changes that (the checks of OPC 10000-4, 6.1.3,
 * Table 100). Faults that no file can correct come first: an expired certificate stays refused in
 * every directory.
 */
final class CertificateDiagnosis {
  /** Where nothing says for which one a certificate is used. */
  static final SecurityPolicy USUAL_POLICY = SecurityPolicy.Basic256Sha256;

  private static final int MODERN_RSA_BITS_MIN = 2_048;
  private static final int OLD_RSA_BITS_MIN = 1_024;
  private static final int CHAIN_MAX = 10;

  private final Certified certified;
  private final TrustLists lists;
  private final Instant now;
  private final X509Certificate leaf;

  /**
   * What a server shows.
   *
   * @param chain its certificate first, then those of its issuers that it sent; not empty
   * @param applicationUri that it gives itself beside the certificate; may be empty
   * @param policy for which the certificate is used
   */
  record Certified(List<X509Certificate> chain, String applicationUri, SecurityPolicy policy) {}

  /**
   * What is wrong, and what a person can do.
   *
   * @param fault the kind of it
   * @param sentence what is wrong
   * @param trust the certificates to keep aside, so that a person can move them: the server's, then
   *     the one of its issuer that is missing here; empty where moving changes nothing
   */
  record Finding(CertificateFault fault, String sentence, List<X509Certificate> trust) {}

  CertificateDiagnosis(Certified certified, TrustLists lists, Instant now) {
    this.certified = certified;
    this.lists = lists;
    this.now = now;
    this.leaf = certified.chain().getFirst();
  }

  /** What is wrong for sure, whatever the trust list holds; empty where nothing is. */
  Optional<Finding> ofItself() {
    return time(leaf, "renew it on the server").or(this::weakKey);
  }

  /** Why it was refused. */
  Finding of(UaException refusal) {
    return ofItself().or(this::ofIssuers).orElseGet(() -> ofStatus(refusal));
  }

  private static Finding fixed(CertificateFault fault, String sentence) {
    return new Finding(fault, sentence, List.of());
  }

  private Optional<Finding> time(X509Certificate certificate, String renewal) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (now.isAfter(until)) {
      String sentence = "expired on %s (here it is %s): %s";
      return Optional.of(
          fixed(CertificateFault.EXPIRED, sentence.formatted(day(until), day(now), renewal)));
    }
    if (now.isBefore(from)) {
      String sentence = "is valid from %s only, and here it is %s: set the clocks of both";
      return Optional.of(
          fixed(CertificateFault.NOT_YET_VALID, sentence.formatted(second(from), second(now))));
    }
    return Optional.empty();
  }

  /** The day; nearer than a day, the second. */
  private String day(Instant instant) {
    boolean near = Duration.between(instant, now).abs().compareTo(Duration.ofDays(1)) < 0;
    boolean today = instant.equals(now);
    return near && !today
        ? second(instant)
        : instant.toString().substring(0, "2020-01-31".length());
  }

  private static String second(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private Optional<Finding> weakKey() {
    if (!(leaf.getPublicKey() instanceof RSAKey key)) {
      String sentence = "has a %s key, and %s asks for RSA: make an RSA certificate on the server";
      return Optional.of(weak(sentence.formatted(leaf.getPublicKey().getAlgorithm(), policy())));
    }
    boolean old =
        certified.policy() == SecurityPolicy.Basic128Rsa15
            || certified.policy() == SecurityPolicy.Basic256;
    int least = old ? OLD_RSA_BITS_MIN : MODERN_RSA_BITS_MIN;
    int bits = key.getModulus().bitLength();
    String sentence =
        "has an RSA key of %d bits, and %s asks for %d or more: make a new one on the server";
    return bits < least
        ? Optional.of(weak(sentence.formatted(bits, policy(), least)))
        : Optional.empty();
  }

  private static Finding weak(String sentence) {
    return fixed(CertificateFault.WEAK_KEY, sentence);
  }

  private String policy() {
    return certified.policy().name();
  }

  private Optional<Finding> ofIssuers() {
    List<X509Certificate> path = new ArrayList<>(List.of(leaf));
    while (!TrustLists.isSelfSigned(path.getLast())) {
      Optional<X509Certificate> issuer = issuerOf(path.getLast());
      if (issuer.isEmpty() || path.size() > CHAIN_MAX) {
        return Optional.of(incomplete(path.getLast(), Optional.empty()));
      }
      path.add(issuer.get());
    }
    X509Certificate root = path.getLast();
    boolean anchored = lists.trusted().contains(root) || lists.issuers().contains(root);
    if (path.size() > 1 && !anchored) {
      return Optional.of(incomplete(path.get(path.size() - 2), Optional.of(root)));
    }
    for (X509Certificate issuer : path.subList(1, path.size())) {
      Optional<Finding> late = time(issuer, "renew it at the certification authority");
      if (late.isPresent()) {
        String sentence = "was issued by \"%s\", whose own certificate %s";
        return late.map(
            each -> fixed(each.fault(), sentence.formatted(name(issuer), each.sentence())));
      }
    }
    return path.stream().anyMatch(lists.trusted()::contains)
        ? Optional.empty()
        : Optional.of(new Finding(CertificateFault.UNTRUSTED, "is not trusted", List.of(leaf)));
  }

  private Optional<X509Certificate> issuerOf(X509Certificate certificate) {
    return lists
        .issuerOf(certificate)
        .or(() -> TrustLists.issuerAmong(certified.chain().stream(), certificate));
  }

  private Finding incomplete(X509Certificate issued, Optional<X509Certificate> root) {
    String issuer = issued.getIssuerX500Principal().toString();
    String sentence =
        "%s was issued by \"%s\", whose certificate is not here: put that one into issuer/certs, or"
            + " into trusted/certs to trust all that it issued";
    String trust = lists.trusted().contains(leaf) ? "" : "is not trusted, and ";
    List<X509Certificate> kept = new ArrayList<>();
    if (!trust.isEmpty()) {
      kept.add(leaf);
    }
    root.ifPresent(kept::add);
    return new Finding(
        CertificateFault.ISSUER_UNKNOWN, trust + sentence.formatted("", issuer).strip(), kept);
  }

  private Finding ofStatus(UaException refusal) {
    long code = refusal.getStatusCode().value();
    String said = Objects.requireNonNullElse(refusal.getMessage(), "");
    if (code == StatusCodes.Bad_CertificateRevoked) {
      return fixed(
          CertificateFault.REVOKED,
          revoked() + ": give the server a new one, or take the list away if it is wrong");
    }
    if (code == StatusCodes.Bad_CertificateIssuerRevoked) {
      return fixed(
          CertificateFault.REVOKED,
          "was issued by an authority that was revoked: give the server a new one");
    }
    if (code == StatusCodes.Bad_CertificateRevocationUnknown
        || code == StatusCodes.Bad_CertificateIssuerRevocationUnknown) {
      String sentence =
          "may have been revoked, there is no current revocation list of \"%s\", its issuer: put"
              + " one into issuer/crl (an empty one will do)";
      return fixed(
          CertificateFault.REVOCATION_UNKNOWN, sentence.formatted(leaf.getIssuerX500Principal()));
    }
    if (code == StatusCodes.Bad_CertificateUriInvalid) {
      String uri = ServerIdentity.uri(leaf);
      String sentence =
          "is for the ApplicationUri \"%s\", and the server calls itself \"%s\": make a new one on"
              + " the server, for its ApplicationUri";
      return fixed(
          CertificateFault.APPLICATION_URI, sentence.formatted(uri, certified.applicationUri()));
    }
    if (code == StatusCodes.Bad_CertificateHostNameInvalid) {
      return fixed(
          CertificateFault.HOST_NAME,
          "is for another host: make a new one on the server, for its host name");
    }
    if (code == StatusCodes.Bad_CertificateUseNotAllowed) {
      String sentence =
          "may not be used for this (%s): make a new one on the server with digitalSignature,"
              + " nonRepudiation, keyEncipherment, dataEncipherment and serverAuth";
      return fixed(CertificateFault.USE_NOT_ALLOWED, sentence.formatted(said));
    }
    String sentence = "does not pass the checks (%s, signed with %s): make a new one on the server";
    return fixed(CertificateFault.UNUSABLE, sentence.formatted(said, leaf.getSigAlgName()));
  }

  private String revoked() {
    return lists.revocations().stream()
        .flatMap(each -> Stream.ofNullable(each.getRevokedCertificate(leaf)))
        .map(X509CRLEntry::getRevocationDate)
        .findFirst()
        .map(date -> "was revoked by its issuer on " + day(date.toInstant()))
        .orElse("was revoked by its issuer");
  }

  static String name(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().toString();
  }
}

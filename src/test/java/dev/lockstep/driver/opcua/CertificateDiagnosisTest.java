package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.TestCertificates.Wanted.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.driver.opcua.TestCertificates.Issued;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fault of a server's certificate has its own sentence, and a remedy that changes it. */
class CertificateDiagnosisTest {
  private static final String URI = "urn:plant:press";
  private final Instant now = Instant.now();

  @TempDir private Path pki;
  private CertificateTrust trust;

  @BeforeEach
  void make() {
    BouncyCastle.provide();
    OpcUaApplication application = new OpcUaApplication("urn:test:lockstep", "Lockstep test");
    trust = new CertificateTrust(pki, application, new ManualTimeSource());
  }

  @Test
  void aTrustedOneIsAccepted() throws Exception {
    Issued own = TestCertificates.selfSigned(server("press", URI));
    keep("trusted/certs", own.certificate());
    check(certified(own.certificate()));
  }

  @Test
  void oneThatIsNotTrustedIsKeptAndNamedWithHowItIsApprovedAndWhereItCouldBeMoved()
      throws Exception {
    Issued own = TestCertificates.selfSigned(server("press", URI));
    String told = refusal(own.certificate());
    Path kept = onlyRejected();
    assertThat(told)
        .isEqualTo(
            "the server's certificate \"CN=press\" is not trusted; to trust it, compare its thumbprint at the machine and approve it (lockstep trust list, then lockstep trust approve, or Trust on the page), or move %s to %s"
                .formatted(kept, pki.resolve("trusted/certs")));
    Files.move(kept, pki.resolve("trusted/certs").resolve(kept.getFileName()));
    check(certified(own.certificate()));
  }

  @Test
  void anExpiredOneIsToBeRenewedAndNoFileIsToBeMovedWhetherItIsTrustedOrNot() throws Exception {
    Issued own =
        TestCertificates.selfSigned(
            server("press", URI)
                .valid(
                    Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2020-01-31T12:00:00Z")));
    String told = refusal(own.certificate());
    assertThat(told)
        .startsWith("the server's certificate \"CN=press\" expired on 2020-01-31 (here it is ")
        .endsWith("): renew it on the server");
    assertThat(rejected()).isEmpty();
    keep("trusted/certs", own.certificate());
    assertThat(refusal(own.certificate())).startsWith(told.substring(0, 60));
    assertThat(rejected()).isEmpty();
  }

  @Test
  void oneThatIsNotValidYetAsksForTheClocks() throws Exception {
    Instant from = now.plus(Duration.ofHours(1));
    Issued own =
        TestCertificates.selfSigned(
            server("press", URI).valid(from, from.plus(Duration.ofDays(365))));
    assertThat(refusal(own.certificate()))
        .contains("is valid from " + from.toString().substring(0, 19) + "Z only, and here it is ")
        .endsWith(": set the clocks of both");
    assertThat(rejected()).isEmpty();
  }

  @Test
  void oneForAnotherApplicationUriNamesBoth() throws Exception {
    Issued own = TestCertificates.selfSigned(server("press", "urn:plant:oven"));
    keep("trusted/certs", own.certificate());
    assertThat(refusal(own.certificate()))
        .contains("is for the ApplicationUri \"urn:plant:oven\"")
        .contains("calls itself \"urn:plant:press\": make a new one on the server");
  }

  @Test
  void oneWithAKeyThatIsTooShortSaysHowLongItMustBe() throws Exception {
    Issued own = TestCertificates.selfSigned(server("press", URI).bits(1024));
    keep("trusted/certs", own.certificate());
    assertThat(refusal(own.certificate()))
        .contains("has an RSA key of 1024 bits, and Basic256Sha256 asks for 2048 or more");
  }

  @Test
  void oneThatMayNotEncryptSaysWhatItMustBeFor() throws Exception {
    Issued own = TestCertificates.selfSigned(server("press", URI).usage(KeyUsage.digitalSignature));
    keep("trusted/certs", own.certificate());
    assertThat(refusal(own.certificate()))
        .contains("may not be used for this")
        .contains("serverAuth");
  }

  @Test
  void oneOfAnAuthorityThatIsNotHereAsksForThatAuthorityToo() throws Exception {
    Issued authority = TestCertificates.authority(server("Plant CA", ""), Optional.empty());
    Issued own = TestCertificates.issuedBy(authority, server("press", URI));
    assertThat(refusal(own.certificate()))
        .contains(
            "is not trusted, and was issued by \"CN=Plant CA\", whose certificate is not here")
        .contains("issuer/certs");
    // Moved as told, and still not enough: then the sentence is another.
    keep("trusted/certs", own.certificate());
    Files.delete(onlyRejected());
    assertThat(refusal(own.certificate()))
        .contains("\"CN=press\" was issued by \"CN=Plant CA\", whose certificate is not here");
    assertThat(rejected()).isEmpty();
    keep("issuer/certs", authority.certificate());
    assertThat(refusal(own.certificate()))
        .contains(
            "no current revocation list of \"CN=Plant CA\", its issuer: put one into issuer/crl");
    revoke("issuer/crl", authority);
    check(certified(own.certificate()));
  }

  @Test
  void anAuthorityThatTheServerSendsAlongIsKeptToBeMovedToo() throws Exception {
    Issued authority = TestCertificates.authority(server("Plant CA", ""), Optional.empty());
    Issued own = TestCertificates.issuedBy(authority, server("press", URI));
    String told = refusal(own.certificate(), authority.certificate());
    assertThat(rejected()).hasSize(2).allMatch(each -> told.contains(each.toString()));
    assertThat(told).contains("its issuer's: move");
  }

  @Test
  void anAuthorityAloneMakesAllThatItIssuedTrusted() throws Exception {
    Issued authority = TestCertificates.authority(server("Plant CA", ""), Optional.empty());
    keep("trusted/certs", authority.certificate());
    revoke("trusted/crl", authority);
    check(certified(TestCertificates.issuedBy(authority, server("press", URI)).certificate()));
  }

  @Test
  void anAuthorityThatExpiredIsNamed() throws Exception {
    Instant from = Instant.parse("2019-01-01T00:00:00Z");
    Issued authority =
        TestCertificates.authority(
            server("Plant CA", "").valid(from, Instant.parse("2020-01-31T00:00:00Z")),
            Optional.empty());
    Issued own = TestCertificates.issuedBy(authority, server("press", URI));
    keep("trusted/certs", own.certificate());
    keep("issuer/certs", authority.certificate());
    assertThat(refusal(own.certificate()))
        .contains("was issued by \"CN=Plant CA\", whose own certificate expired on 2020-01-31");
  }

  @Test
  void oneThatWasRevokedSaysWhen() throws Exception {
    Issued authority = TestCertificates.authority(server("Plant CA", ""), Optional.empty());
    Issued own = TestCertificates.issuedBy(authority, server("press", URI));
    keep("trusted/certs", authority.certificate());
    revoke("trusted/crl", authority, own.certificate());
    assertThat(refusal(own.certificate()))
        .contains("was revoked by its issuer on 2026-01-31: give the server a new one");
    assertThat(rejected()).isEmpty();
  }

  @Test
  void whatIsNoCertificateInATrustListIsNamed() throws Exception {
    Files.writeString(pki.resolve("trusted/certs/readme.txt"), "put certificates here");
    Issued own = TestCertificates.selfSigned(server("press", URI));
    assertThat(refusal(own.certificate())).contains("readme.txt is no certificate: move it away");
  }

  @Test
  void aServerWithoutACertificateIsToldSo() {
    assertThat(refusal()).contains("the server shows no certificate for Basic256Sha256");
  }

  @Test
  void theOldestOfTheRejectedMakesRoom() throws Exception {
    for (int each = 0; each < 100; each++) {
      Files.writeString(pki.resolve("rejected/certs/" + each), "x");
    }
    Path oldest = pki.resolve("rejected/certs/50");
    assertThat(oldest.toFile().setLastModified(1_000_000)).isTrue();
    refusal(TestCertificates.selfSigned(server("press", URI)).certificate());
    assertThat(rejected()).hasSize(100).doesNotContain(oldest);
  }

  private static CertificateDiagnosis.Certified certified(X509Certificate... chain) {
    return new CertificateDiagnosis.Certified(List.of(chain), URI, SecurityPolicy.Basic256Sha256);
  }

  private void check(CertificateDiagnosis.Certified certified) throws Exception {
    trust.check(certified, trust.lists());
  }

  private String refusal(X509Certificate... chain) {
    return catchThrowableOfType(UnansweredException.class, () -> check(certified(chain))).detail();
  }

  private void keep(String folder, X509Certificate certificate) throws Exception {
    String name = certificate.getSerialNumber() + ".der";
    Files.write(pki.resolve(folder).resolve(name), certificate.getEncoded());
  }

  private void revoke(String folder, Issued authority, X509Certificate... revoked)
      throws Exception {
    X509CRL list = TestCertificates.revoking(authority, revoked);
    Files.write(pki.resolve(folder).resolve("plant.crl"), list.getEncoded());
  }

  private List<Path> rejected() throws Exception {
    try (Stream<Path> files = Files.list(pki.resolve("rejected/certs"))) {
      return files.toList();
    }
  }

  private Path onlyRejected() throws Exception {
    assertThat(rejected()).hasSize(1);
    return rejected().getFirst();
  }
}

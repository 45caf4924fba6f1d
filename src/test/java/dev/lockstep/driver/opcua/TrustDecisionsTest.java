package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.DeviceName;
import dev.lockstep.driver.CertificateDetails;
import dev.lockstep.driver.CertificateFault;
import dev.lockstep.driver.TrustChange;
import dev.lockstep.driver.TrustDecision;
import dev.lockstep.driver.TrustRequest;
import dev.lockstep.driver.TrustStanding;
import dev.lockstep.driver.opcua.TestCertificates.Issued;
import dev.lockstep.driver.opcua.TestCertificates.Wanted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decisions of operators about certificates that lie in the folders, and no server at all. */
class TrustDecisionsTest {
  private static final DeviceName PRESS = new DeviceName("Press-1");

  private final ManualTimeSource clock = new ManualTimeSource();
  @TempDir private Path pki;
  private CertificateTrust certificates;
  private ShownCertificates shown;
  private OpcUaServerTrust trust;
  private Issued press;

  @BeforeEach
  void make() throws Exception {
    BouncyCastle.provide();
    certificates =
        new CertificateTrust(pki, new OpcUaApplication("urn:test:lockstep", "test"), clock);
    shown = new ShownCertificates(certificates.rejected(), clock);
    TrustWatch watch = new TrustWatch(certificates, Duration.ofSeconds(5), clock);
    trust = new OpcUaServerTrust(certificates, shown, watch, clock);
    press = TestCertificates.selfSigned(Wanted.server("press", "urn:plant:press"));
    certificates.rejected().keep(press.certificate());
  }

  @Test
  void theSecondOfTwoOperatorsIsToldWhatTheFirstOneDid() {
    assertThat(trust.reject(word(press, "anna"))).isInstanceOf(TrustChange.Made.class);
    assertThat(trust.reject(word(press, "otto")))
        .isInstanceOfSatisfying(
            TrustChange.Made.class,
            again -> {
              assertThat(again.repeated()).isTrue();
              assertThat(again.decision().orElseThrow().by()).isEqualTo("anna");
              assertThat(again.detail())
                  .startsWith("it was rejected already, REJECT by anna at ")
                  .endsWith("(looked)");
            });
    assertThat(trust.approve(word(press, "otto")))
        .isInstanceOfSatisfying(
            TrustChange.Contradicted.class,
            told ->
                assertThat(told.detail())
                    .startsWith("anna has just decided otherwise: REJECT by anna"));
    assertThat(trust.approve(word(press, "anna"))).isInstanceOf(TrustChange.Made.class);
    assertThat(trust.reject(word(press, "otto")))
        .isInstanceOfSatisfying(
            TrustChange.Contradicted.class,
            told -> assertThat(told.detail()).contains("APPROVE by anna").endsWith("revoke it"));
  }

  @Test
  void whoDecidedIsKnownAfterARestartAndStandsInOneLineEach() throws Exception {
    TrustRequest odd =
        new TrustRequest(
            CertificateDetails.of(press.certificate()).thumbprint(),
            Optional.empty(),
            "ot\tto",
            "one\nline \u001B[31m");
    assertThat(trust.reject(odd)).isInstanceOf(TrustChange.Made.class);
    TrustDecision kept = new TrustDecisions(pki).last(odd.thumbprint()).orElseThrow();
    assertThat(kept.by()).isEqualTo("ot\\u0009to");
    assertThat(kept.reason()).isEqualTo("one\\u000Aline \\u001B[31m");
    assertThat(Files.readAllLines(pki.resolve("decided/" + odd.thumbprint() + ".txt"))).hasSize(2);
  }

  @Test
  void oneThatWasRejectedWaitsForNobody() {
    showPress();
    assertThat(trust.standing().refused().getFirst().waits()).isTrue();
    assertThat(trust.waiting()).isEqualTo(1);
    assertThat(trust.reject(word(press, "anna"))).isInstanceOf(TrustChange.Made.class);
    assertThat(trust.standing().refused().getFirst().waits()).isFalse();
    assertThat(trust.waiting()).isZero();
  }

  @Test
  void whatTheServerOfARemovedDeviceShowedWaitsForNobody() {
    showPress();
    shown.removed(PRESS);
    assertThat(trust.waiting()).isZero();
    assertThat(trust.standing().refused().getFirst().sights()).isEmpty();
    assertThat(shown.last(PRESS)).isEmpty();
  }

  @Test
  void thumbprintsMayBeSpelledAsToolsDo() throws Exception {
    CertificateDetails details = CertificateDetails.of(press.certificate());
    String colons =
        details.thumbprintSha1().toUpperCase(Locale.ROOT).replaceAll("(..)(?!$)", "$1:");
    String print = TrustRequest.thumbprint(" " + colons).orElseThrow();
    assertThat(trust.approve(new TrustRequest(print, Optional.empty(), "otto", "compared")))
        .isInstanceOf(TrustChange.Made.class);
    assertThat(certificates.lists().trusted()).containsExactly(press.certificate());
    assertThat(certificates.rejected().found()).isEmpty();
    assertThat(TrustRequest.thumbprint("zz")).isEmpty();
    assertThat(TrustRequest.thumbprint(details.thumbprint() + "00")).isEmpty();
  }

  @Test
  void oneThatNobodyKnowsAndADeviceThatNobodyKnowsAreNamed() {
    String none = "0".repeat(64);
    TrustRequest unknown = new TrustRequest(none, Optional.empty(), "otto", "x");
    for (TrustChange each :
        List.of(trust.approve(unknown), trust.reject(unknown), trust.revoke(unknown))) {
      assertThat(each).isInstanceOf(TrustChange.Unknown.class);
      assertThat(each.detail()).contains(pki.toString());
    }
    assertThat(trust.approve(new TrustRequest(none, Optional.of(PRESS), "otto", "x")))
        .isInstanceOf(TrustChange.NoDevice.class);
  }

  @Test
  void aBrokenFileInTheTrustListIsNamedAndNothingIsApprovedBesideIt() throws Exception {
    Files.writeString(pki.resolve("trusted/certs/notes.txt"), "no certificate");
    assertThat(trust.standing().faults())
        .containsExactly(
            pki.resolve("trusted/certs/notes.txt") + " is no certificate: move it away");
    assertThat(trust.approve(word(press, "otto")))
        .isInstanceOfSatisfying(
            TrustChange.Failed.class,
            failed ->
                assertThat(failed.detail())
                    .startsWith("nothing was changed: ")
                    .contains("notes.txt is no certificate: move it away"));
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamedWithTheRemedy() throws Exception {
    Files.delete(pki.resolve("trusted/certs"));
    // One that nobody can write into, not even root.
    Files.createSymbolicLink(pki.resolve("trusted/certs"), Path.of("/proc/self/net/stat"));
    assertThat(trust.approve(word(press, "otto")))
        .isInstanceOfSatisfying(
            TrustChange.Failed.class,
            failed -> assertThat(failed.detail()).contains(pki.toString()));
    assertThat(certificates.rejected().found()).as("it is where it was").hasSize(1);
  }

  @Test
  void anAuthorityIsNotTrustedByThumbprint() throws Exception {
    Issued authority = TestCertificates.authority(Wanted.server("ca", ""), Optional.empty());
    certificates.rejected().keep(authority.certificate());
    assertThat(trust.approve(word(authority, "otto")))
        .isInstanceOfSatisfying(
            TrustChange.Useless.class,
            useless -> assertThat(useless.detail()).contains("is to trust all that it issued"));
  }

  @Test
  void whatIsTrustedThroughItsIssuerCannotBeRevokedByItself() throws Exception {
    Issued authority = TestCertificates.authority(Wanted.server("ca", ""), Optional.empty());
    Issued issued = TestCertificates.issuedBy(authority, Wanted.server("oven", "urn:plant:oven"));
    keep("trusted/certs/ca.der", authority.certificate().getEncoded());
    keep("trusted/crl/ca.crl", TestCertificates.revoking(authority).getEncoded());
    certificates.rejected().keep(issued.certificate());
    assertThat(trust.revoke(word(issued, "otto")))
        .isInstanceOfSatisfying(
            TrustChange.Contradicted.class,
            told -> assertThat(told.detail()).contains("its issuer CN=ca is trusted"));
    keep("trusted/certs/oven.der", issued.certificate().getEncoded());
    assertThat(trust.revoke(word(issued, "otto")))
        .isInstanceOfSatisfying(
            TrustChange.Made.class,
            made -> assertThat(made.remains().getFirst()).contains("have that one revoke it"));
  }

  @Test
  void oneCertificateUnderTwoNamesIsRevokedAsOne() throws Exception {
    keep("trusted/certs/a.der", press.certificate().getEncoded());
    keep("trusted/certs/b.der", press.certificate().getEncoded());
    assertThat(trust.standing().trusted()).hasSize(1);
    assertThat(trust.revoke(word(press, "otto"))).isInstanceOf(TrustChange.Made.class);
    assertThat(certificates.lists().trusted()).isEmpty();
  }

  @Test
  void aServerThatShowsAnotherCertificateEachTimeFillsNothing() throws Exception {
    for (int each = 0; each < 105; each++) {
      show(TestCertificates.selfSigned(Wanted.server("flood-" + each, "urn:x:y").bits(512)));
    }
    TrustStanding standing = trust.standing();
    assertThat(standing.refusedDropped()).isEqualTo(5);
    assertThat(standing.refused().stream().filter(each -> !each.sights().isEmpty())).hasSize(100);
    assertThat(standing.refused().getFirst().certificate().subject()).isEqualTo("CN=flood-104");
  }

  @Test
  void versionIsAnotherOneWithWhatIsNewAndTheSameWithEachFurtherAttempt() {
    long empty = trust.version();
    showPress();
    long shownOnce = trust.version();
    assertThat(shownOnce).isNotEqualTo(empty);
    showPress();
    assertThat(trust.version()).as("the same again").isEqualTo(shownOnce);
    shown.refused(
        PRESS,
        "opc.tcp://press:4840",
        new CertificateDiagnosis.Certified(
            List.of(press.certificate()), "urn:plant:press", SecurityPolicy.Basic256Sha256),
        CertificateFault.EXPIRED,
        "expired");
    long expired = trust.version();
    assertThat(expired).as("for another reason").isNotEqualTo(shownOnce);
    assertThat(trust.reject(word(press, "anna"))).isInstanceOf(TrustChange.Made.class);
    long rejected = trust.version();
    assertThat(rejected).isNotEqualTo(expired);
    shown.accepted(PRESS, press.certificate());
    assertThat(trust.version()).isNotEqualTo(rejected);
  }

  @Test
  void aSightSaysWhenItWasFirstAndLastAndHowOften() {
    Instant before = clock.now().wall();
    showPress();
    clock.forward(Duration.ofHours(1));
    showPress();
    TrustStanding.Sight sight = trust.standing().refused().getFirst().sights().getFirst();
    assertThat(sight.times()).isEqualTo(2);
    assertThat(sight.last()).isAfter(before.plus(Duration.ofMinutes(59)));
    assertThat(sight.first()).isBefore(before.plus(Duration.ofMinutes(1)));
  }

  private void showPress() {
    show(press);
  }

  private void show(Issued issued) {
    shown.refused(
        PRESS,
        "opc.tcp://press:4840",
        new CertificateDiagnosis.Certified(
            List.of(issued.certificate()), "urn:plant:press", SecurityPolicy.Basic256Sha256),
        CertificateFault.UNTRUSTED,
        "is not trusted");
  }

  private void keep(String file, byte[] octets) throws Exception {
    Files.write(pki.resolve(file), octets);
  }

  private static TrustRequest word(Issued about, String by) {
    String thumbprint = CertificateDetails.of(about.certificate()).thumbprint();
    return new TrustRequest(thumbprint, Optional.empty(), by, "looked");
  }
}

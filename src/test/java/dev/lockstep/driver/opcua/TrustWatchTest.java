package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.driver.opcua.TestCertificates.Issued;
import dev.lockstep.driver.opcua.TestCertificates.Wanted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks by hand at a trust list that changes: whose trust is gone is told, once. */
class TrustWatchTest {
  private final ManualTimeSource clock = new ManualTimeSource();
  private final List<String> told = new ArrayList<>();

  /** The end of every channel that is watched. */
  private final CompletableFuture<String> ended = new CompletableFuture<>();

  @TempDir private Path pki;
  private CertificateTrust trust;
  private TrustWatch watch;

  @BeforeEach
  void make() throws Exception {
    BouncyCastle.provide();
    OpcUaApplication application = new OpcUaApplication("urn:test:lockstep", "Lockstep test");
    trust = new CertificateTrust(pki, application, clock);
    watch = new TrustWatch(trust, Duration.ofSeconds(5), clock);
  }

  @Test
  void whoseFileIsTakenAwayIsToldOnceAndTheOtherStays() throws Exception {
    watched("press", trusted("press"));
    watched("oven", trusted("oven"));
    watch.look();
    assertThat(told).isEmpty();
    Files.delete(pki.resolve("trusted/certs/press.der"));
    watch.look();
    watch.look();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst())
        .startsWith(
            "press: the server's certificate \"CN=press\" is not trusted; to trust it, compare");
  }

  @Test
  void whoseTrustWentBeforeTheFirstLookIsToldByIt() throws Exception {
    watched("oven", trusted("oven"));
    watch.look();
    Issued press = trusted("press");
    Files.delete(pki.resolve("trusted/certs/press.der"));
    watched("press", press);
    watch.look();
    assertThat(told).hasSize(1);
  }

  @Test
  void aChannelThatHasEndedIsNotWatched() throws Exception {
    watched("press", trusted("press"));
    ended.complete("closed");
    Files.delete(pki.resolve("trusted/certs/press.der"));
    watch.look();
    assertThat(told).isEmpty();
  }

  @Test
  void theFoldersThemselvesTakenAwayTakeTrustAwayAtTheSecondLook() throws Exception {
    watched("press", trusted("press"));
    watch.look();
    Files.move(pki.resolve("trusted/certs"), pki.resolve("away"));
    watch.look();
    watch.look();
    assertThat(told).hasSize(1);
  }

  @Test
  void aFileThatIsNoCertificateTakesNobodysTrustAway() throws Exception {
    watched("press", trusted("press"));
    watched("oven", trusted("oven"));
    watch.look();
    Files.writeString(pki.resolve("trusted/certs/README"), "not a certificate");
    watch.look();
    watch.look();
    assertThat(told).isEmpty();
    Files.delete(pki.resolve("trusted/certs/press.der"));
    watch.look();
    watch.look();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst()).startsWith("press: ");
  }

  @Test
  void aRevocationListThatIsBeingWrittenIsWaitedForOneLook() throws Exception {
    Issued authority = authority();
    Issued press = TestCertificates.issuedBy(authority, Wanted.server("press", "urn:plant:press"));
    watched("press", press);
    watch.look();
    Files.write(pki.resolve("trusted/crl/plant.crl"), new byte[0]);
    watch.look();
    assertThat(told).isEmpty();
    revoke(authority);
    watch.look();
    assertThat(told).isEmpty();
    revoke(authority, press.certificate());
    watch.look();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst()).contains("was revoked by its issuer on 2026-01-31");
  }

  @Test
  void whatExpiresMeanwhileIsToldThoughNoFileChanges() throws Exception {
    Issued authority = authority();
    Instant now = Instant.now();
    Wanted shortly =
        Wanted.server("press", "urn:plant:press")
            .valid(now.minus(Duration.ofDays(1)), now.plus(Duration.ofHours(1)));
    watched("press", TestCertificates.issuedBy(authority, shortly));
    watch.look();
    clock.forward(Duration.ofMinutes(30));
    watch.look();
    assertThat(told).isEmpty();
    clock.forward(Duration.ofMinutes(31));
    watch.look();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst()).contains("expired on");
  }

  private void watched(String name, Issued shown) {
    CertificateDiagnosis.Certified certified =
        new CertificateDiagnosis.Certified(
            List.of(shown.certificate()), "urn:plant:" + name, SecurityPolicy.Basic256Sha256);
    TrustWatch.Relied relied = new TrustWatch.Relied(certified, pki.resolve("known/none.der"));
    watch.add(ended, relied, why -> told.add(name + ": " + why));
  }

  private Issued trusted(String name) throws Exception {
    Issued made = TestCertificates.selfSigned(Wanted.server(name, "urn:plant:" + name));
    keep(name, made.certificate());
    return made;
  }

  private Issued authority() throws Exception {
    Issued made =
        TestCertificates.authority(Wanted.server("plant", "urn:plant:ca"), Optional.empty());
    keep("plant", made.certificate());
    revoke(made);
    return made;
  }

  private void revoke(Issued authority, X509Certificate... revoked) throws Exception {
    X509CRL list = TestCertificates.revoking(authority, revoked);
    Files.write(pki.resolve("trusted/crl/plant.crl"), list.getEncoded());
  }

  private void keep(String name, X509Certificate certificate) throws Exception {
    Files.write(pki.resolve("trusted/certs").resolve(name + ".der"), certificate.getEncoded());
  }
}

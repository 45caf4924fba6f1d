package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.device.DeviceName;
import dev.lockstep.driver.TrustStanding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway's own certificate is replaced while it runs, and the one before stays while needed.
 */
class OwnCertificatesTest {
  private static final OpcUaApplication APPLICATION = new OpcUaApplication("urn:a:b", "test");
  private static final DeviceName PRESS = new DeviceName("Press-1");
  private static final DeviceName OVEN = new DeviceName("Oven-1");

  private final ManualTimeSource clock = new ManualTimeSource();
  @TempDir private Path home;
  private OwnCertificates own;
  private OwnCertificate first;

  @BeforeEach
  void make() throws Exception {
    BouncyCastle.provide();
    own = in("a");
    first = own.newest();
  }

  private OwnCertificates in(String folder) throws IOException {
    return OwnCertificates.in(home.resolve(folder), APPLICATION, clock);
  }

  @Test
  void aRenewedOneIsTriedFirstAndTheOneBeforeIsKeptUntilEachServerTakesTheNew() throws Exception {
    own.opened(PRESS);
    own.opened(OVEN);
    own.begun(PRESS, first, false);
    OwnCertificate second = own.renew();
    assertThat(own.candidates())
        .extracting(OwnCertificate::certificate)
        .containsExactly(second.certificate(), first.certificate());
    assertThat(own.standing())
        .extracting(TrustStanding.Own::devices)
        .containsExactly(List.of(), List.of("Press-1"));
    for (String file : List.of("certs/lockstep", "certs/lockstep-before")) {
      assertThat(mode(file + ".der")).isEqualTo("rw-------");
    }
    assertThat(mode("private/lockstep-before.pem")).isEqualTo("rw-------");
    assertThat(in("a").candidates()).as("also after a restart").hasSize(2);

    own.begun(PRESS, second, false);
    assertThat(own.candidates()).as("the oven's has not").hasSize(2);
    own.begun(OVEN, second, false);
    assertThat(own.candidates()).hasSize(1);
    assertThat(home.resolve("a/private/lockstep-before.pem")).doesNotExist();
    assertThat(in("a").newest().certificate()).isEqualTo(second.certificate());
  }

  @Test
  void aRemovedDevicesServerIsWaitedForNoMore() throws Exception {
    own.opened(PRESS);
    own.opened(OVEN);
    own.begun(PRESS, first, false);
    own.begun(OVEN, first, false);
    OwnCertificate second = own.renew();
    own.begun(PRESS, second, false);
    own.begun(OVEN, first, true);
    assertThat(own.troubles().getFirst()).startsWith("the server of Oven-1 does not take");

    own.removed(OVEN);

    assertThat(own.troubles()).isEmpty();
    assertThat(own.candidates()).as("no server needs the one before").hasSize(1);
    assertThat(own.standing())
        .extracting(TrustStanding.Own::devices)
        .containsExactly(List.of("Press-1"));
  }

  @Test
  void theOneBeforeIsKeptWhereTheLastDeviceIsRemoved() throws Exception {
    own.opened(PRESS);
    own.begun(PRESS, first, false);
    var unused = own.renew();
    own.removed(PRESS);
    assertThat(own.candidates()).as("nothing proves that no server needs it").hasSize(2);
  }

  @Test
  void oneThatNoServerHasTakenIsNotKeptInThePlaceOfTheOneThatTheyTrust() throws Exception {
    own.opened(PRESS);
    own.begun(PRESS, first, false);
    var unused = own.renew();
    OwnCertificate third = own.renew();
    assertThat(own.candidates())
        .extracting(OwnCertificate::certificate)
        .containsExactly(third.certificate(), first.certificate());
  }

  @Test
  void aPairThatAPersonPutsThereIsTakenOverOnceItIsWhole() throws Exception {
    OwnCertificate other = in("b").newest();
    own.opened(PRESS);
    copy("b/certs/lockstep.der");
    assertThat(own.newest().certificate()).isEqualTo(first.certificate());
    assertThat(own.troubles().getFirst())
        .contains("lockstep.pem is not the key of ")
        .endsWith("until then the one before is used");
    copy("b/private/lockstep.pem");
    assertThat(own.newest().certificate()).isEqualTo(other.certificate());
    assertThat(own.troubles()).isEmpty();
    assertThat(own.candidates()).hasSize(2);
  }

  @Test
  void aPowerCutInTheMiddleOfARenewalLeavesTheOneBefore() throws Exception {
    own.opened(PRESS);
    own.begun(PRESS, first, false);
    Path certificate = home.resolve("a/certs/lockstep.der");
    byte[] before = Files.readAllBytes(certificate);
    var unused = own.renew();
    // The key was in its place already, the certificate was not.
    Files.write(certificate, before);
    OwnCertificates again = in("a");
    assertThat(again.newest().certificate()).isEqualTo(first.certificate());
    assertThat(again.newest().keys().getPrivate()).isEqualTo(first.keys().getPrivate());
  }

  @Test
  void twoThatDoNotBelongTogetherAreNamedAtTheStart() throws Exception {
    var unused = in("b");
    copy("b/certs/lockstep.der");
    assertThatThrownBy(() -> in("a"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not the key of")
        .hasMessageContaining("put both in their places");
  }

  private void copy(String file) throws IOException {
    Path to = home.resolve("a" + file.substring(1));
    Files.copy(home.resolve(file), to, StandardCopyOption.REPLACE_EXISTING);
  }

  private String mode(String file) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(home.resolve("a").resolve(file)));
  }
}

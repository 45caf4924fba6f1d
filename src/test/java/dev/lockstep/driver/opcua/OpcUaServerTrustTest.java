package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.OpcUaUserTokenTest.awaitDisconnected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.driver.CertificateDetails;
import dev.lockstep.driver.CertificateFault;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.ServerTrust;
import dev.lockstep.driver.TrustChange;
import dev.lockstep.driver.TrustRequest;
import dev.lockstep.driver.TrustStanding;
import dev.lockstep.driver.opcua.TestCertificates.Issued;
import dev.lockstep.driver.opcua.TestCertificates.Wanted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An operator decides about a server's certificate while the gateway runs, and it counts at once.
 */
class OpcUaServerTrustTest {
  private static final TestServer.Setup CLOSED = new TestServer.Setup(false, 0, 1_000, 1_000);
  private static final String URI = "urn:plant:press";

  /** Before the server would end a session by itself, for want of requests. */
  private static final Duration IN_ORDER = OpcUaDriverFixture.SESSION_TIMEOUT.minusSeconds(2);

  @TempDir private Path pki;
  private Issued press;
  private TestServer server;
  private OpcUaDriverFixture bench;

  @BeforeEach
  void start() throws Exception {
    BouncyCastle.provide();
    press = TestCertificates.selfSigned(Wanted.server("press", URI));
    server = new TestServer(CLOSED, TestServer.Face.usual(CLOSED).of(press).named(URI));
    bench = new OpcUaDriverFixture(pki, Map.of("Press-1", "secret", "Press-2", "secret"));
  }

  @AfterEach
  void stop() {
    bench.close();
    server.close();
  }

  @Test
  void whatIsApprovedForOneDeviceConnectsItAndNoOther() throws Exception {
    DeviceLink first = open("Press-1");
    DeviceLink second = open("Press-2");
    awaitDisconnected(first, "is not trusted");
    awaitDisconnected(second, "is not trusted");
    TrustStanding.Refused waiting = trust().standing().refused().getFirst();
    assertThat(waiting.waits()).isTrue();
    assertThat(waiting.certificate()).isEqualTo(CertificateDetails.of(press.certificate()));
    assertThat(waiting.sights())
        .extracting(TrustStanding.Sight::device)
        .containsExactly("Press-1", "Press-2");
    assertThat(waiting.sights().getFirst().fault()).isEqualTo(CertificateFault.UNTRUSTED);
    assertThat(waiting.sights().getFirst().why()).contains("to trust it, compare");

    TrustChange.Made made = made(trust().approve(word(press, "Press-1", "otto")));

    assertThat(made.repeated()).isFalse();
    OpcUaDriverFixture.awaitConnected(first);
    assertThat(second.status().connected()).isFalse();
    for (String file : List.of("known/Press-1.der", "known/Press-1.txt")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pki.resolve(file))))
          .isEqualTo("rw-------");
    }
    TrustStanding after = trust().standing();
    assertThat(after.trusted()).isEmpty();
    assertThat(device(after, "Press-1").approved()).contains(waiting.certificate());
    assertThat(device(after, "Press-1").meant()).contains(URI);
    assertThat(device(after, "Press-1").decision().orElseThrow().by()).isEqualTo("otto");
    assertThat(device(after, "Press-2").approved()).isEmpty();

    made(trust().approve(word(press, "Press-2", "otto")));
    OpcUaDriverFixture.awaitConnected(second);
    assertThat(trust().standing().refused()).isEmpty();
  }

  @Test
  void whatIsApprovedForAllConnectsAndWhatIsRevokedEndsItsSession() throws Exception {
    DeviceLink link = open("Press-1");
    awaitDisconnected(link, "is not trusted");
    made(trust().approve(word(press, "otto")));
    OpcUaDriverFixture.awaitConnected(link);
    assertThat(trust().standing().trusted().getFirst().devices()).containsExactly("Press-1");
    assertThat(trust().standing().trusted().getFirst().decision().orElseThrow().by())
        .isEqualTo("otto");

    TrustChange.Made revoked = made(trust().revoke(word(press, "anna")));

    assertThat(revoked.detail()).contains("the sessions of Press-1 end");
    assertThat(revoked.earlier().orElseThrow().by()).isEqualTo("otto");
    awaitDisconnected(link, "is not trusted");
    await().atMost(IN_ORDER).until(() -> server.sessions() == 0);
    assertThat(made(trust().revoke(word(press, "otto"))).repeated()).isTrue();
    assertThat(made(trust().revoke(word(press, "otto"))).decision().orElseThrow().by())
        .as("who did it first")
        .isEqualTo("anna");

    assertThat(trust().approve(word(press, "otto")))
        .isInstanceOfSatisfying(
            TrustChange.Contradicted.class,
            told -> assertThat(told.detail()).contains("REVOKE by anna"));
    bench.clock().forward(Duration.ofMinutes(2));
    made(trust().approve(word(press, "otto")));
    OpcUaDriverFixture.awaitConnected(link);
  }

  @Test
  void aServerWithANewCertificateIsRefusedSayingSoUntilThatOneIsApproved() throws Exception {
    DeviceLink link = open("Press-1");
    awaitDisconnected(link, "is not trusted");
    made(trust().approve(word(press, "Press-1", "otto")));
    OpcUaDriverFixture.awaitConnected(link);
    Issued renewed = TestCertificates.selfSigned(Wanted.server("press", URI));
    standThere(renewed, URI);
    awaitDisconnected(link, "is not trusted");
    TrustStanding.Refused waiting = trust().standing().refused().getFirst();
    assertThat(waiting.sights().getFirst().fault()).isEqualTo(CertificateFault.CHANGED);
    assertThat(waiting.sights().getFirst().why())
        .endsWith(
            "the one that was accepted before was another (%s)"
                .formatted(ServerIdentity.thumbprint(press.certificate())));

    assertThat(trust().approve(word(press, "Press-1", "otto")))
        .isEqualTo(
            new TrustChange.Changed(
                "the server of Press-1 shows another certificate by now, %s: look at that one"
                    .formatted(waiting.certificate().thumbprint()),
                CertificateDetails.of(press.certificate()).thumbprint(),
                waiting.certificate().thumbprint()));
    made(trust().approve(word(renewed, "Press-1", "otto")));
    OpcUaDriverFixture.awaitConnected(link);
  }

  @Test
  void anotherServerIsNotTakenByTrustAloneButByAnApprovalForItsDevice() throws Exception {
    DeviceLink link = open("Press-1");
    awaitDisconnected(link, "is not trusted");
    made(trust().approve(word(press, "Press-1", "otto")));
    OpcUaDriverFixture.awaitConnected(link);
    Issued oven = TestCertificates.selfSigned(Wanted.server("oven", "urn:plant:oven"));
    standThere(oven, "urn:plant:oven");
    awaitDisconnected(link, "another server stands at");
    assertThat(trust().standing().refused().getFirst().sights().getFirst().fault())
        .isEqualTo(CertificateFault.ANOTHER_SERVER);

    TrustChange.Made forAll = made(trust().approve(word(oven, "otto")));

    assertThat(forAll.remains())
        .containsExactly(
            "Press-1 keeps another server, urn:plant:press: approve it for this device");
    made(trust().approve(word(oven, "Press-1", "otto")));
    OpcUaDriverFixture.awaitConnected(link);
    assertThat(Files.readString(pki.resolve("known/Press-1.txt"))).contains("urn:plant:oven");
  }

  @Test
  void aDeviceWhoseFileNamesItsServerKeepsToItsFile() throws Exception {
    Map<String, String> named = new HashMap<>(address());
    named.put("ApplicationUri", "urn:plant:oven");
    DeviceLink link = bench.driver().open(device("Press-1", named));
    awaitDisconnected(link, "another server stands at");
    assertThat(trust().approve(word(press, "Press-1", "otto")))
        .isInstanceOfSatisfying(
            TrustChange.Useless.class,
            useless ->
                assertThat(useless.detail())
                    .contains("the file of Press-1 means urn:plant:oven (ApplicationUri)")
                    .endsWith("change it there"));
    assertThat(pki.resolve("known/Press-1.der")).doesNotExist();
  }

  @Test
  void whatWouldBeRefusedAllTheSameIsNotApproved() throws Exception {
    Instant past = Instant.parse("2020-01-31T00:00:00Z");
    Issued expired =
        TestCertificates.selfSigned(
            Wanted.server("press", URI).valid(past.minus(Duration.ofDays(30)), past));
    standThere(expired, URI);
    DeviceLink link = open("Press-1");
    awaitDisconnected(link, "expired on 2020-01-31");
    assertUseless(expired, CertificateFault.EXPIRED, "renew it on the server");

    Issued foreign = TestCertificates.selfSigned(Wanted.server("press", "urn:plant:oven"));
    standThere(foreign, URI);
    awaitDisconnected(link, "is not trusted");
    assertUseless(foreign, CertificateFault.APPLICATION_URI, "calls itself \"urn:plant:press\"");

    Issued authority = TestCertificates.authority(Wanted.server("ca", ""), Optional.empty());
    Issued issued = TestCertificates.issuedBy(authority, Wanted.server("press", URI));
    standThere(issued, URI);
    awaitDisconnected(link, "whose certificate is not here");
    assertUseless(issued, CertificateFault.ISSUER_UNKNOWN, "put that one into issuer/certs");
    assertThat(trust().standing().trusted()).isEmpty();
    assertThat(pki.resolve("known")).doesNotExist();
  }

  @Test
  void aPersonWhoMovesFilesIsRightToo() throws Exception {
    DeviceLink link = open("Press-1");
    awaitDisconnected(link, "is not trusted");
    Path rejected = pki.resolve("rejected/certs").resolve(fileName());
    Files.move(rejected, pki.resolve("trusted/certs").resolve("by hand.der"));
    OpcUaDriverFixture.awaitConnected(link);
    TrustChange.Made known = made(trust().approve(word(press, "otto")));
    assertThat(known.repeated()).isTrue();
    assertThat(known.decision()).isEmpty();
    assertThat(known.detail()).isEqualTo("it is trusted already, a person put it there");

    made(trust().approve(word(press, "Press-1", "otto")));
    Files.delete(pki.resolve("trusted/certs").resolve("by hand.der"));
    Files.delete(pki.resolve("known/Press-1.der"));
    awaitDisconnected(link, "is not trusted");
  }

  private void assertUseless(Issued shown, CertificateFault fault, String why) {
    for (TrustRequest each : List.of(word(shown, "otto"), word(shown, "Press-1", "otto"))) {
      assertThat(trust().approve(each))
          .isInstanceOfSatisfying(
              TrustChange.Useless.class,
              useless -> {
                assertThat(useless.fault()).isEqualTo(fault);
                assertThat(useless.detail()).contains(why);
              });
    }
  }

  private ServerTrust trust() {
    return bench.driver().trust().orElseThrow();
  }

  private static TrustChange.Made made(TrustChange change) {
    assertThat(change).as(change.detail()).isInstanceOf(TrustChange.Made.class);
    return (TrustChange.Made) change;
  }

  private static TrustRequest word(Issued about, String by) {
    String thumbprint = CertificateDetails.of(about.certificate()).thumbprint();
    return new TrustRequest(thumbprint, Optional.empty(), by, "compared");
  }

  private static TrustRequest word(Issued about, String device, String by) {
    TrustRequest all = word(about, by);
    Optional<DeviceName> one = Optional.of(new DeviceName(device));
    return new TrustRequest(all.thumbprint(), one, by, "compared");
  }

  private static TrustStanding.OfDevice device(TrustStanding standing, String name) {
    return standing.devices().stream()
        .filter(each -> each.device().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private DeviceLink open(String name) {
    return bench.driver().open(device(name, address()));
  }

  private static Device device(String name, Map<String, String> address) {
    Device usual = OpcUaDriverFixture.press(address);
    return new Device(new DeviceName(name), usual.profile(), "", usual.protocols());
  }

  private Map<String, String> address() {
    return Map.of(
        "Endpoint", "opc.tcp://127.0.0.1:" + server.port() + "/press", "User", "operator");
  }

  private String fileName() {
    return RejectedCertificates.fileName(press.certificate());
  }

  private void standThere(Issued other, String uri) throws Exception {
    server.face(TestServer.Face.usual(CLOSED).of(other).named(uri));
    server.restart(CLOSED);
  }
}

package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.OpcUaUserTokenTest.awaitDisconnected;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.opcua.TestCertificates.Issued;
import dev.lockstep.driver.opcua.TestCertificates.Wanted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device names the server that it means; another one at its address gets nothing. */
class OpcUaServerIdentityTest {
  private static final TestServer.Setup CLOSED = new TestServer.Setup(false, 0, 1_000, 1_000);
  private static final String MEANT = "urn:plant:press";
  private static final String OTHER = "urn:plant:oven";

  @TempDir private Path pki;
  private Issued own;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    BouncyCastle.provide();
    own = TestCertificates.selfSigned(Wanted.server("oven", OTHER));
    server = new TestServer(CLOSED, TestServer.Face.usual(CLOSED).of(own).named(OTHER));
    // It is trusted, as another machine of the same plant is.
    Files.createDirectories(pki.resolve("trusted/certs"));
    Files.write(pki.resolve("trusted/certs/oven.der"), own.certificate().getEncoded());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void anotherTrustedServerAtItsAddressIsRefusedBeforeAPasswordLeaves() {
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki, Map.of("Press-1", "secret"))) {
      DeviceLink link =
          bench.driver().open(OpcUaDriverFixture.press(address("ApplicationUri", MEANT)));
      String told = awaitDisconnected(link, "another server stands at opc.tcp://").detail();
      assertThat(told)
          .contains(OTHER)
          .contains(MEANT)
          .contains("correct Endpoint, or ApplicationUri");
      assertThat(server.logins()).isZero();
      assertThat(server.sessions()).isZero();
    }
  }

  @Test
  void theServerThatIsMeantIsSpokenTo() {
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki, Map.of("Press-1", "secret"))) {
      assertThat(bench.connected(address("ApplicationUri", OTHER)).status().connected()).isTrue();
      String print = digest("SHA-1", own.certificate());
      assertThat(bench.connected(address("Thumbprint", print)).status().connected()).isTrue();
      String longer = digest("SHA-256", own.certificate());
      assertThat(bench.connected(address("Thumbprint", longer)).status().connected()).isTrue();
    }
  }

  @Test
  void aTrustedServerWithAnotherCertificateThanThePinnedOneIsRefused() throws Exception {
    Issued earlier = TestCertificates.selfSigned(Wanted.server("oven", OTHER));
    String pinned = digest("SHA-1", earlier.certificate());
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki, Map.of("Press-1", "secret"))) {
      DeviceLink link =
          bench.driver().open(OpcUaDriverFixture.press(address("Thumbprint", pinned)));
      assertThat(awaitDisconnected(link, "another server stands at").detail())
          .contains(pinned)
          .contains(digest("SHA-1", own.certificate()))
          .contains("CN=oven");
      assertThat(server.logins()).isZero();
    }
  }

  @Test
  void withoutSecurityWhatTheServerSaysOfItselfIsComparedAllTheSame() {
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki)) {
      Map<String, String> address = new HashMap<>(OpcUaDriverFixture.insecure(server.port()));
      address.put("ApplicationUri", MEANT);
      DeviceLink link = bench.driver().open(OpcUaDriverFixture.press(address));
      awaitDisconnected(link, "another server stands at");
      assertThat(server.sessions()).isZero();
    }
  }

  @Test
  void aServerThatCallsItselfAsMeantAndShowsAnothersCertificateIsRefused() throws Exception {
    server.face(TestServer.Face.usual(CLOSED).of(own).named(MEANT));
    server.restart(CLOSED);
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki, Map.of("Press-1", "secret"))) {
      DeviceLink link =
          bench.driver().open(OpcUaDriverFixture.press(address("ApplicationUri", MEANT)));
      assertThat(awaitDisconnected(link, "another server stands at").detail())
          .contains(OTHER + " by its certificate");
      assertThat(server.logins()).isZero();
    }
  }

  private Map<String, String> address(String key, String value) {
    return Map.of(
        "Endpoint",
        "opc.tcp://127.0.0.1:" + server.port() + "/press",
        "User",
        "operator",
        key,
        value);
  }

  private static String digest(String algorithm, X509Certificate certificate) {
    try {
      byte[] print = MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
      return HexFormat.of().formatHex(print);
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

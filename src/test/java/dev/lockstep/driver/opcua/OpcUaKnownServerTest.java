package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.OpcUaUserTokenTest.awaitDisconnected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.ServerCertificate;
import dev.lockstep.driver.opcua.TestCertificates.Issued;
import dev.lockstep.driver.opcua.TestCertificates.Wanted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that names no server keeps the one that was first approved for it. */
class OpcUaKnownServerTest {
  private static final TestServer.Setup CLOSED = new TestServer.Setup(false, 0, 1_000, 1_000);
  private static final String PRESS = "urn:plant:press";
  private static final String OVEN = "urn:plant:oven";

  @TempDir private Path pki;
  private Issued press;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    BouncyCastle.provide();
    press = trusted("press", PRESS);
    server = new TestServer(CLOSED, TestServer.Face.usual(CLOSED).of(press).named(PRESS));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void anotherTrustedServerAtItsAddressIsRefusedBeforeAPassword() throws Exception {
    meetThePress();
    int before = server.logins();
    standThere(trusted("oven", OVEN), OVEN);
    try (OpcUaDriverFixture bench = bench()) {
      DeviceLink link = bench.driver().open(OpcUaDriverFixture.press(address()));
      assertThat(awaitDisconnected(link, "another server stands at opc.tcp://").detail())
          .contains("it is " + OVEN)
          .contains("the one of Press-1 is " + PRESS + " (ApplicationUri), since it was approved")
          .contains("delete " + file() + " or set ApplicationUri");
      assertThat(server.logins()).isEqualTo(before);
      assertThat(server.sessions()).isZero();
    }
    assertThat(Files.readString(file())).contains(PRESS).doesNotContain(OVEN);
  }

  @Test
  void anotherTrustedServerThatComesBetweenTwoConnectionsIsRefusedToo() throws Exception {
    try (OpcUaDriverFixture bench = bench()) {
      DeviceLink link = bench.connected(address());
      int before = server.logins();
      standThere(trusted("oven", OVEN), OVEN);
      awaitDisconnected(link, "another server stands at opc.tcp://");
      assertThat(server.logins()).isEqualTo(before);
      standThere(press, PRESS);
      OpcUaDriverFixture.awaitConnected(link);
    }
  }

  @Test
  void oneThatCallsItselfLikeTheKnownOneAndShowsItsOwnCertificateIsRefused() throws Exception {
    meetThePress();
    int before = server.logins();
    standThere(trusted("oven", OVEN), PRESS);
    try (OpcUaDriverFixture bench = bench()) {
      DeviceLink link = bench.driver().open(OpcUaDriverFixture.press(address()));
      awaitDisconnected(link, OVEN + " by its certificate");
      assertThat(server.logins()).isEqualTo(before);
    }
  }

  @Test
  void deletingTheFileApprovesTheServerThatAnswersNext() throws Exception {
    meetThePress();
    standThere(trusted("oven", OVEN), OVEN);
    try (OpcUaDriverFixture bench = bench()) {
      DeviceLink link = bench.driver().open(OpcUaDriverFixture.press(address()));
      awaitDisconnected(link, "another server stands at");
      Files.delete(file());
      OpcUaDriverFixture.awaitConnected(link);
    }
    assertThat(Files.readString(file())).contains("ApplicationUri: " + OVEN);
  }

  @Test
  void namingTheServerInTheDevicesFileIsARemedyToo() throws Exception {
    meetThePress();
    standThere(trusted("oven", OVEN), OVEN);
    Map<String, String> named = new HashMap<>(address());
    named.put("ApplicationUri", OVEN);
    try (OpcUaDriverFixture bench = bench()) {
      assertThat(bench.connected(named).status().connected()).isTrue();
    }
  }

  @Test
  void aRenewedCertificateOfTheSameServerIsAccepted() throws Exception {
    try (OpcUaDriverFixture bench = bench()) {
      DeviceLink link = bench.connected(address());
      ServerCertificate first = link.server().orElseThrow();
      Issued renewed = trusted("press-renewed", PRESS);
      standThere(renewed, PRESS);
      String print = ServerIdentity.thumbprint(renewed.certificate());
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> link.server().orElseThrow().thumbprint().equals(print));
      OpcUaDriverFixture.awaitConnected(link);
      ServerCertificate second = link.server().orElseThrow();
      assertThat(second.applicationUri()).isEqualTo(first.applicationUri()).contains(PRESS);
      assertThat(second.validUntil()).isEqualTo(renewed.certificate().getNotAfter().toInstant());
    }
  }

  @Test
  void aFileThatDoesNotSayWhichServerIsMeantRefusesAllOfThem() throws Exception {
    meetThePress();
    int before = server.logins();
    Files.writeString(file(), "");
    try (OpcUaDriverFixture bench = bench()) {
      DeviceLink link = bench.driver().open(OpcUaDriverFixture.press(address()));
      assertThat(awaitDisconnected(link, "does not say which server was approved").detail())
          .startsWith(file().toString());
      assertThat(server.logins()).isEqualTo(before);
      assertThat(Files.readString(file())).isEmpty();
    }
  }

  @Test
  void theKnownServerStaysWhereTheEndpointChanges() throws Exception {
    String first = endpoint(server.port());
    meetThePress();
    Issued oven = trusted("oven", OVEN);
    TestServer.Face face = TestServer.Face.usual(CLOSED).of(oven).named(OVEN);
    TestServer elsewhere = new TestServer(CLOSED, face);
    try (elsewhere;
        OpcUaDriverFixture bench = bench()) {
      Map<String, String> moved =
          Map.of("Endpoint", endpoint(elsewhere.port()), "User", "operator");
      DeviceLink link = bench.driver().open(OpcUaDriverFixture.press(moved));
      assertThat(awaitDisconnected(link, "another server stands at").detail())
          .contains("another server stands at " + endpoint(elsewhere.port()))
          .contains(" at " + first);
      assertThat(elsewhere.logins()).isZero();
    }
  }

  @Test
  void aServerThatCannotBeKeptGetsNoPassword() throws Exception {
    // A folder that nobody can write into, not even root.
    Files.createSymbolicLink(pki.resolve("known"), Path.of("/proc"));
    try (OpcUaDriverFixture bench = bench()) {
      DeviceLink link = bench.driver().open(OpcUaDriverFixture.press(address()));
      assertThat(awaitDisconnected(link, "cannot be kept").detail())
          .contains(PRESS)
          .contains(file().toString())
          .contains("set ApplicationUri");
      assertThat(server.logins()).isZero();
      assertThat(server.sessions()).isZero();
      Map<String, String> named = new HashMap<>(address());
      named.put("ApplicationUri", PRESS);
      assertThat(bench.connected(named).status().connected()).isTrue();
    }
  }

  @Test
  void aServerIsNotKeptBeforeItHasProvedItsCertificate() throws Exception {
    // It shows the press's certificate, and has another key.
    Issued another = TestCertificates.selfSigned(Wanted.server("other", PRESS));
    Issued stolen = new Issued(another.keys(), press.certificate());
    standThere(stolen, PRESS);
    try (OpcUaDriverFixture bench = bench()) {
      DeviceLink link = bench.driver().open(OpcUaDriverFixture.press(address()));
      awaitDisconnected(link, "");
      assertThat(server.logins()).isZero();
      assertThat(file()).doesNotExist();
    }
  }

  @Test
  void withoutSecurityNothingIsKeptAndWhatIsKeptIsCompared() throws Exception {
    Map<String, String> open = OpcUaDriverFixture.insecure(server.port());
    server.face(anonymous(press).named(PRESS));
    server.restart(TestServer.Setup.OPEN);
    try (OpcUaDriverFixture bench = bench()) {
      DeviceLink link = bench.connected(open);
      assertThat(link.server()).isEqualTo(Optional.empty());
      assertThat(file()).doesNotExist();
    }
    meetThePress();
    server.face(anonymous(trusted("oven", OVEN)).named(OVEN));
    server.restart(TestServer.Setup.OPEN);
    try (OpcUaDriverFixture bench = bench()) {
      DeviceLink link = bench.driver().open(OpcUaDriverFixture.press(open));
      awaitDisconnected(link, "the one of Press-1 is " + PRESS);
      assertThat(server.sessions()).isZero();
    }
  }

  private static TestServer.Face anonymous(Issued shown) {
    return TestServer.Face.usual(TestServer.Setup.OPEN).of(shown);
  }

  private void meetThePress() {
    try (OpcUaDriverFixture bench = bench()) {
      bench.connected(address());
    }
  }

  private void standThere(Issued other, String uri) throws Exception {
    server.face(TestServer.Face.usual(CLOSED).of(other).named(uri));
    server.restart(CLOSED);
  }

  private Issued trusted(String name, String uri) throws Exception {
    Issued made = TestCertificates.selfSigned(Wanted.server(name, uri));
    Path folder = Files.createDirectories(pki.resolve("trusted/certs"));
    Files.write(folder.resolve(name + ".der"), made.certificate().getEncoded());
    return made;
  }

  private OpcUaDriverFixture bench() {
    return new OpcUaDriverFixture(pki, Map.of("Press-1", "secret"));
  }

  private Map<String, String> address() {
    return Map.of("Endpoint", endpoint(server.port()), "User", "operator");
  }

  private static String endpoint(int port) {
    return "opc.tcp://127.0.0.1:" + port + "/press";
  }

  private Path file() {
    return pki.resolve("known/Press-1.txt");
  }
}

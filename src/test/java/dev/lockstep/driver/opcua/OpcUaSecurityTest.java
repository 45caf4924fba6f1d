package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.OpcUaDriverFixture.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.SendResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpcUaSecurityTest {
  @TempDir private Path pki;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(new TestServer.Setup(false, 0, 1_000, 1_000));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void anUnknownServerIsNotSpokenToUntilItsCertificateIsMoved() throws Exception {
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki, Map.of("Press-1", "secret"))) {
      DeviceLink link = bench.driver().open(OpcUaDriverFixture.press(secured(Map.of())));
      LinkStatus refused = awaitDisconnected(link, "is not trusted");
      Path rejected = onlyFile(pki.resolve("rejected/certs"));
      assertThat(refused.detail()).contains(rejected.toString()).contains("trusted");
      Files.move(rejected, pki.resolve("trusted/certs").resolve(rejected.getFileName()));
      OpcUaDriverFixture.awaitConnected(link);
      assertThat(link.status().detail()).startsWith("Basic256Sha256 SignAndEncrypt");
      assertThat(link.write(List.of(set("Recipe", 3)), bench.in(2_000)))
          .allMatch(SendResult.Accepted.class::isInstance);
      assertThat(server.nodes().value("Recipe")).isEqualTo(3);
    }
  }

  @Test
  void aNewerPolicyWorksToo() throws Exception {
    trustServer();
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki, Map.of("Press-1", "secret"))) {
      DeviceLink link = bench.connected(secured(Map.of("SecurityPolicy", "Aes256_Sha256_RsaPss")));
      assertThat(link.status().detail()).startsWith("Aes256_Sha256_RsaPss");
    }
  }

  @Test
  void aWrongPasswordIsNamedAndNeverShown() throws Exception {
    trustServer();
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki, Map.of("Press-1", "geheim"))) {
      DeviceLink link = bench.driver().open(OpcUaDriverFixture.press(secured(Map.of())));
      assertThat(awaitDisconnected(link, "Bad").detail())
          .isEqualTo(
              "the server does not let this user in: check User (\"operator\"), its password"
                  + " (NAME.password in lockstep.secrets.folder) and its rights there"
                  + " (BadUserAccessDenied)")
          .doesNotContain("geheim");
    }
  }

  @Test
  void aMissingPasswordIsNamedWithItsKey() throws Exception {
    trustServer();
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki)) {
      DeviceLink link = bench.driver().open(OpcUaDriverFixture.press(secured(Map.of())));
      awaitDisconnected(link, "put it into Press-1.password in lockstep.secrets.folder");
    }
  }

  @Test
  void aUserMayShowACertificate() throws Exception {
    trustServer();
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki)) {
      Map<String, String> address =
          secured(
              Map.of(
                  "UserCertificate", pki.resolve("own/certs/lockstep.der").toString(),
                  "UserKey", pki.resolve("own/private/lockstep.pem").toString()));
      address.remove("User");
      assertThat(bench.connected(address).status().connected()).isTrue();
    }
  }

  @Test
  void aPolicyThatTheServerDoesNotOfferIsNamedWithThoseItDoes() {
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki)) {
      DeviceLink link =
          bench
              .driver()
              .open(
                  OpcUaDriverFixture.press(
                      secured(Map.of("SecurityPolicy", "Aes128_Sha256_RsaOaep"))));
      awaitDisconnected(link, "but None/None, Basic256Sha256/SignAndEncrypt");
    }
  }

  @Test
  void theOwnKeyIsReadableByItsOwnerAlone() throws Exception {
    Path key = pki.resolve("own/private/lockstep.pem");
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki)) {
      // No device, no key.
      assertThat(key).doesNotExist();
      bench.driver().open(OpcUaDriverFixture.press(secured(Map.of())));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
          .isEqualTo("rw-------");
      byte[] certificate = Files.readAllBytes(pki.resolve("own/certs/lockstep.der"));
      try (OpcUaDriverFixture again = new OpcUaDriverFixture(pki)) {
        again.driver().open(OpcUaDriverFixture.press(secured(Map.of())));
        assertThat(Files.readAllBytes(pki.resolve("own/certs/lockstep.der")))
            .isEqualTo(certificate);
      }
    }
  }

  private Map<String, String> secured(Map<String, String> more) {
    Map<String, String> address =
        new HashMap<>(
            Map.of(
                "Endpoint", "opc.tcp://127.0.0.1:" + server.port() + "/press", "User", "operator"));
    address.putAll(more);
    return address;
  }

  private void trustServer() throws Exception {
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki)) {
      DeviceLink link = bench.driver().open(OpcUaDriverFixture.press(secured(Map.of())));
      awaitDisconnected(link, "is not trusted");
      Path rejected = onlyFile(pki.resolve("rejected/certs"));
      Files.move(rejected, pki.resolve("trusted/certs").resolve(rejected.getFileName()));
    }
  }

  private static LinkStatus awaitDisconnected(DeviceLink link, String part) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(
            link::status,
            status ->
                status.state() == LinkStatus.State.DISCONNECTED && status.detail().contains(part));
  }

  private static Path onlyFile(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> found = files.toList();
      assertThat(found).hasSize(1);
      return found.getFirst();
    }
  }
}

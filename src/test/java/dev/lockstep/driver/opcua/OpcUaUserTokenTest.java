package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.LinkStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.enumerated.UserTokenType;
import org.eclipse.milo.opcua.stack.core.types.structured.UserTokenPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a user is proved to a server, and what goes over the wire then. */
class OpcUaUserTokenTest {
  private static final String PASSWORD = "pw-on-the-wire";
  private static final TestServer.Setup CLOSED = new TestServer.Setup(false, 0, 1_000, 1_000);

  @TempDir private Path pki;

  static UserTokenPolicy token(String id, UserTokenType type, String policy) {
    return new UserTokenPolicy(id, type, null, null, policy);
  }

  private static UserTokenPolicy password(String id, String policy) {
    return token(id, UserTokenType.UserName, policy);
  }

  private static String uri(SecurityPolicy policy) {
    return policy.getUri();
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = "http://opcfoundation.org/UA/SecurityPolicy#None")
  void aPasswordIsEncryptedWhateverStandsBeforeThePolicyThatEncrypts(String first)
      throws Exception {
    TestServer.USERS.put("robin", PASSWORD);
    TestServer.Face face =
        TestServer.Face.usual(CLOSED)
            .open(
                password("inherited", first),
                token("issued", UserTokenType.IssuedToken, null),
                password("encrypted", uri(SecurityPolicy.Basic256Sha256)));
    try (TestServer server = new TestServer(CLOSED, face);
        WireTap wire = new WireTap(server.port());
        OpcUaDriverFixture bench = new OpcUaDriverFixture(pki, Map.of("Press-1", PASSWORD))) {
      DeviceLink link = bench.driver().open(OpcUaDriverFixture.press(open(wire.port())));
      trusted(link);
      OpcUaDriverFixture.awaitConnected(link);
      assertThat(wire.heard("robin")).isTrue();
      assertThat(wire.heard(PASSWORD)).isFalse();
    }
  }

  @Test
  void aPasswordNeverGoesInClearWhereAnotherEndpointEncryptsIt() throws Exception {
    TestServer.USERS.put("robin", PASSWORD);
    TestServer.Face face = TestServer.Face.usual(CLOSED).open(password("inherited", null));
    try (TestServer server = new TestServer(CLOSED, face);
        WireTap wire = new WireTap(server.port());
        OpcUaDriverFixture bench = new OpcUaDriverFixture(pki, Map.of("Press-1", PASSWORD))) {
      DeviceLink link = bench.driver().open(OpcUaDriverFixture.press(open(wire.port())));
      awaitDisconnected(link, "in clear, though the server encrypts it at Aes256_Sha256_RsaPss");
      assertThat(wire.heard(PASSWORD)).isFalse();
      assertThat(server.sessions()).isZero();
    }
  }

  @Test
  void aPasswordGoesInClearOnlyWhereNothingEncryptsItAndTheDeviceSaysInsecure() throws Exception {
    TestServer.USERS.put("robin", PASSWORD);
    TestServer.Face face =
        TestServer.Face.usual(CLOSED).open(password("inherited", null)).secured();
    try (TestServer server = new TestServer(CLOSED, face);
        WireTap wire = new WireTap(server.port());
        OpcUaDriverFixture bench = new OpcUaDriverFixture(pki, Map.of("Press-1", PASSWORD))) {
      DeviceLink link = bench.connected(open(wire.port()));
      assertThat(wire.heard(PASSWORD)).isTrue();
      assertThat(link.status().detail()).startsWith("INSECURE, password in clear");
    }
  }

  @Test
  void theCertificateThatAPasswordIsEncryptedByMustBeTrustedLikeThatOfASecuredEndpoint()
      throws Exception {
    TestServer.USERS.put("robin", PASSWORD);
    TestServer.Face face =
        TestServer.Face.usual(CLOSED)
            .open(password("encrypted", uri(SecurityPolicy.Basic256Sha256)));
    try (TestServer server = new TestServer(CLOSED, face);
        OpcUaDriverFixture bench = new OpcUaDriverFixture(pki, Map.of("Press-1", PASSWORD))) {
      DeviceLink link = bench.driver().open(OpcUaDriverFixture.press(open(server.port())));
      LinkStatus refused =
          awaitDisconnected(link, "\"CN=press\" is not trusted; to trust it, compare");
      Path rejected = onlyFile(pki.resolve("rejected/certs"));
      assertThat(refused.detail())
          .contains(rejected.toString())
          .contains(pki.resolve("trusted/certs").toString());
      assertThat(server.sessions()).isZero();
      Files.move(rejected, pki.resolve("trusted/certs").resolve(rejected.getFileName()));
      OpcUaDriverFixture.awaitConnected(link);
    }
  }

  @Test
  void aServerThatTakesNoUserNameSaysWhatItTakes() throws Exception {
    TestServer.Face face =
        TestServer.Face.usual(CLOSED)
            .open(
                token("anonymous", UserTokenType.Anonymous, null),
                token("certificate", UserTokenType.Certificate, uri(SecurityPolicy.Basic256Sha256)),
                password("future", "http://opcfoundation.org/UA/SecurityPolicy#ECC_nistP256"))
            .secured(token("anonymous", UserTokenType.Anonymous, null));
    try (TestServer server = new TestServer(CLOSED, face);
        OpcUaDriverFixture bench = new OpcUaDriverFixture(pki, Map.of("Press-1", PASSWORD))) {
      DeviceLink link = bench.driver().open(OpcUaDriverFixture.press(open(server.port())));
      LinkStatus refused = awaitDisconnected(link, "the server takes no user name at None/None");
      assertThat(refused.detail())
          .contains("Anonymous, Certificate, UserName under")
          .contains("ECC_nistP256, unknown here");
    }
  }

  @Test
  void aServerThatTakesNoAnonymousUserSaysSo() throws Exception {
    try (TestServer server = new TestServer(CLOSED);
        OpcUaDriverFixture bench = new OpcUaDriverFixture(pki)) {
      DeviceLink link =
          bench.driver().open(OpcUaDriverFixture.press(OpcUaDriverFixture.insecure(server.port())));
      awaitDisconnected(link, "takes no anonymous user at None/None");
    }
  }

  private static Map<String, String> open(int port) {
    Map<String, String> address = new HashMap<>(OpcUaDriverFixture.insecure(port));
    address.put("User", "robin");
    return address;
  }

  private void trusted(DeviceLink link) throws Exception {
    awaitDisconnected(link, "is not trusted");
    Path rejected = onlyFile(pki.resolve("rejected/certs"));
    Files.move(rejected, pki.resolve("trusted/certs").resolve(rejected.getFileName()));
  }

  static LinkStatus awaitDisconnected(DeviceLink link, String part) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(
            link::status,
            status ->
                status.state() == LinkStatus.State.DISCONNECTED && status.detail().contains(part));
  }

  static Path onlyFile(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> found = files.toList();
      assertThat(found).hasSize(1);
      return found.getFirst();
    }
  }
}

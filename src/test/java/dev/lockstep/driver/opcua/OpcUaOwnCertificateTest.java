package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.ServerTrust;
import dev.lockstep.driver.TrustChange;
import dev.lockstep.driver.TrustStanding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A renewed certificate of the gateway reaches servers that do not trust it yet. */
class OpcUaOwnCertificateTest {
  private static final TestServer.Setup CLOSED = new TestServer.Setup(false, 0, 1_000, 1_000);

  @TempDir private Path pki;

  @Test
  void aServerGetsTheOldOneUntilItTrustsTheNew() throws Exception {
    BouncyCastle.provide();
    TestServer.Face face = TestServer.Face.usual(CLOSED);
    Path trusted = Files.createDirectories(pki.resolve("trusted/certs"));
    Files.write(trusted.resolve("press.der"), face.chain().getFirst().getEncoded());
    try (TestServer server = new TestServer(CLOSED, face);
        OpcUaDriverFixture bench = new OpcUaDriverFixture(pki, Map.of("Press-1", "secret"))) {
      DeviceLink link = bench.connected(address(server));
      ServerTrust trust = bench.driver().trust().orElseThrow();
      String old = trust.own().getFirst().thumbprint();
      server.trustingOnly(old);

      TrustChange renewed = trust.renew("otto", "it ends in a month");

      assertThat(renewed).as(renewed.detail()).isInstanceOf(TrustChange.Made.class);
      assertThat(link.status().connected()).as("a session that stands is left alone").isTrue();
      assertThat(trust.renew("anna", "too"))
          .isInstanceOfSatisfying(
              TrustChange.Made.class, again -> assertThat(again.repeated()).isTrue());
      int logins = server.logins();
      server.restart(CLOSED);
      awaitLogins(server, logins + 1);
      OpcUaDriverFixture.awaitConnected(link);
      assertThat(devices(trust)).containsExactly(List.of(), List.of("Press-1"));
      assertThat(trust.ownTroubles().getFirst())
          .contains("the server of Press-1 does not take this gateway's new certificate yet");
      assertThat(server.logins()).as("no password was tried twice").isEqualTo(logins + 1);

      server.trusting(true);
      server.restart(CLOSED);
      await().atMost(Duration.ofSeconds(20)).until(() -> trust.own().size() == 1);
      assertThat(devices(trust)).containsExactly(List.of("Press-1"));
      assertThat(trust.own().getFirst().thumbprint()).isNotEqualTo(old);
      assertThat(trust.ownTroubles()).isEmpty();
    }
  }

  private static void awaitLogins(TestServer server, int wanted) {
    await().atMost(Duration.ofSeconds(20)).until(() -> server.logins() >= wanted);
  }

  private static List<List<String>> devices(ServerTrust trust) {
    return trust.standing().own().stream().map(TrustStanding.Own::devices).toList();
  }

  private static Map<String, String> address(TestServer server) {
    return Map.of(
        "Endpoint", "opc.tcp://127.0.0.1:" + server.port() + "/press", "User", "operator");
  }
}

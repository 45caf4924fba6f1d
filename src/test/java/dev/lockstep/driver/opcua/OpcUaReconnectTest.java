package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.OpcUaUserTokenTest.awaitDisconnected;
import static dev.lockstep.driver.opcua.OpcUaUserTokenTest.onlyFile;
import static dev.lockstep.faults.FaultyNetwork.Direction.TO_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Moment;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.SendResult;
import dev.lockstep.driver.opcua.TestCertificates.Wanted;
import dev.lockstep.faults.Fate;
import dev.lockstep.faults.FaultyNetwork;
import dev.lockstep.faults.Framing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a secure channel is opened again, and to which endpoint (decision 3). */
@Tag("fault")
class OpcUaReconnectTest {
  @TempDir private Path pki;

  @Test
  void theFenceMovesTheSessionWithinItsCallersDeadline() throws Exception {
    try (DistantServer far = DistantServer.connected(pki)) {
      Moment before = far.bench.clock().now();
      far.network.freezeExisting();
      assertThat(far.write("Recipe", 3, 100)).isInstanceOf(SendResult.Unknown.class);
      assertThat(far.link.fence(before, far.bench.in(900)))
          .isInstanceOfSatisfying(
              FenceResult.Open.class,
              open -> assertThat(open.detail()).contains("the server refuses the old channel"));
    }
  }

  @Test
  void anOutageIsOverWithinTheLongestReconnectPause() throws Exception {
    try (DistantServer far = DistantServer.connected(pki)) {
      far.network.cut();
      Duration outage = Duration.ofSeconds(4);
      await()
          .during(outage)
          .atMost(outage.multipliedBy(2))
          .until(() -> far.write("Recipe", 3, 50) instanceof SendResult.NotSent);
      far.network.mend();
      // The longest pause here is 0.2 s.
      await().atMost(Duration.ofSeconds(1)).until(() -> far.link.status().connected());
    }
  }

  @Test
  void aServerWithARenewedCertificateIsConnectedToOnceThatIsTrusted() throws Exception {
    TestServer.Setup setup = TestServer.Setup.OPEN;
    try (TestServer server = new TestServer(setup);
        OpcUaDriverFixture bench = new OpcUaDriverFixture(pki)) {
      Map<String, String> address =
          Map.of("Endpoint", "opc.tcp://127.0.0.1:" + server.port() + "/press");
      DeviceLink link = bench.driver().open(OpcUaDriverFixture.press(address));
      trust(link);
      TestCertificates.Issued renewed =
          TestCertificates.selfSigned(Wanted.server("renewed", TestServer.APPLICATION_URI));
      server.face(TestServer.Face.usual(setup).of(renewed));
      server.restart(setup);
      trust(link);
      assertThat(link.status().connected()).isTrue();
    }
  }

  @Test
  void closingALinkDoesNotWaitForTheServerThatItConnectsTo() throws Exception {
    try (TestServer server = new TestServer(TestServer.Setup.OPEN);
        FaultyNetwork network = new FaultyNetwork(server.port(), Framing.OPC_UA);
        OpcUaDriverFixture bench = new OpcUaDriverFixture(pki)) {
      CountDownLatch answered = new CountDownLatch(1);
      network.rule(
          TO_CLIENT,
          message -> {
            boolean opened = new Packet(message).is(Packet.ACTIVATE_SESSION_RESPONSE);
            if (opened) {
              answered.countDown();
            }
            return opened ? Fate.SWALLOWED : Fate.PASSED;
          });
      DeviceLink link =
          bench
              .driver()
              .open(OpcUaDriverFixture.press(OpcUaDriverFixture.insecure(network.port())));
      answered.await();
      Thread closer = Thread.ofVirtual().start(link::close);
      // An answer is waited for twice as long.
      await().atMost(Duration.ofSeconds(1)).until(() -> link.status().detail().equals("closed"));
      assertThat(link.status().connected()).isFalse();
      closer.join();
      await().atMost(Duration.ofSeconds(4)).until(() -> server.sessions() == 0);
    }
  }

  private void trust(DeviceLink link) throws Exception {
    awaitDisconnected(link, "is not trusted");
    Path rejected = onlyFile(pki.resolve("rejected/certs"));
    Files.move(rejected, pki.resolve("trusted/certs").resolve(rejected.getFileName()));
    OpcUaDriverFixture.awaitConnected(link);
  }
}

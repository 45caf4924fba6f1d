package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.OpcUaUserTokenTest.awaitDisconnected;
import static dev.lockstep.driver.opcua.OpcUaUserTokenTest.onlyFile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reason;
import dev.lockstep.device.Work;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.faults.FaultyNetwork;
import dev.lockstep.faults.Framing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said while there is no connection: the true step, the true cause, what to do. */
@Tag("fault")
class OpcUaConnectionMessagesTest {
  @TempDir private Path pki;
  private OpcUaDriverFixture bench;

  @BeforeEach
  void start() {
    bench = new OpcUaDriverFixture(pki);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void theFirstConnectIsUnderWayAndSaysSinceWhen() throws Exception {
    try (TestServer server = new TestServer(TestServer.Setup.OPEN);
        FaultyNetwork network = new FaultyNetwork(server.port(), Framing.OPC_UA)) {
      network.freeze();
      DeviceLink link =
          bench
              .driver()
              .open(OpcUaDriverFixture.press(OpcUaDriverFixture.insecure(network.port())));
      bench.clock().forward(Duration.ofSeconds(1));
      Work look = new Work.Look(List.of(OpcUaDriverFixture.name("Recipe")));
      assertThat(link.status().state()).isEqualTo(LinkStatus.State.CONNECTING);
      Reason reason = link.examine(look, bench.in(1_000)).getFirst();
      assertThat(reason.code()).isEqualTo(Reason.Code.CONNECTING);
      assertThat(reason.detail())
          .matches("not connected: the first connect is under way since \\d s");
      awaitDisconnected(link, "the server is slow, busy or stopped");
      network.thaw();
      OpcUaDriverFixture.awaitConnected(link);
    }
  }

  @Test
  void nothingListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    DeviceLink link =
        bench.driver().open(OpcUaDriverFixture.press(OpcUaDriverFixture.insecure(port)));
    awaitDisconnected(link, "nothing listens there (connection refused): is the server running");
  }

  @Test
  void theHostIsNotKnown() {
    Map<String, String> address = new HashMap<>(OpcUaDriverFixture.insecure(4840));
    address.put("Endpoint", "opc.tcp://press.plant.invalid:4840");
    DeviceLink link = bench.driver().open(OpcUaDriverFixture.press(address));
    awaitDisconnected(link, "the host of opc.tcp://press.plant.invalid:4840 is not known");
  }

  @Test
  void whatListensDoesNotSpeakOpcUa() throws Exception {
    try (ServerSocket web = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answer(web, "HTTP/1.1 400 Bad Request\r\n\r\n"));
      DeviceLink link =
          bench
              .driver()
              .open(OpcUaDriverFixture.press(OpcUaDriverFixture.insecure(web.getLocalPort())));
      assertThat(awaitDisconnected(link, "OPC UA").detail())
          .doesNotContain("certificate")
          .doesNotContain("user");
    }
  }

  private static void answer(ServerSocket web, String text) {
    while (!web.isClosed()) {
      try (Socket caller = web.accept()) {
        caller.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      } catch (IOException closed) {
        return;
      }
    }
  }

  @Test
  void theServerDoesNotTrustOursYet() throws Exception {
    try (TestServer server = new TestServer(TestServer.Setup.OPEN)) {
      server.trusting(false);
      DeviceLink link =
          bench
              .driver()
              .open(
                  OpcUaDriverFixture.press(
                      Map.of("Endpoint", "opc.tcp://127.0.0.1:" + server.port() + "/press")));
      awaitDisconnected(link, "is not trusted; to trust it, compare");
      Path rejected = onlyFile(pki.resolve("rejected/certs"));
      Files.move(rejected, pki.resolve("trusted/certs").resolve(rejected.getFileName()));
      String told = awaitDisconnected(link, "this gateway's certificate").detail();
      assertThat(told)
          .contains("trust it there (mostly: move it from rejected to trusted): thumbprint ")
          .contains(pki.resolve("own/certs/lockstep.der").toString())
          .doesNotContain("password");
      server.trusting(true);
      OpcUaDriverFixture.awaitConnected(link);
    }
  }

  @Test
  void theServerHasNoRoomForAnotherSession() throws Exception {
    TestServer.Setup one = new TestServer.Setup(true, 0, 1_000, 1_000);
    try (TestServer server = new TestServer(one, TestServer.Face.usual(one), 1)) {
      DeviceLink link;
      try (OpcUaDriverFixture first = new OpcUaDriverFixture(pki.resolve("first"))) {
        first.connected(OpcUaDriverFixture.insecure(server.port()));
        link =
            bench
                .driver()
                .open(OpcUaDriverFixture.press(OpcUaDriverFixture.insecure(server.port())));
        awaitDisconnected(
            link, "the server has as many sessions as it allows: close one there (an HMI, a tool)");
      }
      OpcUaDriverFixture.awaitConnected(link);
    }
  }
}

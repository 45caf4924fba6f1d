package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.OpcUaUserTokenTest.awaitDisconnected;
import static dev.lockstep.faults.FaultyNetwork.Direction.TO_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.driver.DeviceLink;
import dev.lockstep.faults.Fate;
import dev.lockstep.faults.FaultyNetwork;
import dev.lockstep.faults.Framing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.enumerated.UserTokenType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No session is left at a server, whatever an attempt to connect comes to. */
@Tag("fault")
class OpcUaSessionsTest {
  /** Well below the session time-out, so that it is not the server that tidies up. */
  private static final Duration SOON = Duration.ofSeconds(4);

  @TempDir private Path pki;
  private TestServer server;
  private FaultyNetwork network;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(TestServer.Setup.OPEN, TestServer.Face.usual(TestServer.Setup.OPEN));
    network = new FaultyNetwork(server.port(), Framing.OPC_UA);
  }

  @AfterEach
  void stop() throws Exception {
    network.close();
    server.close();
  }

  @Test
  void aWrongPasswordLeavesNone() throws Exception {
    TestServer.Face face =
        TestServer.Face.usual(TestServer.Setup.OPEN)
            .open(OpcUaUserTokenTest.token("user", UserTokenType.UserName, null))
            .secured();
    server.face(face);
    server.restart(TestServer.Setup.OPEN);
    Map<String, String> address = new HashMap<>(OpcUaDriverFixture.insecure(network.port()));
    address.put("User", "operator");
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki, Map.of("Press-1", "wrong"))) {
      bench.driver().open(OpcUaDriverFixture.press(address));
      await().atMost(Duration.ofSeconds(20)).until(() -> server.logins() >= 4);
    }
    await().atMost(SOON).until(() -> server.sessions() == 0);
  }

  @Test
  void anActivationThatIsNotAnsweredInTimeLeavesNoneAndIsNoWrongPassword() throws Exception {
    answered(Packet.ACTIVATE_SESSION_RESPONSE, Fate.SWALLOWED);
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki)) {
      DeviceLink link =
          bench
              .driver()
              .open(OpcUaDriverFixture.press(OpcUaDriverFixture.insecure(network.port())));
      assertThat(awaitDisconnected(link, "ActivateSession was not answered within 2 s").detail())
          .contains("the server is slow, busy or stopped")
          .doesNotContain("user")
          .doesNotContain("password");
    }
    await().atMost(SOON).until(() -> server.sessions() == 0);
  }

  @Test
  void aSessionThatIsCreatedTooLateIsClosedWhenTheServerSaysSo() throws Exception {
    CountDownLatch late = new CountDownLatch(1);
    AtomicBoolean first = new AtomicBoolean(true);
    network.rule(
        TO_CLIENT,
        message -> {
          boolean created = new Packet(message).is(Packet.CREATE_SESSION_RESPONSE);
          if (created && first.compareAndSet(true, false)) {
            hold(late);
          }
          return Fate.PASSED;
        });
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki)) {
      DeviceLink link =
          bench
              .driver()
              .open(OpcUaDriverFixture.press(OpcUaDriverFixture.insecure(network.port())));
      awaitDetail(link, "CreateSession was not answered within 2 s");
      OpcUaDriverFixture.awaitConnected(link);
      assertThat(server.sessions()).isEqualTo(2);
      late.countDown();
      await().atMost(SOON).until(() -> server.sessions() == 1);
      assertThat(link.status().connected()).isTrue();
    }
  }

  @Test
  void aServerThatDoesNotTellItsNamespacesKeepsNone() throws Exception {
    network.rule(
        TO_CLIENT,
        message -> {
          Packet packet = new Packet(message);
          return packet.is(Packet.READ_RESPONSE)
              ? new Fate.Instead(List.of(packet.fault(StatusCodes.Bad_UserAccessDenied).octets()))
              : Fate.PASSED;
        });
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki)) {
      DeviceLink link =
          bench
              .driver()
              .open(OpcUaDriverFixture.press(OpcUaDriverFixture.insecure(network.port())));
      awaitDisconnected(link, "BadUserAccessDenied");
      network.refuse();
      await().atMost(SOON).until(() -> server.sessions() == 0);
    }
  }

  @Test
  void aLinkThatIsClosedWhileItConnectsLeavesNone() throws Exception {
    CountDownLatch activating = new CountDownLatch(1);
    CountDownLatch closing = new CountDownLatch(1);
    network.rule(
        TO_CLIENT,
        message -> {
          if (new Packet(message).is(Packet.ACTIVATE_SESSION_RESPONSE)) {
            activating.countDown();
            hold(closing);
          }
          return Fate.PASSED;
        });
    OpcUaDriverFixture bench = new OpcUaDriverFixture(pki);
    bench.driver().open(OpcUaDriverFixture.press(OpcUaDriverFixture.insecure(network.port())));
    hold(activating);
    Thread closer = Thread.ofVirtual().start(bench::close);
    await().until(() -> closer.getState() == Thread.State.WAITING);
    closing.countDown();
    closer.join();
    await().atMost(SOON).until(() -> server.sessions() == 0);
  }

  /** A status that may be gone in a moment. */
  private static void awaitDetail(DeviceLink link, String part) {
    await()
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(20))
        .until(() -> link.status().detail().contains(part));
  }

  private void answered(int type, Fate fate) {
    network.rule(TO_CLIENT, message -> new Packet(message).is(type) ? fate : Fate.PASSED);
  }

  private static void hold(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}

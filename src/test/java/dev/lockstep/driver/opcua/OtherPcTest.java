package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.OpcUaDriverFixture.set;
import static dev.lockstep.faults.FaultyNetwork.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Value;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.SendResult;
import dev.lockstep.driver.TestLease;
import dev.lockstep.faults.Fate;
import dev.lockstep.faults.FaultyNetwork;
import dev.lockstep.faults.Framing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways at one server: the former is cut off with a write on its way, the other goes on. */
@Tag("fault")
class OtherPcTest {
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path formerPki;
  @TempDir private Path pki;
  private final TestLease formerLease = new TestLease();
  private TestServer server;
  private FaultyNetwork network;
  private OpcUaDriverFixture former;
  private OpcUaDriverFixture successor;
  private DeviceLink link;
  private Moment sentAt;

  @BeforeEach
  void cutOffWithAWriteOnItsWay() throws Exception {
    server = new TestServer(TestServer.Setup.OPEN);
    network = new FaultyNetwork(server.port(), Framing.OPC_UA);
    former = new OpcUaDriverFixture(formerPki, SESSION_TIMEOUT, formerLease);
    DeviceLink before = former.connected(OpcUaDriverFixture.insecure(network.port()));
    assertThat(before.write(List.of(set("Recipe", 2)), former.in(2_000)).getFirst())
        .isInstanceOf(SendResult.Accepted.class);
    network.rule(
        TO_SERVER,
        message -> {
          if (!new Packet(message).is(Packet.WRITE_REQUEST)) {
            return Fate.PASSED;
          }
          network.freeze();
          return Fate.HELD;
        });
    Moment sent = former.clock().now();
    sentAt = new Moment(sent.wall(), sent.ticks(), "run-of-the-other-pc");
    assertThat(before.write(List.of(set("Recipe", 3)), former.in(300)).getFirst())
        .isInstanceOf(SendResult.Unknown.class);
    formerLease.end();
    successor = new OpcUaDriverFixture(pki, SESSION_TIMEOUT, new TestLease());
    link = successor.connected(OpcUaDriverFixture.insecure(server.port()));
  }

  @AfterEach
  void close() throws Exception {
    successor.close();
    former.close();
    network.close();
    server.close();
  }

  @Test
  void whatTheOtherPcSentIsRefusedOnceTheFenceIsShut() {
    int writes = server.nodes().writes("Recipe");
    assertThat(fence()).isInstanceOf(FenceResult.Open.class);
    await().atMost(PATIENCE).until(() -> fence() instanceof FenceResult.Shut);
    assertThat(successor.read(link, "Recipe")).isEqualTo(Value.Numeric.of(2));
    network.thaw();
    await().atMost(PATIENCE).until(() -> network.deliveredLate(TO_SERVER) > 0);
    await()
        .during(Duration.ofSeconds(1))
        .atMost(PATIENCE)
        .until(() -> server.nodes().writes("Recipe") == writes);
    assertThat(successor.read(link, "Recipe")).isEqualTo(Value.Numeric.of(2));
  }

  @Test
  void whatArrivesBeforeIsSeenByTheReadingBehindTheFence() {
    assertThat(fence()).isInstanceOf(FenceResult.Open.class);
    assertThat(successor.read(link, "Recipe")).isEqualTo(Value.Numeric.of(2));
    network.thaw();
    await().atMost(PATIENCE).until(() -> fence() instanceof FenceResult.Shut);
    assertThat(successor.read(link, "Recipe")).isEqualTo(Value.Numeric.of(3));
  }

  private FenceResult fence() {
    return link.fence(sentAt, successor.in(2_000));
  }
}

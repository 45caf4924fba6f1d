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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpcUaFenceTest {
  @TempDir private Path pki;
  private DistantServer far;

  @BeforeEach
  void connect() throws Exception {
    far = DistantServer.connected(pki);
  }

  @AfterEach
  void close() throws Exception {
    far.close();
  }

  @Test
  void aWriteToAFrozenServerIsUnknownUntilItIsFencedAndThenReads() {
    Moment before = far.bench.clock().now();
    far.network.freeze();
    assertThat(far.write("Recipe", 3, 300)).isInstanceOf(SendResult.Unknown.class);
    assertThat(far.link.fence(before, far.bench.in(500))).isInstanceOf(FenceResult.Open.class);
    far.network.thaw();
    far.awaitShut(before);
    assertThat(far.bench.read(far.link, "Recipe")).isEqualTo(Value.Numeric.of(3));
  }

  @Test
  void whatComesLateByTheOldChannelIsRefusedOnceFenced() {
    Moment before = far.bench.clock().now();
    far.network.freezeExisting();
    assertThat(far.write("Recipe", 4, 300)).isInstanceOf(SendResult.Unknown.class);
    far.awaitShut(before);
    assertThat(far.bench.read(far.link, "Recipe")).isEqualTo(Value.Numeric.of(2));
    int writesBefore = far.server.nodes().writes("Recipe");
    far.network.thaw();
    await().atMost(Duration.ofSeconds(5)).until(() -> far.network.deliveredLate(TO_SERVER) > 0);
    await()
        .during(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(5))
        .until(() -> far.server.nodes().writes("Recipe") == writesBefore);
    assertThat(far.server.nodes().value("Recipe")).isEqualTo(2);
  }

  @Test
  void aWriteGivenUpDuringAnOutageNeverArrives() {
    far.network.cut();
    await().atMost(Duration.ofSeconds(10)).until(() -> !far.link.status().connected());
    int writesBefore = far.server.nodes().writes("Recipe");
    assertThat(far.write("Recipe", 5, 300)).isInstanceOf(SendResult.NotSent.class);
    far.network.mend();
    OpcUaDriverFixture.awaitConnected(far.link);
    assertThat(far.bench.read(far.link, "Recipe")).isEqualTo(Value.Numeric.of(2));
    assertThat(far.server.nodes().writes("Recipe")).isEqualTo(writesBefore);
  }

  @Test
  void aWriteWhoseDeadlinePassedIsRefusedAtTheDoor() {
    int writesBefore = far.server.nodes().writes("Recipe");
    assertThat(far.write("Recipe", 6, 0)).isInstanceOf(SendResult.NotSent.class);
    assertThat(far.write("Recipe", 7, 2_000)).isInstanceOf(SendResult.Accepted.class);
    assertThat(far.server.nodes().writes("Recipe")).isEqualTo(writesBefore + 1);
  }

  @Test
  void aServerThatLivesAndStillWorksAtAWriteIsNotFencedBeforeItAnswers() {
    CountDownLatch latch = new CountDownLatch(1);
    far.server.nodes().slow(latch);
    Moment before = far.bench.clock().now();
    assertThat(far.write("Slow", 8, 300)).isInstanceOf(SendResult.Unknown.class);
    assertThat(far.link.fence(before, far.bench.in(600)))
        .isInstanceOfSatisfying(
            FenceResult.Open.class, open -> assertThat(open.detail()).contains("has not answered"));
    latch.countDown();
    far.awaitShut(before);
    assertThat(far.bench.read(far.link, "Slow")).isEqualTo(Value.Numeric.of(8));
  }

  @Test
  void aRestartedServerHasForgottenTheOldWay() throws Exception {
    Moment before = far.bench.clock().now();
    far.network.freeze();
    assertThat(far.write("Recipe", 9, 300)).isInstanceOf(SendResult.Unknown.class);
    far.network.cut();
    far.server.restart(TestServer.Setup.OPEN);
    far.network.thaw();
    far.network.mend();
    far.awaitShut(before);
    // The server may have refused the old session before the new one is there.
    OpcUaDriverFixture.awaitConnected(far.link);
    assertThat(far.bench.read(far.link, "Recipe")).isEqualTo(Value.Numeric.of(1));
  }

  @Test
  void anEarlierRunsWriteIsFencedWhenItsSessionHasTimedOutAtALivingServer() {
    Moment earlier = new Moment(far.bench.clock().now().wall(), 0, "earlier-run");
    assertThat(far.link.fence(earlier, far.bench.in(500)))
        .isInstanceOfSatisfying(
            FenceResult.Open.class,
            open ->
                assertThat(open.retryAfter())
                    .isBetween(
                        Duration.ofSeconds(1), OpcUaDriverFixture.SESSION_TIMEOUT.plusSeconds(1)));
    far.bench.clock().forward(OpcUaDriverFixture.SESSION_TIMEOUT.plusSeconds(2));
    assertThat(far.link.fence(earlier, far.bench.in(500))).isInstanceOf(FenceResult.Shut.class);
  }

  @Test
  void oneFrozenServerDoesNotHoldUpAnother() throws Exception {
    try (TestServer other = new TestServer(TestServer.Setup.OPEN)) {
      DeviceLink free = far.bench.connected(OpcUaDriverFixture.insecure(other.port()));
      far.network.freeze();
      Thread.ofVirtual().start(() -> far.write("Recipe", 10, 2_000));
      assertThat(free.write(List.of(set("Recipe", 11)), far.bench.in(2_000)))
          .containsExactly(new SendResult.Accepted("Recipe: Good"));
      assertThat(other.nodes().value("Recipe")).isEqualTo(11);
    }
  }
}

package dev.lockstep.driver.opcua;

import static dev.lockstep.faults.FaultyNetwork.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Value;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.SendResult;
import dev.lockstep.faults.Fate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a write has come to when the network is reset, is away, or takes its time. */
@Tag("fault")
class OpcUaNetworkFaultsTest {
  /** How long nothing may arrive that was given up; {@code make chaos} waits a whole minute. */
  private static final Duration AFTERWARDS =
      Duration.ofSeconds(Long.getLong("lockstep.afterwards", 8));

  @TempDir private Path pki;
  private DistantServer far;
  private Moment before;

  @BeforeEach
  void connect() throws Exception {
    far = DistantServer.connected(pki);
    before = far.bench.clock().now();
  }

  @AfterEach
  void close() throws Exception {
    far.close();
  }

  @Test
  void aWriteLostInAResetIsUnknownAndThenFoundNotApplied() {
    requests(Fate.RESET_BEFORE);
    assertThat(far.write("Recipe", 3, 2_000)).isInstanceOf(SendResult.Unknown.class);
    far.network.mend();
    far.awaitShutAtRest(before);
    far.awaitReads("Recipe", 2);
    assertThat(far.server.nodes().writes("Recipe")).isEqualTo(1);
  }

  @Test
  void aWriteWhoseAnswerWasLostInAResetIsUnknownAndThenFoundApplied() {
    far.answers(response -> Fate.RESET_BEFORE);
    assertThat(far.write("Recipe", 3, 2_000)).isInstanceOf(SendResult.Unknown.class);
    far.network.mend();
    far.awaitShutAtRest(before);
    far.awaitReads("Recipe", 3);
  }

  @Test
  void aResetRightAfterTheAnswerTakesNothingBack() {
    far.answers(response -> Fate.RESET_AFTER);
    assertThat(far.write("Recipe", 3, 2_000)).isEqualTo(new SendResult.Accepted("Recipe: Good"));
    far.network.mend();
    far.awaitReads("Recipe", 3);
  }

  @Test
  void whatTheServerStillWorksAtWhenTheConnectionIsResetIsNotSettledBehindItsBack() {
    CountDownLatch latch = new CountDownLatch(1);
    far.server.nodes().slow(latch);
    requests(Fate.RESET_AFTER);
    assertThat(far.write("Slow", 8, 2_000)).isInstanceOf(SendResult.Unknown.class);
    await().until(() -> far.server.nodes().writes("Slow") == 2);
    far.network.mend();
    OpcUaDriverFixture.awaitConnected(far.link);
    // The session stands on a new channel. But the old write was in the server's hands before that.
    assertThat(far.link.fence(before, far.bench.in(500)))
        .isInstanceOfSatisfying(
            FenceResult.Open.class, open -> assertThat(open.detail()).contains("work"));
    assertThat(far.bench.read(far.link, "Slow")).isEqualTo(Value.Numeric.of(2));
    latch.countDown();
    far.awaitReads("Slow", 8);
    far.awaitShutAtRest(before);
  }

  @Test
  void aWriteGivenUpDuringAnOutageDoesNotArriveLongAfterIt() {
    far.network.cut();
    await().atMost(Duration.ofSeconds(10)).until(() -> !far.link.status().connected());
    assertThat(far.write("Recipe", 5, 300)).isInstanceOf(SendResult.NotSent.class);
    far.network.mend();
    OpcUaDriverFixture.awaitConnected(far.link);
    await()
        .during(AFTERWARDS)
        .atMost(AFTERWARDS.plusSeconds(20))
        .until(() -> Value.Numeric.of(2).equals(far.bench.read(far.link, "Recipe")));
    assertThat(far.server.nodes().writes("Recipe")).isEqualTo(1);
  }

  @Test
  void aSlowNetworkIsWaitedForWithinTheDeadlineAndNoLonger() {
    far.network.delay(Duration.ofMillis(100));
    assertThat(far.write("Recipe", 3, 2_000)).isInstanceOf(SendResult.Accepted.class);
    far.network.delay(Duration.ofMillis(400));
    assertThat(far.write("Recipe", 4, 300)).isInstanceOf(SendResult.Unknown.class);
    far.network.mend();
    far.awaitShutAtRest(before);
    far.awaitReads("Recipe", 4);
  }

  private void requests(Fate fate) {
    far.network.rule(
        TO_SERVER, message -> new Packet(message).is(Packet.WRITE_REQUEST) ? fate : Fate.PASSED);
  }
}

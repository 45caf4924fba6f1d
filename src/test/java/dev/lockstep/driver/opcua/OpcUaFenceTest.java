package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.Bench.set;
import static dev.lockstep.faults.FaultyNetwork.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Value;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Fencing;
import dev.lockstep.driver.Sent;
import dev.lockstep.faults.FaultyNetwork;
import dev.lockstep.faults.Framing;
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
  private TestServer server;
  private FaultyNetwork network;
  private Bench bench;
  private DeviceLink link;

  @BeforeEach
  void connect() throws Exception {
    server = new TestServer(TestServer.Setup.OPEN);
    network = new FaultyNetwork(server.port(), Framing.OPC_UA);
    bench = new Bench(pki);
    link = bench.connected(Bench.insecure(network.port()));
    // The node's type is known from here on, so that a frozen write has nothing to ask first.
    write("Recipe", 2, 2_000);
    write("Slow", 2, 2_000);
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
    network.close();
    server.close();
  }

  @Test
  void aWriteToAFrozenServerIsUnknownUntilItIsFencedAndThenReads() {
    Moment before = bench.clock().now();
    network.freeze();
    assertThat(write("Recipe", 3, 300)).isInstanceOf(Sent.Unknown.class);
    assertThat(link.fence(before, bench.in(500))).isInstanceOf(Fencing.Open.class);
    network.thaw();
    awaitShut(before);
    assertThat(bench.read(link, "Recipe")).isEqualTo(Value.Numeric.of(3));
  }

  @Test
  void whatComesLateByTheOldChannelIsRefusedOnceFenced() {
    Moment before = bench.clock().now();
    network.freezeExisting();
    assertThat(write("Recipe", 4, 300)).isInstanceOf(Sent.Unknown.class);
    awaitShut(before);
    assertThat(bench.read(link, "Recipe")).isEqualTo(Value.Numeric.of(2));
    int writesBefore = server.nodes().writes("Recipe");
    network.thaw();
    await().atMost(Duration.ofSeconds(5)).until(() -> network.deliveredLate(TO_SERVER) > 0);
    await()
        .during(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(5))
        .until(() -> server.nodes().writes("Recipe") == writesBefore);
    assertThat(server.nodes().value("Recipe")).isEqualTo(2);
  }

  @Test
  void aWriteGivenUpDuringAnOutageNeverArrives() {
    network.cut();
    await().atMost(Duration.ofSeconds(10)).until(() -> !link.status().connected());
    int writesBefore = server.nodes().writes("Recipe");
    assertThat(write("Recipe", 5, 300)).isInstanceOf(Sent.NotSent.class);
    network.mend();
    Bench.awaitConnected(link);
    assertThat(bench.read(link, "Recipe")).isEqualTo(Value.Numeric.of(2));
    assertThat(server.nodes().writes("Recipe")).isEqualTo(writesBefore);
  }

  @Test
  void aWriteWhoseDeadlinePassedIsRefusedAtTheDoor() {
    int writesBefore = server.nodes().writes("Recipe");
    assertThat(write("Recipe", 6, 0)).isInstanceOf(Sent.NotSent.class);
    assertThat(write("Recipe", 7, 2_000)).isInstanceOf(Sent.Accepted.class);
    assertThat(server.nodes().writes("Recipe")).isEqualTo(writesBefore + 1);
  }

  @Test
  void aServerThatLivesAndStillWorksAtAWriteIsNotFencedBeforeItAnswers() {
    CountDownLatch latch = new CountDownLatch(1);
    server.nodes().slow(latch);
    Moment before = bench.clock().now();
    assertThat(write("Slow", 8, 300)).isInstanceOf(Sent.Unknown.class);
    assertThat(link.fence(before, bench.in(600)))
        .isInstanceOfSatisfying(
            Fencing.Open.class, open -> assertThat(open.detail()).contains("has not answered"));
    latch.countDown();
    awaitShut(before);
    assertThat(bench.read(link, "Slow")).isEqualTo(Value.Numeric.of(8));
  }

  @Test
  void aRestartedServerHasForgottenTheOldWay() throws Exception {
    Moment before = bench.clock().now();
    network.freeze();
    assertThat(write("Recipe", 9, 300)).isInstanceOf(Sent.Unknown.class);
    network.cut();
    server.restart(TestServer.Setup.OPEN);
    network.thaw();
    network.mend();
    awaitShut(before);
    // The server may have refused the old session before the new one is there.
    Bench.awaitConnected(link);
    assertThat(bench.read(link, "Recipe")).isEqualTo(Value.Numeric.of(1));
  }

  @Test
  void anEarlierRunsWriteIsFencedWhenItsSessionHasTimedOutAtALivingServer() {
    Moment earlier = new Moment(bench.clock().now().wall(), 0, "earlier-run");
    assertThat(link.fence(earlier, bench.in(500)))
        .isInstanceOfSatisfying(
            Fencing.Open.class,
            open ->
                assertThat(open.retryAfter())
                    .isBetween(Duration.ofSeconds(1), Bench.SESSION_TIMEOUT.plusSeconds(1)));
    bench.clock().forward(Bench.SESSION_TIMEOUT.plusSeconds(2));
    assertThat(link.fence(earlier, bench.in(500))).isInstanceOf(Fencing.Shut.class);
  }

  @Test
  void oneFrozenServerDoesNotHoldUpAnother() throws Exception {
    try (TestServer other = new TestServer(TestServer.Setup.OPEN)) {
      DeviceLink free = bench.connected(Bench.insecure(other.port()));
      network.freeze();
      Thread.ofVirtual().start(() -> write("Recipe", 10, 2_000));
      assertThat(free.write(List.of(set("Recipe", 11)), bench.in(2_000)))
          .containsExactly(new Sent.Accepted("Recipe: Good"));
      assertThat(other.nodes().value("Recipe")).isEqualTo(11);
    }
  }

  private void awaitShut(Moment before) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> link.fence(before, bench.in(2_000)) instanceof Fencing.Shut);
  }

  private Sent write(String name, long value, long millis) {
    return link.write(List.of(set(name, value)), bench.in(millis)).getFirst();
  }
}

package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.OpcUaDriverFixture.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Value;
import dev.lockstep.device.Work;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.SendLease;
import dev.lockstep.driver.SendResult;
import dev.lockstep.driver.TestLease;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that loses its lease to the other PC of its line. */
class OpcUaLeaseTest {
  @TempDir private Path pki;
  private final TestLease lease = new TestLease();
  private TestServer server;
  private OpcUaDriverFixture bench;
  private DeviceLink link;

  @BeforeEach
  void connect() throws Exception {
    server = new TestServer(TestServer.Setup.OPEN);
    bench = new OpcUaDriverFixture(pki, OpcUaDriverFixture.SESSION_TIMEOUT, lease);
    link = bench.connected(OpcUaDriverFixture.insecure(server.port()));
    assertThat(write(2)).isInstanceOf(SendResult.Accepted.class);
  }

  @AfterEach
  void close() {
    bench.close();
    server.close();
  }

  @Test
  void aWriteWhoseLeaseEndsBeforeTheEventLoopTakesItIsProvedNotSent() throws Exception {
    int writesBefore = server.nodes().writes("Recipe");
    lease.hold();
    CompletableFuture<SendResult> written = CompletableFuture.supplyAsync(() -> write(3));
    lease.awaitAsked();
    lease.end();
    assertThat(written.get()).isEqualTo(new SendResult.NotSent("Recipe: " + SendLease.LOST));
    assertThat(bench.read(link, "Recipe")).isEqualTo(Value.Numeric.of(2));
    assertThat(server.nodes().writes("Recipe")).isEqualTo(writesBefore);
  }

  @Test
  void aCallWithoutALeaseIsProvedNotSent() {
    lease.end();
    Work.Call stroke =
        new Work.Call(
            OpcUaDriverFixture.name("Stroke"), List.of(set("Strokes", 1), set("Force", 1)));
    assertThat(link.call(stroke, bench.in(2_000)).sent())
        .isEqualTo(new SendResult.NotSent("Stroke: " + SendLease.LOST));
    assertThat(server.nodes().strokes()).isZero();
  }

  private SendResult write(long value) {
    return link.write(List.of(set("Recipe", value)), bench.in(2_000)).getFirst();
  }
}

package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.SendLease;
import dev.lockstep.driver.SendResult;
import dev.lockstep.driver.TestLease;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that loses its lease to the other PC of its line. */
class MqttLeaseTest {
  @TempDir private Path directory;

  @Test
  void aMessageWhoseLeaseEndsBeforeTheClientGetsItIsProvedNotSent() throws Exception {
    TestLease lease = new TestLease();
    try (PlainWriteBench bench = new PlainWriteBench(directory);
        Machine machine = bench.listening()) {
      bench.line.close(); // has the same client id
      try (MqttTestGateway line = MqttTestGateway.of(bench.conveyor(Map.of()), lease)) {
        line.connected();
        lease.hold();
        CompletableFuture<SendResult> written = CompletableFuture.supplyAsync(() -> line.write(42));
        lease.awaitAsked();
        lease.end();
        assertThat(written.get()).isEqualTo(new SendResult.NotSent(SendLease.LOST));
        assertThat(line.link().fence(line.clock.now(), line.soon()))
            .isInstanceOf(FenceResult.Shut.class);
        machine.say(Belt.SET, "what comes after it");
        machine.awaitMessages(1);
        assertThat(machine.payloads()).containsExactly("what comes after it");
      }
    }
  }
}

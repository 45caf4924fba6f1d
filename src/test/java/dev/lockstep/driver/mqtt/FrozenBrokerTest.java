package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reason.Code;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.State.Ended;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that stands still (SIGSTOP, a suspended virtual machine) in the middle of a transaction,
 * and continues when no request waits any more. What lies in its socket does not expire: it counts
 * from when it wakes.
 */
@Tag("fault")
class FrozenBrokerTest {
  @TempDir Path directory;
  private MosquittoBroker broker;
  private Belt belt;
  private MqttGateway gateway;

  @BeforeEach
  void start() throws Exception {
    MosquittoBroker.required();
    broker = (MosquittoBroker) TestBroker.started(directory);
    belt = new Belt(broker, 7);
    gateway = new MqttGateway(directory, broker.uri()).connected();
  }

  @AfterEach
  void stop() throws Exception {
    if (broker != null) {
      broker.thaw();
      gateway.close();
      belt.close();
      broker.close();
    }
  }

  private Outcome awaitEnd() {
    State ended = gateway.await(state -> state instanceof Ended);
    return ((Ended) ended).outcome().orElseThrow();
  }

  @Test
  void commitThatWakesWithTheBrokerIsDroppedByTheDeviceAndGivenOnceMoreBehindTheFence()
      throws Exception {
    assertThat(gateway.prepare("Run", 42)).isInstanceOf(State.Prepared.class);
    broker.freeze();
    gateway.commit();
    gateway.awaitUnknown(Code.UNKNOWN, "no answer came in time");
    gateway.awaitUnknown(Code.UNKNOWN, "has not acknowledged");
    int before = belt.machine().got().size();
    Instant deadline = Instant.now().plusSeconds(3);
    Awaitility.await().until(() -> Instant.now().isAfter(deadline));

    broker.thaw();

    belt.machine().awaitMessages(before + 1);
    gateway.awaitUnknown(Code.UNKNOWN, "expire in");
    assertThat(belt.moves()).as("what came late is not done").isEmpty();
    gateway.clock.forward(Duration.ofSeconds(12));
    assertThat(awaitEnd()).isEqualTo(Outcome.COMMITTED);
    assertThat(belt.moves()).containsExactly(42L);
  }

  @Test
  void plainWriteThatWakesWithTheBrokerIsUnknownUntilThenAndItsResourceReserved() throws Exception {
    assertThat(gateway.prepare("SetSpeed", 42)).isInstanceOf(State.Prepared.class);
    broker.freeze();
    gateway.commit();
    gateway.awaitUnknown(Code.UNKNOWN, "no acknowledgement came in time");
    gateway.awaitUnknown(Code.UNKNOWN, "the earlier send may still arrive");
    assertThat(gateway.state().live()).as("holds what it may still move").isTrue();

    broker.thaw();

    gateway.awaitUnknown(Code.UNKNOWN, "expire in");
    gateway.clock.forward(Duration.ofSeconds(12));
    assertThat(awaitEnd()).isEqualTo(Outcome.COMMITTED);
    assertThat(belt.moves()).as("once, and not a second time").containsExactly(42L);
  }

  @Test
  void prepareThatWakesWithTheBrokerAfterItsRollbackArmsNothing() throws Exception {
    broker.freeze();
    State refused = gateway.prepare("Run", 42);
    assertThat(refused).isInstanceOf(State.RollingBack.class);

    broker.thaw();
    Awaitility.await().until(() -> belt.machine().got().size() >= 2);
    gateway.clock.forward(Duration.ofSeconds(12));

    assertThat(awaitEnd()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(belt.moves()).isEmpty();
    assertThat(belt.known("t1#0")).contains("aborted");
  }
}

package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reason.Code;
import dev.lockstep.transaction.State;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A conveyor that takes a speed, and whose state then says that it failed at it. */
@Tag("fault")
class MqttFailedStateTest {
  /** The conveyor stands at 0 where it failed. The time is longer than any test waits. */
  private static final String PROFILE =
      """
      name: belt
      deviceResources:
        - name: Speed
          attributes:
            { setTopic: "plant/{device}/speed/set", stateTopic: "plant/{device}/speed", field: speed }
          properties: { valueType: Float64, readWrite: RW, minimum: 0, maximum: 100 }
      deviceCommands:
        - name: SetSpeed
          readWrite: RW
          resourceOperations: [{ deviceResource: Speed }]
          tags: { lockstep: { verify: {
            conditions: [{ resource: Speed, atLeast: 40 }],
            failed: [{ resource: Speed, equals: 0 }],
            within: 10m } } }
      """;

  @TempDir Path directory;
  private TestBroker broker;
  private Belt belt;
  private MqttGateway gateway;

  @BeforeEach
  void start() throws Exception {
    broker = TestBroker.started(directory);
    belt = new Belt(broker, 7);
    gateway = MqttGateway.of(directory, PROFILE, broker.uri()).connected();
  }

  @AfterEach
  void stop() {
    gateway.close();
    belt.close();
    broker.close();
  }

  private void committing() throws Exception {
    assertThat(gateway.prepare("SetSpeed", 42)).isInstanceOf(State.Prepared.class);
    gateway.commit();
  }

  @Test
  void stateThatSaysFailedEndsTheWait() throws Exception {
    belt.doing = asked -> 0;
    committing();

    gateway.awaitUnknown(
        Code.ALTERED, "the device took the command and failed: Speed equals 0; found: 0");
    belt.show(42);
    assertThat(gateway.state()).isInstanceOf(State.Committing.class);
    assertThat(belt.moves()).as("not sent again by itself").containsExactly(0L);
  }

  @Test
  void stateThatStoodThereBeforeTheCommandIsNotItsFailure() throws Exception {
    belt.show(0);
    belt.idle = true;
    gateway.awaitSpeed(0);
    committing();
    assertThat(gateway.state()).as("waits").isInstanceOf(State.Committing.class);

    belt.show(42);
    gateway.await(state -> state instanceof State.Ended);
  }
}

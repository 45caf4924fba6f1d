package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reason.Code;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that do not do what they say, with the whole participant and its journal. */
@Tag("fault")
class MisbehavingDeviceTest {
  @TempDir Path directory;
  private TestBroker broker;
  private Belt belt;
  private MqttGateway gateway;

  @BeforeEach
  void start() throws Exception {
    broker = TestBroker.started(directory);
    belt = new Belt(broker, 7);
    gateway = new MqttGateway(directory, broker.uri()).connected();
  }

  @AfterEach
  void stop() {
    gateway.close();
    belt.close();
    broker.close();
  }

  private void committing(String command) throws Exception {
    assertThat(gateway.prepare(command, 42)).isInstanceOf(State.Prepared.class);
    gateway.commit();
  }

  private void awaitCommitted() {
    State ended = gateway.await(state -> state instanceof State.Ended);
    assertThat(((State.Ended) ended).outcome()).contains(Outcome.COMMITTED);
  }

  @Test
  void goodDeviceMovesOnceHoweverItIsCommanded() throws Exception {
    committing("SetSpeed");
    awaitCommitted();
    assertThat(belt.moves()).containsExactly(42L);
  }

  @Test
  void writeThatTheDeviceIgnoresIsUnknownWithWhatItShowsInstead() throws Exception {
    belt.idle = true;
    committing("SetSpeed");

    gateway.awaitUnknown(Code.NOT_VERIFIED, "wrote 42, read back 7");
    assertThat(gateway.state()).isInstanceOf(State.Committing.class);
  }

  @Test
  void writeThatTheDeviceClampsIsUnknownWithWhatItReads() throws Exception {
    belt.doing = asked -> Math.min(asked, 30);
    committing("SetSpeed");

    gateway.awaitUnknown(Code.NOT_VERIFIED, "wrote 42, read back 30");
    assertThat(belt.moves()).as("not sent again by itself").containsExactly(30L);
  }

  @Test
  void stateThatTheDeviceOverwritesAtOnceIsNotTakenForDone() throws Exception {
    AtomicBoolean once = new AtomicBoolean();
    belt.doing =
        asked -> {
          if (once.compareAndSet(false, true)) {
            belt.show(3);
          }
          return 3;
        };
    committing("SetSpeed");

    gateway.awaitUnknown(Code.NOT_VERIFIED, "wrote 42, read back 3");
  }

  @Test
  void deviceThatShowsTheValueLaterEndsTheDoubt() throws Exception {
    belt.hiding = true;
    committing("SetSpeed");
    gateway.awaitUnknown(Code.NOT_VERIFIED, "no message on");

    belt.show(42);

    awaitCommitted();
    assertThat(belt.moves()).containsExactly(42L);
  }

  @Test
  void appliedByTheDevicesWordAloneIsNotEnoughWhereTheProfileWantsTheSpeedSeen() throws Exception {
    belt.idle = true;
    committing("RunSeen");

    gateway.awaitUnknown(Code.NOT_VERIFIED, "wrote 42, read back 7");
    for (int look = 0; look < 5; look++) {
      assertThat(gateway.state())
          .as("its word again changes nothing")
          .isInstanceOf(State.Committing.class);
      gateway.clock.pause(Duration.ofMillis(100));
    }

    belt.show(42);
    awaitCommitted();
  }

  @Test
  void deviceThatActsAndNeverAnswersIsUnknownUntilItsRecordIsAsked() throws Exception {
    assertThat(gateway.prepare("Run", 42)).isInstanceOf(State.Prepared.class);
    belt.mute = true;
    gateway.commit();
    gateway.awaitUnknown(Code.UNKNOWN, "no answer came in time");

    belt.mute = false;

    awaitCommitted();
    assertThat(belt.moves()).containsExactly(42L);
    assertThat(MqttGateway.progress(gateway.state()))
        .isInstanceOfSatisfying(
            Progress.Applied.class, done -> assertThat(done.evidence()).contains("applied"));
  }
}

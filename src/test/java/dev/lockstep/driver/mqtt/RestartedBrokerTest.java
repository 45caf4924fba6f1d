package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Value;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.LinkStatus.State;
import dev.lockstep.driver.SendResult;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State.Ended;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that is killed comes back with what its disk held: states that were true before. None of
 * them may be taken for proof of a command (P4).
 */
@Tag("fault")
class RestartedBrokerTest {
  @TempDir Path directory;
  private MosquittoBroker broker;
  private Belt belt;
  private MqttGateway gateway;

  @BeforeEach
  void start() throws Exception {
    MosquittoBroker.required();
    broker =
        MosquittoBroker.started(
            directory,
            List.of(
                "allow_anonymous true",
                "persistence true",
                "autosave_interval 0",
                "persistence_location " + directory + "/"));
    belt = new Belt(broker, 42);
    broker.save();
    // From here on the disk is behind: it says 42, the belt runs at 7.
    belt.setByHand(7);
    gateway = new MqttGateway(directory, broker.uri()).connected();
    awaitSpeed(7);
  }

  @AfterEach
  void stop() {
    if (broker != null) {
      gateway.close();
      belt.close();
      broker.close();
    }
  }

  private Reading read() {
    return gateway
        .link()
        .read(List.of(MqttTestGateway.SPEED), gateway.clock.in(Duration.ofSeconds(1)))
        .getFirst();
  }

  private void awaitSpeed(long speed) {
    Awaitility.await()
        .until(
            () ->
                read() instanceof Reading.Seen seen
                    && seen.value().equals(Value.Numeric.of(speed)));
  }

  /** The write lies in the frozen broker when it is killed: the belt never gets it. */
  private void writeAndKill() throws Exception {
    broker.freeze();
    gateway.commit();
    gateway.awaitUnknown(Code.UNKNOWN, "");
    broker.stop();
    Awaitility.await().until(() -> gateway.link().status().state(), State.DISCONNECTED::equals);
    broker.start();
    gateway.connected();
  }

  @Test
  void retainedStateFromBeforeIsNoProofOfACommandNotEvenBehindTheFence() throws Exception {
    gateway.prepare("SetSpeed", 42);
    writeAndKill();
    gateway.awaitUnknown(Code.UNKNOWN, "the earlier send may still arrive");
    gateway.clock.forward(Duration.ofSeconds(30));
    gateway.awaitUnknown(Code.UNKNOWN, "only a retained message arrived");
    assertThat(belt.moves()).isEmpty();

    // The belt connects, tells that it runs at 7, and is told again.
    belt.reconnect();
    dev.lockstep.transaction.State ended = gateway.await(state -> state instanceof Ended);
    assertThat(((Ended) ended).outcome()).contains(Outcome.COMMITTED);
    assertThat(belt.moves()).containsExactly(42L);
  }

  @Test
  void deviceThatIsHeardAgainMakesTheRetainedStateCount() throws Exception {
    gateway.prepare("SetSpeed", 42);
    writeAndKill();
    gateway.clock.forward(Duration.ofSeconds(30));
    gateway.awaitUnknown(Code.UNKNOWN, "only a retained message arrived");
    belt.reconnect();

    belt.show(42);

    Progress done = gateway.awaitProgress(Progress::done);
    assertThat(((Progress.Applied) done).after().getFirst().status()).startsWith("live");
  }

  @Test
  void brokerThatForgotEverythingLeavesTheStateUnreadAndNotGuessed() throws Exception {
    broker.forget();
    broker.stop();
    Awaitility.await().until(() -> gateway.link().status().state(), State.DISCONNECTED::equals);
    broker.start();
    LinkStatus status = gateway.connected().link().status();

    assertThat(status.connected()).isTrue();
    assertThat(read())
        .isInstanceOfSatisfying(
            Reading.Unseen.class,
            unseen -> assertThat(unseen.reason().detail()).contains("no message on"));
    assertThat(gateway.prepare("SetSpeed", 42)).isInstanceOf(Ended.class);
  }

  @Test
  void writeWhileTheBrokerIsAwayIsNotSentAndDoneOnceWhenItIsBack() throws Exception {
    gateway.prepare("SetSpeed", 13);
    broker.stop();
    Awaitility.await().until(() -> gateway.link().status().state(), State.DISCONNECTED::equals);
    assertThat(
            gateway
                .link()
                .write(List.of(MqttTestGateway.speed(99)), gateway.clock.in(Duration.ofSeconds(3)))
                .getFirst())
        .isInstanceOf(SendResult.NotSent.class);
    gateway.commit();
    gateway.awaitProgress(progress -> progress instanceof Progress.NotApplied);

    broker.start();
    belt.reconnect();

    gateway.await(state -> state instanceof Ended);
    assertThat(belt.moves()).containsExactly(13L);
  }
}

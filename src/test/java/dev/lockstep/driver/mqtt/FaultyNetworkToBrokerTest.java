package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.LinkStatus.State;
import dev.lockstep.driver.SendResult;
import dev.lockstep.faults.Fate;
import dev.lockstep.faults.FaultyNetwork;
import dev.lockstep.faults.FaultyNetwork.Direction;
import dev.lockstep.faults.Framing;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State.Ended;
import dev.lockstep.transaction.State.Prepared;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network between gateway and broker that loses, resets and holds back (P4, P5, P5a). */
@Tag("fault")
class FaultyNetworkToBrokerTest {
  private static final int PUBLISH = 3;
  private static final int PUBACK = 4;

  /** How long nothing may arrive after an outage; a minute in the long form. */
  private static final Duration QUIET = Duration.ofSeconds(Long.getLong("faults.quiet.seconds", 2));

  @TempDir Path directory;
  private TestBroker broker;
  private FaultyNetwork network;
  private Belt belt;
  private MqttGateway gateway;

  @BeforeEach
  void start() throws Exception {
    broker = TestBroker.started(directory);
    network = new FaultyNetwork(broker.port(), Framing.MQTT);
    belt = new Belt(broker, 7);
  }

  @AfterEach
  void stop() throws Exception {
    if (gateway != null) {
      gateway.close();
    }
    belt.close();
    network.close();
    broker.close();
  }

  private String address() {
    return "mqtt://127.0.0.1:" + network.port();
  }

  private void prepared(String command) throws Exception {
    gateway = new MqttGateway(directory, address()).connected();
    assertThat(gateway.prepare(command, 42)).isInstanceOf(Prepared.class);
  }

  private void awaitCommitted() {
    Ended ended = (Ended) gateway.await(state -> state instanceof Ended);
    assertThat(ended.outcome()).contains(Outcome.COMMITTED);
  }

  /** This fate for the first message of this type; all others pass. */
  private static Fate.Rule first(int type, Fate fate) {
    boolean[] met = {false};
    return message -> {
      boolean now = !met[0] && (message[0] & 0xff) >> 4 == type;
      met[0] |= now;
      return now ? fate : Fate.PASSED;
    };
  }

  @Test
  void commitWhoseConnectionIsResetBeforeItArrivesIsUnknownThenGivenAgain() throws Exception {
    prepared("Run");
    network.rule(Direction.TO_SERVER, first(PUBLISH, Fate.RESET_BEFORE));
    gateway.commit();
    gateway.awaitUnknown(Code.UNKNOWN, "expire in");
    assertThat(belt.moves()).isEmpty();
    gateway.clock.forward(Duration.ofSeconds(12));
    awaitCommitted();
    assertThat(belt.moves()).containsExactly(42L);
  }

  @Test
  void commitWhoseConnectionIsResetBeforeItsAcknowledgementIsDoneOnceByTheDevicesRecord()
      throws Exception {
    prepared("Run");
    network.rule(Direction.TO_CLIENT, first(PUBACK, Fate.RESET_BEFORE));
    gateway.commit();

    awaitCommitted();
    assertThat(belt.moves()).containsExactly(42L);
  }

  @Test
  void commitWhoseAnswerIsLostWithTheConnectionIsDoneOnceByTheDevicesRecord() throws Exception {
    prepared("Run");
    network.rule(Direction.TO_CLIENT, first(PUBACK, Fate.RESET_AFTER));
    belt.mute = true;
    gateway.commit();
    gateway.awaitProgress(Progress::uncertain);
    belt.mute = false;

    awaitCommitted();
    assertThat(belt.moves()).containsExactly(42L);
  }

  @Test
  void writeWhoseConnectionIsResetBeforeItsAcknowledgementIsUnknownUntilTheDeviceIsHeard()
      throws Exception {
    prepared("SetSpeed");
    network.rule(Direction.TO_CLIENT, first(PUBACK, Fate.RESET_BEFORE));
    gateway.commit();
    gateway.awaitUnknown(Code.UNKNOWN, "the earlier send may still arrive");
    gateway.clock.forward(Duration.ofSeconds(12));

    Awaitility.await().until(() -> !belt.moves().isEmpty());
    belt.show(42);

    awaitCommitted();
    assertThat(belt.moves()).containsExactly(42L);
  }

  @Test
  void acknowledgementThatIsSwallowedLeavesItUnknownUntilTheNextConnectionEndsTheWaiting()
      throws Exception {
    prepared("SetSpeed");
    network.rule(Direction.TO_CLIENT, first(PUBACK, Fate.SWALLOWED));
    gateway.commit();
    gateway.awaitUnknown(Code.UNKNOWN, "no acknowledgement came in time");
    gateway.awaitUnknown(Code.UNKNOWN, "has not acknowledged 1 message");

    gateway.clock.forward(Duration.ofSeconds(12));
    gateway.awaitUnknown(Code.UNKNOWN, "expire in");
    belt.show(42);
    gateway.clock.forward(Duration.ofSeconds(12));

    awaitCommitted();
    assertThat(belt.moves()).containsExactly(42L);
  }

  @Test
  void writeThatANetworkHeldBackIsRefusedByTheBrokerAfterTheNextConnection() throws Exception {
    try (MqttTestGateway line = lineThroughTheNetwork()) {
      Moment before = line.clock.now();
      network.freezeExisting();
      SendResult sent =
          line.link()
              .write(List.of(MqttTestGateway.speed(13)), line.clock.in(Duration.ofMillis(1500)))
              .getFirst();
      assertThat(sent).isInstanceOf(SendResult.Unknown.class);
      line.clock.forward(Duration.ofSeconds(12));
      assertThat(line.link().fence(before, line.soon())).isInstanceOf(FenceResult.Open.class);
      Awaitility.await()
          .until(
              () ->
                  line.link().fence(before, line.soon()) instanceof FenceResult.Open open
                      && open.detail().contains("expire"));
      line.clock.forward(Duration.ofSeconds(12));
      assertThat(line.link().fence(before, line.soon())).isInstanceOf(FenceResult.Shut.class);

      network.thaw();
      quietFor(QUIET);

      assertThat(network.deliveredLate(Direction.TO_SERVER))
          .as("the old write did leave the network")
          .isPositive();
      assertThat(belt.moves()).as("and the broker did not take it").isEmpty();
    }
  }

  @Test
  void commandGivenUpDuringAnOutageNeverArrives() throws Exception {
    try (MqttTestGateway line = lineThroughTheNetwork()) {
      network.cut();
      SendResult first =
          line.link()
              .write(List.of(MqttTestGateway.speed(13)), line.clock.in(Duration.ofSeconds(2)))
              .getFirst();
      assertThat(first).isInstanceOfAny(SendResult.NotSent.class, SendResult.Unknown.class);
      line.awaitStatus(State.DISCONNECTED);
      SendResult second =
          line.link()
              .write(List.of(MqttTestGateway.speed(14)), line.clock.in(Duration.ofSeconds(2)))
              .getFirst();
      assertThat(second).isInstanceOf(SendResult.NotSent.class);

      network.mend();
      line.connected();
      quietFor(QUIET);
      line.link().write(List.of(MqttTestGateway.speed(42)), line.soon());

      Awaitility.await().until(() -> !belt.moves().isEmpty());
      assertThat(belt.moves()).containsExactly(42L);
    }
  }

  @Test
  void commitDuringAnOutageIsHeldHereAndDoneOnceWhenTheNetworkIsBack() throws Exception {
    prepared("Run");
    network.cut();
    Awaitility.await().until(() -> !gateway.link().status().connected());
    gateway.commit();
    gateway.awaitProgress(progress -> progress instanceof Progress.NotApplied);

    network.mend();

    awaitCommitted();
    assertThat(belt.moves()).containsExactly(42L);
  }

  private MqttTestGateway lineThroughTheNetwork() {
    return MqttTestGateway.of(
            MqttTestGateway.conveyor(Map.of("Broker", address()), new Preparation.None()))
        .connected();
  }

  private static void quietFor(Duration time) {
    Instant until = Instant.now().plus(time);
    Awaitility.await().atMost(time.plusSeconds(5)).until(() -> Instant.now().isAfter(until));
  }
}

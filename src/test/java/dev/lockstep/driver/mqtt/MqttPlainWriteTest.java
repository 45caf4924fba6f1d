package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Device;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Value;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Fencing;
import dev.lockstep.driver.Sent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pattern set topic and state topic against a real broker. */
class MqttPlainWriteTest {
  private static final String SET = "plant/conveyor/speed/set";
  private static final String STATE = "plant/conveyor/speed";

  @TempDir Path directory;
  private TestBroker broker;
  private Line line;

  @BeforeEach
  void start() throws Exception {
    broker = TestBroker.started(directory);
    line = Line.of(conveyor());
  }

  @AfterEach
  void stop() throws Exception {
    line.close();
    broker.close();
  }

  private Device conveyor() {
    return Line.conveyor(Map.of("Broker", broker.uri()), new Preparation.None());
  }

  @Test
  void writeIsPendingUntilTheStateTopicShowsIt() {
    line.connected();
    try (Machine machine =
        Machine.on(broker, SET, (self, message) -> self.say(STATE, Machine.text(message)))) {
      assertThat(line.write(42)).isInstanceOf(Sent.Pending.class);

      line.awaitSpeed(42);
      assertThat(machine.payloads()).containsExactly("{\"speed\":42}");
      assertThat(line.read())
          .isInstanceOfSatisfying(
              Reading.Seen.class, seen -> assertThat(seen.status()).startsWith("live"));
    }
  }

  @Test
  @Tag("fault")
  void writeThatNobodySubscribedToReachedNobody() {
    MosquittoBroker.required();
    line.connected();

    assertThat(line.write(42))
        .isInstanceOfSatisfying(
            Sent.NotSent.class, not -> assertThat(not.detail()).contains("nobody"));
    assertThat(line.link().fence(line.clock.now(), line.soon())).isInstanceOf(Fencing.Shut.class);
  }

  @Test
  void retainedStateIsSeenAndCalledRetained() {
    try (Machine machine = Machine.listening(broker, SET)) {
      machine.keep(STATE, "{\"speed\":7}");
      line.reopen();
      line.connected();

      line.awaitSpeed(7);
      assertThat(line.read())
          .isInstanceOfSatisfying(
              Reading.Seen.class, seen -> assertThat(seen.status()).startsWith("retained"));
    }
  }

  @Test
  @Tag("fault")
  void stateFromBeforeTheWriteProvesNothingAboutItUntilTheWayIsShut() {
    line.connected();
    try (Machine machine = Machine.listening(broker, SET)) {
      machine.say(STATE, "{\"speed\":42}");
      line.awaitSpeed(42);

      assertThat(line.write(42)).isInstanceOf(Sent.Pending.class);

      assertThat(line.read())
          .isInstanceOfSatisfying(
              Reading.Unseen.class,
              unseen -> assertThat(unseen.reason().code()).isEqualTo(Code.UNREADABLE));
      line.clock.forward(Duration.ofSeconds(30));
      line.awaitSpeed(42);
    }
  }

  @Test
  void fenceIsOpenUntilWhatWasSentHasExpired() {
    line.connected();
    try (Machine _ = Machine.listening(broker, SET)) {
      line.clock.forward(Duration.ofMinutes(1));
      Moment before = line.clock.now();
      line.write(42);

      assertThat(line.link().fence(before, line.soon())).isInstanceOf(Fencing.Open.class);
      line.clock.forward(Line.LONG.plusSeconds(2));
      assertThat(line.link().fence(before, line.soon())).isInstanceOf(Fencing.Shut.class);
    }
  }

  @Test
  void changesAreToldToThoseWhoWatchAndSoIsTheLoss() throws Exception {
    line.connected();
    List<Reading> told = new CopyOnWriteArrayList<>();
    DeviceLink.Watch watch = line.link().watch(List.of(Line.SPEED), told::add);
    try (Machine machine = Machine.listening(broker, SET)) {
      machine.say(STATE, "{\"speed\":1}");
      machine.say(STATE, "{\"speed\":2}");
      await().until(() -> told.size() >= 3);
      assertThat(told.subList(1, 3))
          .extracting(each -> ((Reading.Seen) each).value())
          .containsExactly(Value.Numeric.of(1), Value.Numeric.of(2));
    }
    broker.stop();
    await().until(() -> told.getLast() instanceof Reading.Unseen);
    broker.start();
    line.connected();
    try (Machine machine = Machine.listening(broker, SET)) {
      machine.say(STATE, "{\"speed\":3}");
      await().until(() -> told.getLast() instanceof Reading.Seen);
      watch.close();
      machine.say(STATE, "{\"speed\":4}");
      line.awaitSpeed(4);
      assertThat(((Reading.Seen) told.getLast()).value()).isEqualTo(Value.Numeric.of(3));
    }
  }

  @Test
  @Tag("fault")
  void malformedStateIsUnreadableAndNotAGuess() {
    line.connected();
    try (Machine machine = Machine.listening(broker, SET)) {
      for (String nonsense : List.of("", "42", "{\"speed\":\"fast\"}", "{\"speed\":null}", "{}")) {
        machine.say(STATE, "{\"speed\":1}");
        line.awaitSpeed(1);
        machine.say(STATE, nonsense);
        await().until(() -> line.read() instanceof Reading.Unseen);
      }
    }
  }
}

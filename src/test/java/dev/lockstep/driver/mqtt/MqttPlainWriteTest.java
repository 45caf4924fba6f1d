package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Value;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.SendResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pattern set topic and state topic against a real broker. */
class MqttPlainWriteTest {
  @TempDir Path directory;
  private PlainWriteBench bench;

  @BeforeEach
  void start() throws Exception {
    bench = new PlainWriteBench(directory);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void writeIsPendingUntilTheStateTopicShowsIt() {
    bench.line.connected();
    try (Machine machine =
        Machine.on(
            bench.broker,
            Belt.SET,
            (self, message) -> self.say(Belt.STATE, Machine.text(message)))) {
      assertThat(bench.line.write(42)).isInstanceOf(SendResult.Pending.class);

      bench.line.awaitSpeed(42);
      assertThat(machine.payloads()).containsExactly("{\"speed\":42}");
      assertThat(bench.line.read())
          .isInstanceOfSatisfying(
              Reading.Seen.class, seen -> assertThat(seen.status()).startsWith("live"));
    }
  }

  @Test
  @Tag("fault")
  void writeThatNobodySubscribedToReachedNobody() {
    MosquittoBroker.required();
    bench.line.connected();

    assertThat(bench.line.write(42))
        .isInstanceOfSatisfying(
            SendResult.NotSent.class,
            not -> assertThat(not.detail()).contains("no client has subscribed"));
    assertThat(bench.line.link().fence(bench.line.clock.now(), bench.line.soon()))
        .isInstanceOf(FenceResult.Shut.class);
  }

  @Test
  void retainedStateIsSeenAndCalledRetained() {
    try (Machine machine = bench.listening()) {
      machine.keep(Belt.STATE, "{\"speed\":7}");
      bench.line.reopen();
      bench.line.connected();

      bench.line.awaitSpeed(7);
      assertThat(bench.line.read())
          .isInstanceOfSatisfying(
              Reading.Seen.class, seen -> assertThat(seen.status()).startsWith("retained"));
    }
  }

  @Test
  @Tag("fault")
  void stateFromBeforeTheWriteProvesNothingAboutItUntilTheWayIsShut() {
    bench.line.connected();
    try (Machine machine = bench.listening()) {
      machine.say(Belt.STATE, "{\"speed\":42}");
      bench.line.awaitSpeed(42);

      assertThat(bench.line.write(42)).isInstanceOf(SendResult.Pending.class);

      assertThat(bench.line.read())
          .isInstanceOfSatisfying(
              Reading.Unseen.class,
              unseen -> assertThat(unseen.reason().code()).isEqualTo(Code.UNREADABLE));
      bench.line.clock.forward(Duration.ofSeconds(30));
      bench.line.awaitSpeed(42);
    }
  }

  @Test
  void fenceIsOpenUntilWhatWasSentHasExpired() {
    bench.line.connected();
    try (Machine _ = bench.listening()) {
      bench.line.clock.forward(Duration.ofMinutes(1));
      Moment before = bench.line.clock.now();
      bench.line.write(42);

      assertThat(bench.line.link().fence(before, bench.line.soon()))
          .isInstanceOf(FenceResult.Open.class);
      bench.line.clock.forward(MqttTestGateway.LONG.plusSeconds(2));
      assertThat(bench.line.link().fence(before, bench.line.soon()))
          .isInstanceOf(FenceResult.Shut.class);
    }
  }

  @Test
  void changesAreToldToThoseWhoWatchAndSoIsTheLoss() throws Exception {
    bench.line.connected();
    List<Reading> told = new CopyOnWriteArrayList<>();
    DeviceLink.Watch watch = bench.line.link().watch(List.of(MqttTestGateway.SPEED), told::add);
    try (Machine machine = bench.listening()) {
      machine.say(Belt.STATE, "{\"speed\":1}");
      machine.say(Belt.STATE, "{\"speed\":2}");
      await().until(() -> told.size() >= 3);
      assertThat(told.subList(1, 3))
          .extracting(each -> ((Reading.Seen) each).value())
          .containsExactly(Value.Numeric.of(1), Value.Numeric.of(2));
    }
    bench.broker.stop();
    await().until(() -> told.getLast() instanceof Reading.Unseen);
    bench.broker.start();
    bench.line.connected();
    try (Machine machine = bench.listening()) {
      machine.say(Belt.STATE, "{\"speed\":3}");
      await().until(() -> told.getLast() instanceof Reading.Seen);
      watch.close();
      machine.say(Belt.STATE, "{\"speed\":4}");
      bench.line.awaitSpeed(4);
      assertThat(((Reading.Seen) told.getLast()).value()).isEqualTo(Value.Numeric.of(3));
    }
  }

  @Test
  @Tag("fault")
  void malformedStateIsUnreadableAndNotAGuess() {
    bench.line.connected();
    try (Machine machine = bench.listening()) {
      for (String nonsense : List.of("", "42", "{\"speed\":\"fast\"}", "{\"speed\":null}", "{}")) {
        machine.say(Belt.STATE, "{\"speed\":1}");
        bench.line.awaitSpeed(1);
        machine.say(Belt.STATE, nonsense);
        await().until(() -> bench.line.read() instanceof Reading.Unseen);
      }
    }
  }
}

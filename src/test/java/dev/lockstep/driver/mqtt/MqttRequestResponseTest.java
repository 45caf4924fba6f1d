package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.driver.ArmResult;
import dev.lockstep.driver.DisarmResult;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.OrderStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pattern request/response against a real broker. */
class MqttRequestResponseTest {
  @TempDir Path directory;
  private ExchangeBench bench;

  @BeforeEach
  void start() throws Exception {
    bench = new ExchangeBench(directory);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void deviceThatPreparesIsArmedWithThePromiseOfItsProfile() {
    try (Machine machine = bench.saying("prepared")) {
      ArmResult arming = bench.link().arm(ExchangeBench.ORDER, bench.line().soon());

      assertThat(arming)
          .isInstanceOfSatisfying(
              ArmResult.Armed.class,
              armed -> assertThat(armed.promise()).isEqualTo(Promise.DURABLE));
      Mqtt5Publish request = machine.got().getFirst();
      assertThat(request.getTopic()).hasToString("lockstep/conveyor/prepare");
      assertThat(request.getResponseTopic().orElseThrow())
          .hasToString("lockstep/conveyor/answers/line-1");
      assertThat(request.getCorrelationData().orElseThrow().remaining()).isEqualTo(16);
      assertThat(request.getMessageExpiryInterval().orElseThrow())
          .isPositive()
          .isLessThan(MqttTestGateway.LONG.toSeconds());
      assertThat(request.isRetain()).isFalse();
      assertThat(Machine.text(request))
          .startsWith(
              "{\"id\":\"t1~SetSpeed\",\"verb\":\"prepare\",\"command\":\"SetSpeed\","
                  + "\"arguments\":{\"Speed\":42},\"expiresInMillis\":");
    }
  }

  @Test
  void deviceSaysHowLongItHolds() {
    String held = "{\"id\":\"t1~SetSpeed\",\"state\":\"prepared\",\"heldForMillis\":60000}";
    try (Machine _ = bench.machine((self, request) -> self.answer(request, held))) {
      ArmResult arming = bench.link().arm(ExchangeBench.ORDER, bench.line().soon());

      assertThat(arming)
          .isInstanceOfSatisfying(
              ArmResult.Armed.class,
              armed ->
                  assertThat(armed.heldUntil().orElseThrow())
                      .isAfter(bench.line().clock.now().wall())
                      .isBefore(bench.line().clock.now().wall().plusSeconds(61)));
    }
  }

  @Test
  void committedOrderIsDoneByTheDevicesOwnWord() {
    try (Machine machine = bench.saying("applied")) {
      assertThat(bench.fire()).isInstanceOf(OrderStatus.Done.class);
      assertThat(bench.recall()).isInstanceOf(OrderStatus.Done.class);
      assertThat(machine.got())
          .extracting(message -> message.getTopic().toString())
          .containsExactly("lockstep/conveyor/commit", "lockstep/conveyor/query");
      assertThat(machine.got().get(0).getCorrelationData())
          .isNotEqualTo(machine.got().get(1).getCorrelationData());
    }
  }

  @Test
  @Tag("fault")
  void refusalIsRejectedWithTheDevicesWords() {
    try (Machine _ = bench.saying("refused")) {
      assertThat(bench.link().arm(ExchangeBench.ORDER, bench.line().soon()))
          .isInstanceOfSatisfying(
              ArmResult.NotArmed.class,
              not -> {
                assertThat(not.reason().code()).isEqualTo(Code.REJECTED);
                assertThat(not.reason().detail()).contains("so it is");
              });
      assertThat(bench.fire()).isInstanceOf(OrderStatus.NotDone.class);
    }
  }

  @Test
  @Tag("fault")
  void silentDeviceLeavesEverythingUntold() {
    try (Machine _ = bench.machine((self, request) -> {})) {
      assertThat(bench.link().arm(ExchangeBench.ORDER, bench.line().soon()))
          .isInstanceOfSatisfying(
              ArmResult.NotArmed.class,
              not -> assertThat(not.reason().code()).isEqualTo(Code.UNKNOWN));
      assertThat(bench.fire()).isInstanceOf(OrderStatus.Untold.class);
      assertThat(bench.recall()).isInstanceOf(OrderStatus.Untold.class);
      assertThat(bench.link().disarm(ExchangeBench.ORDER, bench.line().soon()))
          .isInstanceOf(DisarmResult.Unconfirmed.class);
    }
  }

  @Test
  @Tag("fault")
  void commitThatStaysHereProvesNothingAboutTheOneBeforeIt() {
    try (Machine _ = bench.machine((self, request) -> {})) {
      assertThat(bench.fire()).isInstanceOf(OrderStatus.Untold.class);

      Deadline close = bench.line().clock.in(Duration.ofMillis(900));
      assertThat(bench.link().fire(ExchangeBench.ORDER, close))
          .isInstanceOf(OrderStatus.Untold.class);
    }
  }

  @Test
  @Tag("fault")
  void nobodyListeningIsProofThatNothingWasDone() {
    MosquittoBroker.required();
    bench.open(
        MqttTestGateway.conveyor(Map.of("Broker", bench.broker.uri()), MqttTestGateway.EXCHANGE));

    assertThat(bench.fire())
        .isInstanceOfSatisfying(
            OrderStatus.NotSent.class,
            not -> assertThat(not.detail()).contains("no client has subscribed"));
    assertThat(bench.link().fence(bench.line().clock.now(), bench.line().soon()))
        .isInstanceOf(FenceResult.Shut.class);
  }

  @Test
  void busyDeviceIsBusyUntilItSaysMore() {
    AtomicReference<String> second = new AtomicReference<>("executing");
    try (Machine _ =
        bench.machine(
            (self, request) -> {
              self.answer(request, ExchangeBench.answer("executing"));
              self.answer(request, ExchangeBench.answer(second.get()));
            })) {
      assertThat(bench.fire()).isInstanceOf(OrderStatus.Busy.class);

      second.set("applied");
      assertThat(bench.recall()).isInstanceOf(OrderStatus.Done.class);
    }
  }

  @Test
  void abortIsConfirmedByTheDeviceAlone() {
    AtomicReference<String> state = new AtomicReference<>("aborted");
    try (Machine _ =
        bench.machine((self, request) -> self.answer(request, ExchangeBench.answer(state.get())))) {
      assertThat(bench.link().disarm(ExchangeBench.ORDER, bench.line().soon()))
          .isInstanceOf(DisarmResult.Disarmed.class);
      state.set("applied");
      assertThat(bench.link().disarm(ExchangeBench.ORDER, bench.line().soon()))
          .isInstanceOf(DisarmResult.AlreadyApplied.class);
      state.set("unknown");
      assertThat(bench.link().disarm(ExchangeBench.ORDER, bench.line().soon()))
          .as("a prepare of the run before may still arrive")
          .isInstanceOf(DisarmResult.Unconfirmed.class);
      bench.line().clock.forward(Duration.ofSeconds(13));
      assertThat(bench.link().disarm(ExchangeBench.ORDER, bench.line().soon()))
          .isInstanceOf(DisarmResult.Disarmed.class);
    }
  }

  @Test
  void notKnowingTheIdProvesNothingWhileAPrepareMayStillArrive() {
    try (Machine _ = bench.saying("unknown")) {
      bench.link().arm(ExchangeBench.ORDER, bench.line().soon());

      assertThat(bench.link().disarm(ExchangeBench.ORDER, bench.line().soon()))
          .isInstanceOf(DisarmResult.Unconfirmed.class);
      bench.line().clock.forward(Duration.ofSeconds(30));
      assertThat(bench.link().disarm(ExchangeBench.ORDER, bench.line().soon()))
          .isInstanceOf(DisarmResult.Disarmed.class);
    }
  }

  @Test
  void lessThanASecondLeftIsTooLateForACommit() {
    try (Machine machine = bench.saying("applied")) {
      Deadline close = bench.line().clock.in(Duration.ofMillis(900));

      assertThat(bench.link().fire(ExchangeBench.ORDER, close))
          .isInstanceOf(OrderStatus.NotSent.class);

      assertThat(bench.link().queryOrder(ExchangeBench.ORDER, close))
          .isInstanceOf(OrderStatus.Done.class);
      assertThat(machine.got())
          .extracting(message -> message.getTopic().toString())
          .containsExactly("lockstep/conveyor/query");
    }
  }

  @Test
  @Tag("fault")
  void requestIsGoodForNoLongerThanAFenceWaits() throws Exception {
    try (Machine machine = bench.saying("applied")) {
      Instant before = Instant.now();
      bench.link().fire(ExchangeBench.ORDER, bench.line().clock.in(Duration.ofMinutes(10)));

      Mqtt5Publish request = machine.got().getFirst();
      JsonNode body = new ObjectMapper().readTree(request.getPayloadAsBytes());
      assertThat(request.getMessageExpiryInterval().orElseThrow()).isLessThanOrEqualTo(10);
      assertThat(body.path("expiresInMillis").asLong()).isBetween(1L, 10_000L);
      assertThat(Instant.parse(body.path("expiresAt").asText()))
          .isBetween(before, Instant.now().plusSeconds(10));
    }
  }

  @Test
  @Tag("fault")
  void lastWillBetweenPrepareAndCommitKeepsTheCommitHere() {
    Machine machine =
        Machine.on(
            bench.broker,
            "lockstep/conveyor/+",
            (self, request) -> self.answer(request, ExchangeBench.answer("prepared")));
    try (machine) {
      machine.keep("plant/conveyor/alive", "online");
      Map<String, String> address =
          Map.of("Broker", bench.broker.uri(), "AvailabilityTopic", "plant/{device}/alive");
      bench.open(MqttTestGateway.conveyor(address, MqttTestGateway.EXCHANGE));
      assertThat(bench.link().arm(ExchangeBench.ORDER, bench.line().soon()))
          .isInstanceOf(ArmResult.Armed.class);

      machine.keep("plant/conveyor/alive", "offline");
      await().until(() -> !bench.link().status().connected());

      assertThat(bench.fire()).isInstanceOf(OrderStatus.NotSent.class);
      assertThat(machine.got()).hasSize(1);
    }
  }
}

package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Device;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.driver.Arming;
import dev.lockstep.driver.Fencing;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.Recalled;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pattern request/response against a real broker. */
class MqttRequestResponseTest {
  private static final Order ORDER = Line.order("t1~SetSpeed", Line.EXCHANGE, 42);

  @TempDir Path directory;
  private TestBroker broker;
  private Line line;

  @BeforeEach
  void start() throws Exception {
    broker = TestBroker.started(directory);
  }

  @AfterEach
  void stop() throws Exception {
    if (line != null) {
      line.close();
    }
    broker.close();
  }

  private Machine machine(BiConsumer<Machine, Mqtt5Publish> script) {
    Machine machine = Machine.on(broker, "lockstep/conveyor/+", script);
    open(Line.conveyor(Map.of("Broker", broker.uri()), Line.EXCHANGE));
    return machine;
  }

  /** Closes the one before: two with one name would throw each other out. */
  private void open(Device device) {
    if (line != null) {
      line.close();
    }
    line = Line.of(device).connected();
  }

  /** A machine that answers every request with this state. */
  private Machine saying(String state) {
    return machine((self, request) -> self.answer(request, answer(state)));
  }

  private static String answer(String state) {
    return "{\"id\":\"t1~SetSpeed\",\"state\":\"%s\",\"detail\":\"so it is\"}".formatted(state);
  }

  @Test
  void deviceThatPreparesIsArmedWithThePromiseOfItsProfile() {
    try (Machine machine = saying("prepared")) {
      Arming arming = line.link().arm(ORDER, line.soon());

      assertThat(arming)
          .isInstanceOfSatisfying(
              Arming.Armed.class, armed -> assertThat(armed.promise()).isEqualTo(Promise.DURABLE));
      Mqtt5Publish request = machine.got().getFirst();
      assertThat(request.getTopic()).hasToString("lockstep/conveyor/prepare");
      assertThat(request.getResponseTopic().orElseThrow())
          .hasToString("lockstep/conveyor/answers/line-1");
      assertThat(request.getCorrelationData().orElseThrow().remaining()).isEqualTo(16);
      assertThat(request.getMessageExpiryInterval().orElseThrow())
          .isPositive()
          .isLessThan(Line.LONG.toSeconds());
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
    try (Machine _ = machine((self, request) -> self.answer(request, held))) {
      Arming arming = line.link().arm(ORDER, line.soon());

      assertThat(arming)
          .isInstanceOfSatisfying(
              Arming.Armed.class,
              armed ->
                  assertThat(armed.heldUntil().orElseThrow())
                      .isAfter(line.clock.now().wall())
                      .isBefore(line.clock.now().wall().plusSeconds(61)));
    }
  }

  @Test
  void committedOrderIsDoneByTheDevicesOwnWord() {
    try (Machine machine = saying("applied")) {
      assertThat(line.link().fire(ORDER, line.soon())).isInstanceOf(Recalled.Done.class);
      assertThat(line.link().recall(ORDER, line.soon())).isInstanceOf(Recalled.Done.class);
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
    try (Machine _ = saying("refused")) {
      assertThat(line.link().arm(ORDER, line.soon()))
          .isInstanceOfSatisfying(
              Arming.NotArmed.class,
              not -> {
                assertThat(not.reason().code()).isEqualTo(Code.REJECTED);
                assertThat(not.reason().detail()).contains("so it is");
              });
      assertThat(line.link().fire(ORDER, line.soon())).isInstanceOf(Recalled.NotDone.class);
    }
  }

  @Test
  @Tag("fault")
  void silentDeviceLeavesEverythingUntold() {
    try (Machine _ = machine((self, request) -> {})) {
      assertThat(line.link().arm(ORDER, line.soon()))
          .isInstanceOfSatisfying(
              Arming.NotArmed.class,
              not -> assertThat(not.reason().code()).isEqualTo(Code.UNKNOWN));
      assertThat(line.link().fire(ORDER, line.soon())).isInstanceOf(Recalled.Untold.class);
      assertThat(line.link().recall(ORDER, line.soon())).isInstanceOf(Recalled.Untold.class);
      assertThat(line.link().disarm(ORDER, line.soon())).isFalse();
    }
  }

  @Test
  @Tag("fault")
  void commitThatStaysHereProvesNothingAboutTheOneBeforeIt() {
    try (Machine _ = machine((self, request) -> {})) {
      assertThat(line.link().fire(ORDER, line.soon())).isInstanceOf(Recalled.Untold.class);

      Deadline close = line.clock.in(Duration.ofMillis(900));
      assertThat(line.link().fire(ORDER, close)).isInstanceOf(Recalled.Untold.class);
    }
  }

  @Test
  @Tag("fault")
  void nobodyListeningIsProofThatNothingWasDone() {
    MosquittoBroker.required();
    open(Line.conveyor(Map.of("Broker", broker.uri()), Line.EXCHANGE));

    assertThat(line.link().fire(ORDER, line.soon()))
        .isInstanceOfSatisfying(
            Recalled.NotDone.class, not -> assertThat(not.detail()).contains("nobody"));
    assertThat(line.link().fence(line.clock.now(), line.soon())).isInstanceOf(Fencing.Shut.class);
  }

  @Test
  @Tag("fault")
  void lateAnswerIsCountedAndChangesNothing() {
    AtomicReference<Mqtt5Publish> asked = new AtomicReference<>();
    try (Machine machine = machine((self, request) -> asked.compareAndSet(null, request))) {
      Preparation.Exchange impatient =
          new Preparation.Exchange(
              Line.EXCHANGE.topic(),
              Line.EXCHANGE.responseTopic(),
              Promise.DURABLE,
              Duration.ofMillis(200));
      Order order = Line.order("t1~SetSpeed", impatient, 42);
      assertThat(line.link().fire(order, line.soon())).isInstanceOf(Recalled.Untold.class);

      machine.answer(asked.get(), answer("applied"));

      awaitUnmatched(1);
      assertThat(line.link().recall(order, line.soon())).isInstanceOf(Recalled.Untold.class);
    }
  }

  @Test
  @Tag("fault")
  void secondAnswerToARequestIsCountedAndChangesNothing() {
    try (Machine _ =
        machine(
            (self, request) -> {
              self.answer(request, answer("applied"));
              self.answer(request, answer("failed"));
            })) {
      assertThat(line.link().fire(ORDER, line.soon())).isInstanceOf(Recalled.Done.class);
      awaitUnmatched(1);
    }
  }

  @Test
  @Tag("fault")
  void answerWithForeignCorrelationIsIgnored() {
    AtomicReference<Mqtt5Publish> first = new AtomicReference<>();
    try (Machine _ =
        machine(
            (self, request) -> {
              if (!first.compareAndSet(null, request)) {
                self.answer(
                    request, answer("applied").getBytes(StandardCharsets.UTF_8), first.get());
              }
            })) {
      line.link().recall(ORDER, line.clock.in(Duration.ofMillis(300)));

      assertThat(line.link().fire(ORDER, line.clock.in(Duration.ofMillis(3500))))
          .isInstanceOf(Recalled.Untold.class);
      awaitUnmatched(1);
    }
  }

  @Test
  @Tag("fault")
  void malformedAnswersAreIgnoredUntilAGoodOneComes() {
    List<String> nonsense =
        List.of(
            "{\"id\":",
            "",
            "[]",
            "{\"id\":\"another\",\"state\":\"failed\"}",
            "{\"id\":\"t1~SetSpeed\",\"state\":\"perhaps\"}",
            "{\"id\":\"t1~SetSpeed\"}");
    try (Machine _ =
        machine(
            (self, request) -> {
              nonsense.forEach(each -> self.answer(request, each));
              self.answer(request, answer("applied"));
            })) {
      assertThat(line.link().fire(ORDER, line.soon())).isInstanceOf(Recalled.Done.class);
      assertThat(line.driver.ignored(Line.CONVEYOR).malformed()).isEqualTo(nonsense.size());
    }
  }

  @Test
  @Tag("fault")
  void answerTooLargeForTheGatewayIsNoAnswerAndBreaksNothing() {
    AtomicReference<Integer> size = new AtomicReference<>(17_000);
    try (Machine _ =
        machine(
            (self, request) ->
                self.answer(
                    request,
                    answer("applied").replace("so it is", "so it is ".repeat(size.get() / 9))))) {
      assertThat(line.link().recall(ORDER, line.soon())).isInstanceOf(Recalled.Untold.class);
      assertThat(line.driver.ignored(Line.CONVEYOR).malformed()).isEqualTo(1);

      size.set(1_000_000);
      assertThat(line.link().recall(ORDER, line.soon())).isInstanceOf(Recalled.Untold.class);
      assertThat(line.link().status().connected()).isTrue();

      size.set(9);
      assertThat(line.link().recall(ORDER, line.soon())).isInstanceOf(Recalled.Done.class);
    }
  }

  @Test
  void busyDeviceIsBusyUntilItSaysMore() {
    AtomicReference<String> second = new AtomicReference<>("executing");
    try (Machine _ =
        machine(
            (self, request) -> {
              self.answer(request, answer("executing"));
              self.answer(request, answer(second.get()));
            })) {
      assertThat(line.link().fire(ORDER, line.soon())).isInstanceOf(Recalled.Busy.class);

      second.set("applied");
      assertThat(line.link().recall(ORDER, line.soon())).isInstanceOf(Recalled.Done.class);
    }
  }

  @Test
  void abortIsConfirmedByTheDeviceAlone() {
    AtomicReference<String> state = new AtomicReference<>("aborted");
    try (Machine _ = machine((self, request) -> self.answer(request, answer(state.get())))) {
      assertThat(line.link().disarm(ORDER, line.soon())).isTrue();
      state.set("applied");
      assertThat(line.link().disarm(ORDER, line.soon())).isFalse();
      state.set("unknown");
      assertThat(line.link().disarm(ORDER, line.soon()))
          .as("a prepare of the run before may still arrive")
          .isFalse();
      line.clock.forward(Duration.ofSeconds(13));
      assertThat(line.link().disarm(ORDER, line.soon())).isTrue();
    }
  }

  @Test
  void notKnowingTheIdProvesNothingWhileAPrepareMayStillArrive() {
    try (Machine _ = saying("unknown")) {
      line.link().arm(ORDER, line.soon());

      assertThat(line.link().disarm(ORDER, line.soon())).isFalse();
      line.clock.forward(Duration.ofSeconds(30));
      assertThat(line.link().disarm(ORDER, line.soon())).isTrue();
    }
  }

  @Test
  void lessThanASecondLeftIsTooLateForACommit() {
    try (Machine machine = saying("applied")) {
      Deadline close = line.clock.in(Duration.ofMillis(900));

      assertThat(line.link().fire(ORDER, close)).isInstanceOf(Recalled.NotDone.class);

      assertThat(line.link().recall(ORDER, close)).isInstanceOf(Recalled.Done.class);
      assertThat(machine.got())
          .extracting(message -> message.getTopic().toString())
          .containsExactly("lockstep/conveyor/query");
    }
  }

  @Test
  @Tag("fault")
  void requestIsGoodForNoLongerThanAFenceWaits() throws Exception {
    try (Machine machine = saying("applied")) {
      Instant before = Instant.now();
      line.link().fire(ORDER, line.clock.in(Duration.ofMinutes(10)));

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
            broker,
            "lockstep/conveyor/+",
            (self, request) -> self.answer(request, answer("prepared")));
    try (machine) {
      machine.keep("plant/conveyor/alive", "online");
      Map<String, String> address =
          Map.of("Broker", broker.uri(), "AvailabilityTopic", "plant/{device}/alive");
      open(Line.conveyor(address, Line.EXCHANGE));
      assertThat(line.link().arm(ORDER, line.soon())).isInstanceOf(Arming.Armed.class);

      machine.keep("plant/conveyor/alive", "offline");
      await().until(() -> !line.link().status().connected());

      assertThat(line.link().fire(ORDER, line.soon())).isInstanceOf(Recalled.NotDone.class);
      assertThat(machine.got()).hasSize(1);
    }
  }

  private void awaitUnmatched(int count) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> line.driver.ignored(Line.CONVEYOR).unmatched() >= count);
  }
}

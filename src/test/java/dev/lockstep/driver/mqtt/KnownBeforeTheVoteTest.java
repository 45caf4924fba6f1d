package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no commit could carry out is refused with the vote (ARCHITECTURE, P11). */
@Tag("fault")
class KnownBeforeTheVoteTest {
  private static final String PROFILE =
      """
      name: belt
      deviceResources:
        - name: Note
          attributes: { setTopic: "plant/{device}/note/set", stateTopic: "plant/{device}/note" }
          properties: { valueType: String, readWrite: RW }
        - name: Twice
          attributes: { setTopic: "plant/{device}/twice/set", stateTopic: "plant/{device}/twice", qos: 2 }
          properties: { valueType: String, readWrite: RW }
        - name: Recipe
          attributes: { setTopic: "plant/{device}/recipe/set", stateTopic: "plant/{device}/recipe" }
          properties: { valueType: Object, readWrite: RW }
        - name: Count
          attributes: { setTopic: "plant/{device}/count/set", stateTopic: "plant/{device}/count" }
          properties: { valueType: Float64, readWrite: RW }
      deviceCommands:
        - name: Print
          readWrite: RW
          resourceOperations: [{ deviceResource: Note }]
          tags: { lockstep: { verify: acknowledged, prepare: { pattern: mqtt-request,
            topic: "lockstep/{device}/{verb}", responseTopic: "lockstep/{device}/answers/{gateway}",
            promise: DURABLE, within: 1s } } }
      """;

  @TempDir Path directory;
  private MosquittoBroker broker;
  private Echo echo;
  private MqttGateway gateway;

  @BeforeEach
  void required() {
    MosquittoBroker.required();
  }

  private void start(String... lines) throws Exception {
    List<String> configuration = new ArrayList<>(List.of(lines));
    configuration.add("allow_anonymous true");
    broker = MosquittoBroker.started(directory, configuration);
    echo = echo();
    gateway = MqttGateway.of(directory, PROFILE, broker.uri()).connected();
  }

  private Echo echo() {
    return new Echo(broker, Map.of("note", "x", "twice", "x", "recipe", "{\"a\":1}", "count", "1"));
  }

  @AfterEach
  void stop() {
    gateway.close();
    echo.close();
    broker.close();
  }

  private Reason refusal(String command, Map<String, Object> arguments) throws Exception {
    State.Ended ended = (State.Ended) gateway.prepare(command, arguments);
    return ((Ballot.No) ended.ballot().orElseThrow()).reasons().getFirst();
  }

  @Test
  void messageLargerThanTheBrokerTakesIsRefusedWithBothNumbers() throws Exception {
    start("max_packet_size 500");

    Reason reason = refusal("Note", Map.of("Note", "z".repeat(1000)));

    assertThat(reason.code()).isEqualTo(Code.OUT_OF_RANGE);
    assertThat(reason.detail()).contains("plant/conveyor/note/set", " 1036 bytes", " 500 at most");
    assertThat(echo.machine().got()).isEmpty();
  }

  @Test
  void payloadLargerThanTheGatewaySendsIsRefusedWithBothNumbers() throws Exception {
    start();

    Reason reason = refusal("Note", Map.of("Note", "z".repeat(20_000)));

    assertThat(reason.code()).isEqualTo(Code.OUT_OF_RANGE);
    assertThat(reason.detail()).contains("20000 bytes", "16384");
  }

  @Test
  void requestLargerThanTheBrokerTakesIsRefusedAndNothingIsAskedOfTheDevice() throws Exception {
    start("max_packet_size 500");
    try (Machine asked = Machine.listening(broker, "lockstep/#")) {
      Reason reason = refusal("Print", Map.of("Note", "z".repeat(300)));

      assertThat(reason.code()).isEqualTo(Code.OUT_OF_RANGE);
      assertThat(reason.detail()).contains("lockstep/conveyor/prepare", " 500 at most");
      assertThat(asked.got()).as("neither prepare nor abort").isEmpty();
    }
  }

  @Test
  void qosThatTheBrokerDoesNotTakeIsRefused() throws Exception {
    start("max_qos 1");

    Reason reason = refusal("Twice", Map.of("Twice", "y"));

    assertThat(reason.code()).isEqualTo(Code.UNSUPPORTED);
    assertThat(reason.detail()).contains("QoS 2", "1 at most");
  }

  @ParameterizedTest
  @CsvSource({"note, Note, 1", "twice, Twice, 2"})
  void messageThatJustFitsIsSentAndOneOctetMoreIsRefused(String level, String resource, int qos)
      throws Exception {
    start("max_packet_size 500");
    String topic = "plant/conveyor/%s/set".formatted(level);
    int most = 500 - headOf(topic, qos);
    assertThat(refusal(resource, Map.of(resource, "z".repeat(most + 1))).detail())
        .contains(" 501 bytes");
    gateway.close();
    Path again = Files.createDirectory(directory.resolve("again"));
    gateway = MqttGateway.of(again, PROFILE, broker.uri()).connected();

    assertThat(gateway.prepare(resource, Map.of(resource, "z".repeat(most))))
        .isInstanceOf(State.Prepared.class);
    gateway.commit();

    State.Ended ended = (State.Ended) gateway.await(state -> state instanceof State.Ended);
    assertThat(ended.outcome()).contains(Outcome.COMMITTED);
  }

  /** Of a packet whose remaining length takes two octets to say. */
  private static int headOf(String topic, int qos) {
    OutgoingMessage.Payload payload = OutgoingMessage.Payload.of(new byte[0]);
    return (int) new OutgoingMessage(topic, payload, qos, Optional.empty(), true).packetBytes(400)
        - 400;
  }

  @Test
  void brokerThatComesBackWithASmallerLimitKeepsTheMessageHereUntilItTakesMore() throws Exception {
    start();
    assertThat(gateway.prepare("Note", Map.of("Note", "z".repeat(1000))))
        .isInstanceOf(State.Prepared.class);
    Path configuration = directory.resolve("mosquitto.conf");
    String before = Files.readString(configuration);
    restart(before + "\nmax_packet_size 500\n");

    gateway.commit();

    Progress held =
        gateway.awaitProgress(
            progress ->
                progress instanceof Progress.NotApplied no
                    && no.because().getFirst().detail().contains(" 500 at most"));
    assertThat(held.reasons().getFirst().code()).isEqualTo(Code.NOT_SENT);
    assertThat(held.reasons().getFirst().detail()).contains(" 1036 bytes");

    restart(before);
    State.Ended ended = (State.Ended) gateway.await(state -> state instanceof State.Ended);
    assertThat(ended.outcome()).contains(Outcome.COMMITTED);
  }

  private void restart(String configuration) throws Exception {
    broker.stop();
    Files.writeString(
        directory.resolve("mosquitto.conf"), configuration, StandardOpenOption.TRUNCATE_EXISTING);
    broker.start();
    echo.close();
    echo = echo();
    gateway.connected();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\ud800", "a\udc00b"})
  void textThatNoPayloadCanShowIsRefused(String text) throws Exception {
    start();

    assertThat(refusal("Note", Map.of("Note", text)).code()).isEqualTo(Code.OUT_OF_RANGE);
  }

  @Test
  void wholeNumberThatNo64BitFloatHoldsIsRefused() throws Exception {
    start();

    assertThat(refusal("Count", Map.of("Count", new BigDecimal("1" + "0".repeat(38) + "1"))).code())
        .isEqualTo(Code.OUT_OF_RANGE);
  }
}

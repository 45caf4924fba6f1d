package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reason.Code;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pattern retained state per command ({@code mqtt-retained}) against a real broker. */
class MqttRetainedStateTest {
  private static final String ID = "t1#0";
  static final String PROFILE =
      """
      name: belt
      deviceResources:
        - name: Speed
          properties: { valueType: Float64, readWrite: RW, minimum: 0, maximum: 100 }
      deviceCommands:
        - name: Run
          readWrite: W
          resourceOperations: [{ deviceResource: Speed }]
          tags: { lockstep: { verify: acknowledged, prepare: { pattern: mqtt-retained,
            topic: "plant/{device}/cmd/{command}/{id}", promise: DURABLE, within: 1s } } }
      """;

  @TempDir Path directory;
  private TestBroker broker;
  private MqttGateway gateway;
  private RetainedPress press;

  @BeforeEach
  void start() throws Exception {
    broker = TestBroker.started(directory);
    press = new RetainedPress(broker);
    gateway = MqttGateway.of(directory, PROFILE, broker.uri()).connected();
  }

  @AfterEach
  void stop() {
    gateway.close();
    press.close();
    broker.close();
  }

  private void awaitOutcome(Outcome outcome) {
    assertThat(gateway.await(state -> state instanceof State.Ended))
        .isInstanceOfSatisfying(
            State.Ended.class, ended -> assertThat(ended.outcome()).contains(outcome));
  }

  @Test
  void commandGoesThroughItsStates() throws Exception {
    State prepared = gateway.prepare("Run", 42);
    assertThat(prepared)
        .isInstanceOfSatisfying(
            State.Prepared.class,
            each -> assertThat(each.vote().promise().name()).isEqualTo("DURABLE"));
    gateway.commit();
    awaitOutcome(Outcome.COMMITTED);

    assertThat(press.moves()).containsExactly(42L);
    try (Machine late = Machine.listening(broker, RetainedPress.ROOT + "Run/+")) {
      late.awaitMessages(1);
      assertThat(late.got().getFirst().isRetain()).isTrue();
      assertThat(late.got().getFirst().getTopic().toString()).endsWith("/Run/t1%230");
      assertThat(late.payloads().getFirst()).contains("successful");
    }
  }

  @Test
  void rollbackAbortsIt() throws Exception {
    assertThat(gateway.prepare("Run", 42)).isInstanceOf(State.Prepared.class);
    gateway.rollback();
    awaitOutcome(Outcome.ROLLED_BACK);
    assertThat(press.moves()).isEmpty();
  }

  @Test
  @Tag("fault")
  void refusalIsAVoteForRollback() throws Exception {
    press.refusing = true;
    assertThat(gateway.prepare("Run", 42).toString()).contains("REJECTED", "refused");
  }

  @Test
  @Tag("fault")
  void failureThatBeganIsForAPerson() throws Exception {
    press.failing = true;
    assertThat(gateway.prepare("Run", 42)).isInstanceOf(State.Prepared.class);
    gateway.commit();
    gateway.awaitUnknown(Code.NOT_VERIFIED, "failed");
    assertThat(press.moves()).isEmpty();
  }

  @Test
  void whatTakesLongerIsToldByItsStateLater() throws Exception {
    press.slow = true;
    assertThat(gateway.prepare("Run", 42)).isInstanceOf(State.Prepared.class);
    gateway.commit();
    gateway.awaitUnknown(Code.UNKNOWN, "executing");
    press.keep("Run", ID, "successful");
    awaitOutcome(Outcome.COMMITTED);
    assertThat(press.moves()).containsExactly(42L);
  }

  /** The machine answers no question any more; what it said last is at the broker. */
  @Test
  @Tag("fault")
  void endThatTheBrokerKeptIsBelieved() throws Exception {
    assertThat(gateway.prepare("Run", 42)).isInstanceOf(State.Prepared.class);
    press.mute = true;
    gateway.commit();
    gateway.awaitUnknown(Code.UNKNOWN, "no answer came in time");
    press.keep("Run", ID, "successful");
    awaitOutcome(Outcome.COMMITTED);
    assertThat(press.moves()).containsExactly(42L);
  }

  /** A retained state on the way to the end may be of before the commit. */
  @Test
  @Tag("fault")
  void preparedThatTheBrokerKeptProvesNothingAfterTheCommit() throws Exception {
    assertThat(gateway.prepare("Run", 42)).isInstanceOf(State.Prepared.class);
    press.mute = true;
    gateway.commit();
    gateway.awaitUnknown(Code.UNKNOWN, "no answer came in time");
    press.keep("Run", ID, "prepared");
    gateway.awaitUnknown(Code.UNKNOWN, "no answer came in time");

    assertThat(press.moves()).containsExactly(42L);
    assertThat(MqttGateway.progress(gateway.state())).isInstanceOf(Progress.Unknown.class);
  }

  @Test
  @Tag("fault")
  void stateThatNamesNoRequestDoesNotArm() throws Exception {
    press.anonymous = true;
    assertThat(gateway.prepare("Run", 42).toString()).contains("no answer came in time");
  }

  /**
   * Power goes while the machine is at it; when the gateway is back, the machine is switched off.
   */
  @Test
  @Tag("fault")
  void restartedGatewayFindsTheEndAtTheBroker() throws Exception {
    press.slow = true;
    assertThat(gateway.prepare("Run", 42)).isInstanceOf(State.Prepared.class);
    gateway.commit();
    gateway.awaitUnknown(Code.UNKNOWN, "executing");
    gateway.close();
    press.keep("Run", ID, "successful");
    press.mute = true;

    gateway = MqttGateway.of(directory, PROFILE, broker.uri()).connected();
    awaitOutcome(Outcome.COMMITTED);
    assertThat(press.moves()).containsExactly(42L);
  }
}

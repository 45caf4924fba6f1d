package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A state that is too large, or taken away, takes the place of the one before. */
@Tag("fault")
class StateThatCannotBeReadTest {
  private static final ResourceName NOTE = new ResourceName("Note");
  private static final String PROFILE =
      """
      name: belt
      deviceResources:
        - name: Note
          attributes: { setTopic: "plant/{device}/note/set", stateTopic: "plant/{device}/note" }
          properties: { valueType: String, readWrite: RW }
        - name: Other
          attributes: { setTopic: "plant/{device}/other/set", stateTopic: "plant/{device}/other" }
          properties: { valueType: String, readWrite: RW }
      deviceCommands:
        - name: SetOther
          readWrite: RW
          resourceOperations: [{ deviceResource: Other }]
          tags: { lockstep: { requires: [{ resource: Note, equals: free }], verify: { readBack: { within: 300ms } } } }
      """;

  @TempDir Path directory;
  private TestBroker broker;
  private Echo echo;
  private MqttGateway gateway;

  @BeforeEach
  void start() throws Exception {
    broker = TestBroker.started(directory);
    echo = new Echo(broker, Map.of("note", "free", "other", "x"));
    gateway = MqttGateway.of(directory, PROFILE, broker.uri()).connected();
    awaitReading("free");
  }

  @AfterEach
  void stop() {
    gateway.close();
    echo.close();
    broker.close();
  }

  private Reading read() {
    return gateway.link().read(List.of(NOTE), gateway.clock.in(MqttTestGateway.LONG)).getFirst();
  }

  private void awaitReading(String text) {
    await()
        .atMost(MqttTestGateway.LONG)
        .until(
            () -> read() instanceof Reading.Seen seen && seen.value().equals(new Value.Text(text)));
  }

  private Reason awaitUnreadable(String words) {
    Reading.Unseen unseen =
        (Reading.Unseen)
            await()
                .atMost(MqttTestGateway.LONG)
                .until(
                    this::read,
                    reading ->
                        reading instanceof Reading.Unseen none
                            && none.reason().detail().contains(words));
    return unseen.reason();
  }

  @ParameterizedTest
  @CsvSource({
    "16385, 16385 bytes; at most 16384 are read",
    "200000, 200000 bytes",
    "0, the state was cleared"
  })
  void stateThatIsTooLargeOrGoneIsUnreadableAndNotTheOneBefore(int bytes, String words) {
    echo.tell("note", "q".repeat(bytes));

    assertThat(awaitUnreadable(words).code()).isEqualTo(Code.UNREADABLE);
    assertThat(gateway.link().status().connected()).isTrue();

    echo.tell("note", "free");
    awaitReading("free");
  }

  @Test
  void requirementThatCannotBeReadAnyMoreIsBroken() throws Exception {
    echo.tell("note", "q".repeat(200_000));
    awaitUnreadable("200000 bytes");

    State.Ended ended = (State.Ended) gateway.prepare("SetOther", Map.of("Other", "y"));

    assertThat(((Ballot.No) ended.ballot().orElseThrow()).reasons().getFirst().detail())
        .contains("200000 bytes");
  }

  @Test
  void watcherIsToldThatTheStateIsGone() {
    List<Reading> told = new CopyOnWriteArrayList<>();
    try (DeviceLink.Watch _ = gateway.link().watch(List.of(NOTE), told::add)) {
      echo.tell("note", "");

      await()
          .atMost(Duration.ofSeconds(8))
          .until(
              () ->
                  told.getLast() instanceof Reading.Unseen none
                      && none.reason().detail().contains("was cleared"));
    }
  }

  @Test
  void readBackOfAStateThatIsTooLargeSaysSoAndTheNextStateEndsTheDoubt() throws Exception {
    echo.understanding = payload -> payload.repeat(200_000);
    assertThat(gateway.prepare("SetOther", Map.of("Other", "y")))
        .isInstanceOf(State.Prepared.class);
    gateway.commit();
    gateway.awaitUnknown(Code.NOT_VERIFIED, "200000 bytes; at most 16384 are read");

    echo.tell("other", "y");

    State.Ended ended = (State.Ended) gateway.await(state -> state instanceof State.Ended);
    assertThat(ended.outcome()).contains(Outcome.COMMITTED);
  }
}

package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Thing Description that node-wot gives of its own Thing, as a device. */
class ForeignThingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String SIDECAR =
      """
      deviceCommands:
        - name: start
          lockstep: { verify: { conditions: [{ resource: running, equals: true }] } }
        - name: shift
          lockstep: { verify: { conditions: [{ resource: position, below: 0 }] } }
      """;

  @TempDir Path directory;
  private TestBroker broker;
  private ForeignThing thing;
  private MqttGateway gateway;

  @BeforeEach
  void start() throws Exception {
    broker = TestBroker.started(directory);
    thing = ForeignThing.start(broker.uri());
    gateway = MqttGateway.thing(directory, thing.description(), SIDECAR);
    await().atMost(PATIENCE).until(gateway::allConnected);
  }

  @AfterEach
  void stop() throws Exception {
    if (gateway != null) {
      gateway.close();
    }
    if (thing != null) {
      thing.close();
    }
    broker.close();
  }

  private State prepare(String id, String command, Map<String, Object> arguments) throws Exception {
    return gateway.prepare(new TransactionId(id), "belt", command, arguments);
  }

  private void commit(String id) throws Exception {
    gateway.commit(new TransactionId(id));
    await()
        .atMost(PATIENCE)
        .until(
            () -> gateway.state(new TransactionId(id)),
            state ->
                state instanceof State.Ended ended
                    && ended.outcome().equals(Optional.of(Outcome.COMMITTED)));
  }

  @Test
  void propertyIsWrittenAndReadBackFromTheThing() throws Exception {
    assertThat(prepare("t1", "speed", Map.of("speed", new BigDecimal("42.5"))))
        .isInstanceOf(State.Prepared.class);
    assertThat(thing.events()).isEmpty();
    commit("t1");
    assertThat(thing.events()).containsExactly("speed 42.5");
  }

  @Test
  void actionsAreInvokedOnceWithTheirInput() throws Exception {
    assertThat(prepare("t2", "shift", Map.of("input", Map.of("by", BigDecimal.valueOf(-3)))))
        .isInstanceOf(State.Prepared.class);
    commit("t2");
    assertThat(prepare("t3", "start", Map.of())).isInstanceOf(State.Prepared.class);
    commit("t3");
    assertThat(thing.events()).containsExactly("shift -3", "start");
  }

  @Test
  void actionThatNothingProvesIsRefusedAtTheVote() throws Exception {
    State refused = prepare("t5", "blow", Map.of());
    assertThat(refused.cast().orElseThrow().toString())
        .contains("UNSUPPORTED", "nothing but the broker would answer");
  }

  @Test
  void inputBeyondTheThingsSchemaIsRefusedAtTheVote() throws Exception {
    State refused = prepare("t4", "shift", Map.of("input", Map.of("by", BigDecimal.valueOf(9))));
    assertThat(refused.cast().orElseThrow()).isInstanceOf(Ballot.No.class);
    assertThat(refused.cast().orElseThrow().toString()).contains("by: 9 is outside -5 to 5");
    assertThat(thing.events()).isEmpty();
  }
}

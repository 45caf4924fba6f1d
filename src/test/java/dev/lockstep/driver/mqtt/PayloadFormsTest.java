package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Machines whose payloads have their own form are set, and seen, in it: to the end of a commit. */
class PayloadFormsTest {
  private static final String PROFILE =
      """
      name: belt
      deviceResources:
        - name: Nested
          attributes: { setTopic: "plant/{device}/nested/set", stateTopic: "plant/{device}/nested", field: drive.speed }
          properties: { valueType: Float64, readWrite: RW }
        - name: Pointed
          attributes: { setTopic: "plant/{device}/pointed/set", stateTopic: "plant/{device}/pointed", field: "/DS18B20-1/a~1b" }
          properties: { valueType: Float64, readWrite: RW }
        - name: Dotted
          attributes: { setTopic: "plant/{device}/dotted/set", stateTopic: "plant/{device}/dotted", field: drive.speed }
          properties: { valueType: Float64, readWrite: RW }
        - name: On
          attributes: { setTopic: "plant/{device}/on/set", stateTopic: "plant/{device}/on", trueWord: ON, falseWord: OFF }
          properties: { valueType: Bool, readWrite: RW }
        - name: Relay
          attributes: { setTopic: "plant/{device}/relay/set", stateTopic: "plant/{device}/relay", field: relay.state, trueWord: 1, falseWord: 0 }
          properties: { valueType: Bool, readWrite: RW }
        - name: Recipe
          attributes: { setTopic: "plant/{device}/recipe/set", stateTopic: "plant/{device}/recipe", field: recipe }
          properties: { valueType: Object, readWrite: RW }
      """;

  @TempDir Path directory;
  private TestBroker broker;
  private Echo echo;
  private MqttGateway gateway;

  @BeforeEach
  void start() throws Exception {
    broker = TestBroker.started(directory);
    echo =
        new Echo(
            broker,
            Map.of(
                "nested", "{\"drive\":{\"speed\":2.5}}",
                "pointed", "{\"DS18B20-1\":{\"a/b\":18.5}}",
                "dotted", "{\"drive.speed\":2.5,\"drive\":{\"speed\":9}}",
                "on", "OFF",
                "relay", "{\"relay\":{\"state\":0}}",
                "recipe", "{\"recipe\":{\"a\":1}}"));
    gateway = MqttGateway.of(directory, PROFILE, broker.uri()).connected();
  }

  @AfterEach
  void stop() {
    gateway.close();
    echo.close();
    broker.close();
  }

  static Stream<Arguments> forms() {
    return Stream.of(
        Arguments.of("Nested", new BigDecimal("1.5"), "{\"drive\":{\"speed\":1.5}}"),
        Arguments.of("Pointed", new BigDecimal("1.5"), "{\"DS18B20-1\":{\"a/b\":1.5}}"),
        Arguments.of("Dotted", new BigDecimal("1.5"), "{\"drive.speed\":1.5}"),
        Arguments.of("On", true, "ON"),
        Arguments.of("On", false, "OFF"),
        Arguments.of("Relay", true, "{\"relay\":{\"state\":1}}"),
        Arguments.of("Recipe", Map.of("b", true), "{\"recipe\":{\"b\":true}}"));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void valueIsWrittenAsTheMachineTellsIt(String resource, Object value, String payload)
      throws Exception {
    assertThat(gateway.prepare(resource, Map.of(resource, value)))
        .isInstanceOf(State.Prepared.class);
    gateway.commit();

    State.Ended ended = (State.Ended) gateway.await(state -> state instanceof State.Ended);
    assertThat(ended.outcome()).contains(Outcome.COMMITTED);
    assertThat(echo.machine().payloads()).containsExactly(payload);
  }

  @Test
  void numberInsideAnObjectIsSeenOnAMachineThatKeeps32BitFloats() throws Exception {
    echo.understanding = payload -> payload.replace("0.1", Double.toString(0.1f));
    Map<String, Object> recipe = Map.of("speed", new BigDecimal("0.1"));
    assertThat(gateway.prepare("Recipe", Map.of("Recipe", recipe)))
        .isInstanceOf(State.Prepared.class);
    gateway.commit();

    State.Ended ended = (State.Ended) gateway.await(state -> state instanceof State.Ended);
    assertThat(ended.outcome()).contains(Outcome.COMMITTED);
  }
}

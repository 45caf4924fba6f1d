package dev.lockstep.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits as they are shipped, where one must not cut another short. */
class ShippedLimitsTest {
  private final SmallRyeConfig shipped = with(Map.of());

  /** What is shipped, with these keys set by a person. */
  private static SmallRyeConfig with(Map<String, String> keys) {
    try {
      return new SmallRyeConfigBuilder()
          .addDefaultInterceptors()
          .withConverter(Duration.class, 300, new DurationConverter())
          .withConverter(MemorySize.class, 300, new MemorySizeConverter()) // of Quarkus' keys
          .withSources(
              new PropertiesConfigSource(
                  Path.of("src/main/resources/application.properties").toUri().toURL()),
              new PropertiesConfigSource(keys, "a person's", 300))
          .withMapping(GatewayConfig.class)
          .build();
    } catch (java.io.IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private static GatewayConfig keys(SmallRyeConfig config) {
    return config.getConfigMapping(GatewayConfig.class);
  }

  @Test
  void connectionOfWhoWaitsForTheLongestAnswerIsNotCutAsIdle() {
    Duration idle = shipped.getValue("quarkus.http.idle-timeout", Duration.class);

    assertThat(new Settings(keys(shipped), idle).config().limits().timeoutMax())
        .isEqualTo(Duration.ofMinutes(5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lockstep.limits.timeout-max",
        "lockstep.transactions.answer-within",
        "lockstep.coordinator.answer-max"
      })
  void answerThatMayTakeLongerThanAConnectionIsKeptIsRefusedByItsKey(String key) {
    GatewayConfig config = keys(with(Map.of(key, "6m", "lockstep.coordinator.enabled", "true")));

    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(() -> new Settings(config, Duration.ofMinutes(6)))
        .withMessageContaining(key + " is \"PT6M\"")
        .withMessageContaining("quarkus.http.idle-timeout (PT6M)")
        .withMessageContaining("more there would be right, or less here");
    assertThat(new Settings(config, Duration.ofSeconds(361))).isNotNull();
    assertThat(new Settings(config, Duration.ZERO)).as("never idle").isNotNull();
  }

  @Test
  void serverTakesEveryBodyThatTheGatewayCouldBeToldToTake() {
    MemorySize server = shipped.getValue("quarkus.http.limits.max-body-size", MemorySize.class);

    assertThat(server.asLongValue())
        .isGreaterThanOrEqualTo(keys(shipped).limits().bodyMax().count());
  }
}

package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Limits as they are shipped, where one must not cut another short. */
class ShippedLimitsTest {
  private final SmallRyeConfig shipped = shipped();

  private static SmallRyeConfig shipped() {
    try {
      return new SmallRyeConfigBuilder()
          .addDefaultInterceptors()
          .withConverter(Duration.class, 300, new DurationConverter())
          .withConverter(MemorySize.class, 300, new MemorySizeConverter())
          .withSources(
              new PropertiesConfigSource(
                  Path.of("src/main/resources/application.properties").toUri().toURL()))
          .withMapping(GatewayConfig.class)
          .build();
    } catch (java.io.IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private GatewayConfig keys() {
    return shipped.getConfigMapping(GatewayConfig.class);
  }

  @Test
  void connectionOfWhoWaitsForTheLongestPrepareIsNotCutAsIdle() {
    Duration idle = shipped.getValue("quarkus.http.idle-timeout", Duration.class);

    assertThat(idle).isGreaterThan(keys().limits().timeoutMax());
    assertThat(idle).isGreaterThan(keys().coordinator().answerMax());
    assertThat(idle).isGreaterThan(keys().transactions().answerWithin());
  }

  @Test
  void serverTakesEveryBodyThatTheGatewayCouldBeToldToTake() {
    MemorySize server = shipped.getValue("quarkus.http.limits.max-body-size", MemorySize.class);

    assertThat(server.asLongValue())
        .isGreaterThanOrEqualTo(keys().limits().bodyMax().asLongValue());
  }
}

package dev.lockstep.app.config;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;

/** The configuration in which nothing is set: every key has its default. */
public final class DefaultConfig {
  private static final int ABOVE_BUILT_IN = 300;

  private DefaultConfig() {}

  /** Reads the defaults off {@link GatewayConfig}; no file, no environment. */
  public static GatewayConfig read() {
    return new SmallRyeConfigBuilder()
        .withConverter(Duration.class, ABOVE_BUILT_IN, new DurationConverter())
        .withMapping(GatewayConfig.class)
        .build()
        .getConfigMapping(GatewayConfig.class);
  }
}

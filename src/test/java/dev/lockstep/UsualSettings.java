package dev.lockstep;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Settings with the defaults that are shipped, but for what a test is about. */
public final class UsualSettings {
  private static final String ROOT = "test";

  private UsualSettings() {}

  /**
   * Made as the gateway makes them, but not checked.
   *
   * @param keys each with its value, for example {@code live-max=1}; others than the interface has
   *     fail
   */
  public static <T> T of(Class<T> settings, String... keys) {
    Map<String, String> values = new HashMap<>();
    for (String each : keys) {
      String[] sides = each.split("=", 2);
      values.put(ROOT + "." + sides[0], sides[1]);
    }
    return new SmallRyeConfigBuilder()
        .withConverter(Duration.class, 300, new DurationConverter())
        .withSources(new PropertiesConfigSource(values, "a test's", 300))
        .withMapping(settings, ROOT)
        .build()
        .getConfigMapping(settings, ROOT);
  }
}

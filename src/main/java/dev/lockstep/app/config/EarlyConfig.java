package dev.lockstep.app.config;

import io.quarkus.runtime.configuration.AbstractConfigBuilder;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;

/**
 * Configuration that the gateway will be given, read before Quarkus starts: from the same sources,
 * with the keys that an operator sets. Quarkus has a hundred interfaces more, whose values nobody
 * asks for this early; to read them all took a sixth of a start's processor time.
 */
public final class EarlyConfig {
  /** Class that Quarkus generates at build time. */
  private static final String CONFIGURATION = "io.quarkus.runtime.generated.RunTimeConfig";

  private static final List<String> READ =
      List.of("lockstep", "quarkus.http", "quarkus.log", "quarkus.tls");

  private EarlyConfig() {}

  /**
   * Reads it.
   *
   * @throws RuntimeException where a value is missing or cannot be read; Quarkus will say which
   */
  public static SmallRyeConfig read() {
    SmallRyeConfigBuilder builder = new Builder();
    AbstractConfigBuilder.withCustomizer(builder, CONFIGURATION);
    return builder.build();
  }

  @SuppressWarnings("overrides") // SmallRye's own, of MicroProfile's varargs
  private static final class Builder extends SmallRyeConfigBuilder {
    @Override
    public SmallRyeConfigBuilder withMapping(ConfigClass mapping) {
      return isRead(mapping.getPrefix()) ? super.withMapping(mapping) : this;
    }

    private static boolean isRead(String prefix) {
      return READ.stream().anyMatch(each -> (prefix + ".").startsWith(each + "."));
    }
  }
}

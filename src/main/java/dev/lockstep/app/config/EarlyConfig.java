package dev.lockstep.app.config;

import io.quarkus.runtime.configuration.AbstractConfigBuilder;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Set;

/**
 * Configuration that the gateway will be given, read before Quarkus starts: from the same sources,
 * with the same defaults of the gateway's own keys and of TLS. Quarkus' other interfaces, some two
 * hundred, are left out, because their values are asked for by nobody this early and reading them
 * took a sixth of a start.
 */
public final class EarlyConfig {
  /** Class that Quarkus generates at build time. */
  private static final String CONFIGURATION = "io.quarkus.runtime.generated.RunTimeConfig";

  private static final Set<Class<?>> READ = Set.of(GatewayConfig.class, TlsConfig.class);

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
      return READ.contains(mapping.getType()) ? super.withMapping(mapping) : this;
    }
  }
}

package dev.lockstep.app;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.Settings;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The settings of a gateway that browses in a test: certificates and passwords in its folder. */
final class BrowserSettings {
  private BrowserSettings() {}

  static Settings in(Path folder) {
    Map<String, String> keys =
        Map.of(
            "lockstep.gateway.name", "browser",
            "lockstep.journal.path", folder.resolve("journal.db").toString(),
            "lockstep.opcua.pki", folder.resolve("pki").toString(),
            "lockstep.secrets.folder", folder.resolve("secrets").toString());
    GatewayConfig config =
        new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 300, new DurationConverter())
            .withSources(new PropertiesConfigSource(keys, "the test's", 300))
            .withMapping(GatewayConfig.class)
            .build()
            .getConfigMapping(GatewayConfig.class);
    return new Settings(config, Duration.ZERO);
  }
}

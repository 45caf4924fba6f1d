package dev.lockstep.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What two PCs of a line need to know, and what they are told where it is not so. */
class StandbyCheckTest {
  private static final Map<String, String> RIGHT =
      Map.of(
          "lockstep.gateway.name", "line-3",
          "lockstep.standby.enabled", "true",
          "lockstep.standby.name", "pc-1",
          "lockstep.standby.peer-name", "pc-2",
          "lockstep.standby.listen", "[2001:db8::7]:7443",
          "lockstep.standby.peer", "https://pc-2.plant.example:7443",
          "lockstep.standby.certificate", "conf/standby.crt",
          "lockstep.standby.key", "conf/standby.key",
          "lockstep.standby.trust", "conf/standby-ca.crt");

  private static Settings settings(Map<String, String> keys) {
    GatewayConfig config =
        new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 300, new DurationConverter())
            .withSources(new PropertiesConfigSource(keys, "a person's", 300))
            .withMapping(GatewayConfig.class)
            .build()
            .getConfigMapping(GatewayConfig.class);
    return new Settings(config, Duration.ZERO);
  }

  private static Map<String, String> but(String key, String value) {
    Map<String, String> keys = new HashMap<>(RIGHT);
    if (value.isEmpty()) {
      keys.remove("lockstep." + key);
    } else {
      keys.put("lockstep." + key, value);
    }
    return keys;
  }

  @Test
  void bothPcsNameTheLineAsTheirHost() {
    assertThat(settings(RIGHT).host()).contains("line line-3");
    assertThat(settings(but("standby.name", "pc-3")).host()).contains("line line-3");
    assertThat(settings(Map.of("lockstep.gateway.host", "cabinet-7")).host()).contains("cabinet-7");
    assertThat(settings(Map.of()).host()).isEqualTo(Optional.empty());
  }

  @Test
  void nothingIsAskedForWhereItIsOff() {
    assertThat(settings(Map.of("lockstep.standby.peer", "http://nowhere"))).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      textBlock =
          """
          standby.name        | ''                     | 1 to 64 of A-Za-z0-9._- would be right: lockstep.standby.enabled needs it
          standby.name        | a b                    | 1 to 64 of A-Za-z0-9._- would be right
          standby.peer-name   | pc-1                   | the other PC's, not this one's, would be right
          standby.listen      | 7443                   | host:port, such as 192.0.2.7:7443, would be right
          standby.listen      | pc-1:70000             | host:port, such as 192.0.2.7:7443, would be right
          standby.peer        | http://pc-2:7443       | https, a host and a port alone, such as https://192.0.2.8:7443, would be right
          standby.peer        | https://pc-2           | https, a host and a port alone, such as https://192.0.2.8:7443, would be right
          standby.peer        | https://pc-2:7443/line | https, a host and a port alone, such as https://192.0.2.8:7443, would be right
          standby.certificate | ''                     | a PEM file would be right: lockstep.standby.enabled needs it
          standby.key         | ''                     | a PEM file would be right: lockstep.standby.enabled needs it
          standby.trust       | ''                     | a PEM file would be right: lockstep.standby.enabled needs it
          standby.lease       | ZOOKEEPER              | it needs lockstep.ensemble.connect, or PEER would be right
          gateway.host        | cabinet-7              | take the key away
          """)
  void whatCannotBeUsedIsNamedWithWhatWouldBeRight(String key, String value, String right) {
    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(() -> settings(but(key, value)))
        .withMessageContaining("lockstep." + key + " is ")
        .withMessageEndingWith(right);
  }
}

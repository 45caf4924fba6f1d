package dev.lockstep.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keys of the identity provider demand of each other. */
class OidcCheckTest {
  private static final Map<String, String> RIGHT =
      Map.of(
          "lockstep.oidc.issuer", "https://keycloak.plant.example/realms/plant",
          "lockstep.oidc.roles-file", "conf/oidc-roles.properties");

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

  @Test
  void issuerAndRolesAreEnough() {
    assertThat(settings(RIGHT).config().oidc().issuer()).isPresent();
    assertThat(settings(Map.of()).config().oidc().issuer()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lockstep.oidc.issuer        | http://keycloak.plant.example/realms/plant | https would be right
          lockstep.oidc.issuer        | ldap://keycloak.plant.example              | such as https://keycloak
          lockstep.oidc.issuer        | https://keycloak.plant.example/a?b=c       | without user, query and fragment
          lockstep.oidc.issuer        | /realms/plant                              | such as https://keycloak
          lockstep.oidc.client-id     | a b                                        | without spaces
          lockstep.oidc.audience      | a b                                        | without spaces
          lockstep.oidc.scopes        | profile,a b                                | without spaces
          lockstep.oidc.session-max   | 5s                                         | 1m to 30d would be right
          lockstep.oidc.clock-skew-max | 6m                                        | 0s to 5m would be right
          lockstep.oidc.token-max     | 17K                                        | 1K to 16K would be right
          """)
  void valueThatCannotBeUsedIsNamed(String key, String value, String right) {
    Map<String, String> keys = new HashMap<>(RIGHT);
    keys.put(key, value);

    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(() -> settings(keys))
        .withMessageStartingWith(key + " is \"")
        .withMessageContaining(right);
  }

  @Test
  void httpIsForThisHostAlone() {
    Map<String, String> keys = new HashMap<>(RIGHT);
    keys.put("lockstep.oidc.issuer", "http://127.0.0.1:8180/realms/plant");

    assertThat(settings(keys).config().oidc().issuer()).isPresent();
  }

  @Test
  void issuerWithoutRolesAndRolesWithoutIssuerAreHalfOfAnIntention() {
    for (String missing : RIGHT.keySet()) {
      Map<String, String> keys = new HashMap<>(RIGHT);
      keys.remove(missing);

      assertThatExceptionOfType(StartFailureException.class)
          .isThrownBy(() -> settings(keys))
          .withMessageStartingWith(missing + " is \"\"");
    }
  }
}

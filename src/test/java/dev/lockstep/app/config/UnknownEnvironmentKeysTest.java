package dev.lockstep.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key that is mistyped in the environment is not a setting that silently does nothing. */
class UnknownEnvironmentKeysTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOCKSTEP_JURNAL_PATH",
        "LOCKSTEP_JOURNAL",
        "LOCKSTEP_JOURNAL_PATH_2",
        "LOCKSTEP_LIMITS_BODYMAX",
        "LOCKSTEP_HTTP_PORT",
        "LOCKSTEP_PORT",
        "LOCKSTEP_PORT_8080_TCP_ADDR"
      })
  void variableThatIsNoKeyStopsTheStart(String name) {
    assertThatThrownBy(() -> UnknownEnvironmentKeys.enforce(Set.of("PATH", "LOCKSTEP_CONF", name)))
        .isInstanceOf(StartFailureException.class)
        .hasMessageContaining(name + " is no key")
        .hasMessageContaining("conf/application.properties");
  }

  @Test
  void everyStrayIsNamed() {
    assertThatThrownBy(() -> UnknownEnvironmentKeys.enforce(Set.of("LOCKSTEP_B", "LOCKSTEP_A")))
        .hasMessageContainingAll("  LOCKSTEP_A is", "  LOCKSTEP_B is");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOCKSTEP_HOME",
        "LOCKSTEP_GATEWAY_NAME",
        "LOCKSTEP_JOURNAL_PRUNE_BATCH_MAX",
        "LOCKSTEP_OPCUA_RECONNECT_PAUSE_MIN",
        "LOCKSTEP_COORDINATOR_REQUESTS_PER_GATEWAY_MAX",
        "LOCKSTEP_CATALOG_PROFILES_0_",
        "LOCKSTEP_RESTAT_PUBLIC_URL",
        "LOCKSTEP_HTTP_HOSTS",
        "LOCKSTEP_HTTP_CONNECTIONS_PER_ADDRESS_MAX"
      })
  void keysAreKnownHoweverDeepTheyLie(String name) {
    assertThat(UnknownEnvironmentKeys.among(Set.of(name))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOCKSTEP_CI",
        "LOCKSTEP_PASSWORD", // of the commands (lockstep status …)
        "LOCKSTEP_PASSWORD_PRESS_1",
        "LOCKSTEPPER_X",
        "QUARKUS_HTTP_PORT"
      })
  void whatOthersPutThereIsLeftAlone(String name) {
    assertThat(UnknownEnvironmentKeys.among(Set.of(name))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"LOCKSTEP", "LOCKSTEP_LINE_A", "LOCKSTEP_HTTP"})
  void everythingThatKubernetesTellsOfAServiceIsLeftAlone(String service) {
    Set<String> told =
        Stream.of(
                "_SERVICE_HOST",
                "_SERVICE_PORT",
                "_SERVICE_PORT_HTTPS",
                "_PORT",
                "_PORT_8443_TCP",
                "_PORT_8443_TCP_PROTO",
                "_PORT_8443_TCP_PORT",
                "_PORT_8443_TCP_ADDR")
            .map(service::concat)
            .collect(Collectors.toSet());

    assertThat(UnknownEnvironmentKeys.among(told)).isEmpty();
  }

  @Test
  void shapeThatKubernetesDoesNotTellIsNoServiceLink() {
    assertThat(
            UnknownEnvironmentKeys.among(
                Set.of("LOCKSTEP_SERVICE_HOST", "LOCKSTEP_PORT_8080", "LOCKSTEP_SERVICE_NAME")))
        .containsExactly("LOCKSTEP_PORT_8080", "LOCKSTEP_SERVICE_NAME");
  }
}

package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExposureTest {
  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"})
  void loopbackNeedsNeitherTlsNorUsers(String host) {
    Exposure exposure = new Exposure(host, false, true, false);

    assertThat(exposure.objection()).isEmpty();
    assertThat(exposure.summary()).contains("only this machine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "192.168.1.5", "::", "127.evil.example", "gateway.local", ""})
  void anotherAddressWithoutTlsAndUsersIsRefusedWithBothRemedies(String host) {
    Exposure exposure = new Exposure(host, false, true, false);

    assertThat(exposure.objection())
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .contains(
                        "quarkus.http.host is \"" + host + "\"",
                        "quarkus.tls.key-store",
                        "lockstep.security.users-file",
                        "lockstep.insecure=true")
                    .doesNotContain("\n"));
    assertThat(exposure.summary()).startsWith("INSECURE");
  }

  @Test
  void plainHttpBesideTlsIsRefused() {
    assertThat(new Exposure("0.0.0.0", true, true, true).objection())
        .hasValueSatisfying(line -> assertThat(line).contains("insecure-requests=disabled"));
  }

  @Test
  void tlsWithoutUsersIsRefused() {
    assertThat(new Exposure("0.0.0.0", true, false, false).objection())
        .hasValueSatisfying(
            line -> assertThat(line).contains("users-file").doesNotContain("key-store"));
  }

  @Test
  void tlsAndUsersMayBeReached() {
    Exposure exposure = new Exposure("0.0.0.0", true, false, true);

    assertThat(exposure.objection()).isEmpty();
    assertThat(exposure.insecure()).isFalse();
  }
}

package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.app.config.StartFailureException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateRolesTest {
  @Test
  void lineGivesANameItsRoles() {
    CertificateRoles roles =
        CertificateRoles.parse(
            "roles",
            List.of(
                "# who may",
                "",
                "line-control = coordinator",
                "CN\\=otto,O\\=plant=operator, viewer"));

    assertThat(roles.byName()).containsOnlyKeys("line-control", "CN=otto,O=plant");
    assertThat(roles.byName().get("CN=otto,O=plant"))
        .containsExactlyInAnyOrder("operator", "viewer");
  }

  @Test
  void everyFaultyLineIsNamedAtOnce() {
    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(
            () ->
                CertificateRoles.parse(
                    "roles", List.of("a=boss", "b=viewer", "b=viewer", "c=", "d=\\u00zz")))
        .satisfies(
            failure ->
                assertThat(String.valueOf(failure.getMessage()).lines())
                    .satisfiesExactly(
                        line ->
                            assertThat(line)
                                .startsWith("roles:1: expected NAME=ROLE")
                                .contains("[coordinator, operator, sibling, viewer]"),
                        line -> assertThat(line).isEqualTo("roles:3: the name b is there twice"),
                        line -> assertThat(line).startsWith("roles:4: expected"),
                        line -> assertThat(line).startsWith("roles:5: expected")));
  }
}

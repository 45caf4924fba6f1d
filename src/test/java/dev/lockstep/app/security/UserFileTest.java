package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.app.config.StartFailureException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class UserFileTest {
  private static final String HASH =
      PasswordHash.of("correct horse".toCharArray(), new byte[16], 1_000).text();

  @Test
  void lineGivesNameRolesAndPassword() {
    UserFile users =
        UserFile.parse("users", List.of("# who may", "", "anna operator,viewer " + HASH, "  "));

    assertThat(users.byName()).containsOnlyKeys("anna");
    UserFile.User anna = users.byName().get("anna");
    assertThat(anna.roles()).containsExactlyInAnyOrder("operator", "viewer");
    assertThat(anna.password().matches("correct horse".toCharArray())).isTrue();
    assertThat(anna.password().matches("Correct horse".toCharArray())).isFalse();
    assertThat(anna.password().matches(new char[0])).isFalse();
  }

  @Test
  void everyFaultyLineIsNamedAtOnce() {
    List<String> lines =
        List.of(
            "anna operator " + HASH,
            "bob operator",
            "carl boss " + HASH,
            "anna viewer " + HASH,
            "dora viewer plain-text-password",
            "emil viewer pbkdf2-sha256$1$AAAAAAAAAAAAAAAAAAAAAA==$" + HASH.split("\\$", -1)[3],
            "oidc:anna#1 operator " + HASH);

    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(() -> UserFile.parse("users", lines))
        .satisfies(
            failure ->
                assertThat(String.valueOf(failure.getMessage()).lines())
                    .satisfiesExactly(
                        line -> assertThat(line).startsWith("users:2: expected NAME ROLE"),
                        line ->
                            assertThat(line)
                                .isEqualTo(
                                    "users:3: the roles are [coordinator, operator, sibling, viewer]"),
                        line -> assertThat(line).isEqualTo("users:4: the user anna is there twice"),
                        line ->
                            assertThat(line)
                                .startsWith("users:5: expected")
                                .doesNotContain("plain-text-password"),
                        line -> assertThat(line).startsWith("users:6: expected"),
                        line -> assertThat(line).isEqualTo("users:7: a name has no colon in it")));
  }

  @Test
  void fileThatIsNotThereIsNamedWithWhatMakesIt() {
    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(() -> UserFile.read(Path.of("nowhere/users")))
        .withMessageContaining("lockstep.security.users-file is \"nowhere/users\"")
        .withMessageContaining("`lockstep user` prints")
        .withMessageNotContaining("Exception");
  }

  @Test
  void sameSaltAndPasswordGiveTheSameHashAndAnotherSaltAnother() {
    byte[] salt = new byte[16];
    salt[3] = 1;

    assertThat(PasswordHash.of("correct horse".toCharArray(), new byte[16], 1_000).text())
        .isEqualTo(HASH);
    assertThat(PasswordHash.of("correct horse".toCharArray(), salt, 1_000).text())
        .isNotEqualTo(HASH);
  }
}

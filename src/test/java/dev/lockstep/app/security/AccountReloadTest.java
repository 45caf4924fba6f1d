package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.app.config.StartFailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountReloadTest {
  private static final String HASH =
      PasswordHash.of("correct horse".toCharArray(), new byte[16], 1_000).text();

  @TempDir Path folder;
  private Path users = Path.of("");
  private Path roles = Path.of("");

  @BeforeEach
  void write() throws IOException {
    users = folder.resolve("users");
    new UserFileWriter(users).put("anna", "anna operator " + HASH);
    roles = Files.writeString(folder.resolve("roles"), "line-control=coordinator\n");
  }

  private AccountReload reload() {
    Accounts.Files files =
        new Accounts.Files(Optional.of(users), Optional.of(roles), Optional.empty());
    return new AccountReload(files::read, true);
  }

  @Test
  void whatTheFilesSayNowCounts() throws IOException {
    AccountReload reload = reload();
    Files.writeString(users, "bert viewer %s\n".formatted(HASH));
    Files.writeString(roles, "panel=viewer\n");

    reload.look();

    assertThat(reload.current().user("anna")).isEmpty();
    assertThat(reload.current().user("bert")).isPresent();
    assertThat(reload.current().certificates().orElseThrow().byName()).containsOnlyKeys("panel");
    assertThat(reload.fault()).isEmpty();
  }

  /** Nobody of the new, nobody less of the old: half of a file is nobody's intention. */
  @Test
  void faultInOneFileLeavesBothAsTheyWereAndIsToldWithItsPlaceUntilItIsMended() throws IOException {
    AccountReload reload = reload();
    Files.writeString(users, "bert viewer %s\n".formatted(HASH));
    Files.writeString(roles, "line-control=coordinator\npanel=boss\n");

    reload.look();

    assertThat(reload.current().user("anna")).isPresent();
    assertThat(reload.current().user("bert")).isEmpty();
    assertThat(reload.fault())
        .hasValueSatisfying(
            told -> assertThat(told).contains("those before stay", roles + ":2: expected NAME="));

    Files.writeString(roles, "panel=viewer\n");
    reload.look();

    assertThat(reload.fault()).isEmpty();
    assertThat(reload.current().user("bert")).isPresent();
  }

  @Test
  void fileThatIsGoneIsAFaultAndNotTheEndOfAllUsers() throws IOException {
    AccountReload reload = reload();
    Files.delete(users);

    reload.look();

    assertThat(reload.current().user("anna")).isPresent();
    assertThat(reload.fault())
        .hasValueSatisfying(told -> assertThat(told).contains("there is no such file"));
  }

  @Test
  void emptyFileLetsNobodyInAndIsNoFault() throws IOException {
    AccountReload reload = reload();
    Files.writeString(users, "# nobody for now\n");

    reload.look();

    assertThat(reload.current().users()).isPresent();
    assertThat(reload.current().user("anna")).isEmpty();
    assertThat(reload.fault()).isEmpty();
  }

  @Test
  void fileThatOthersMayReadIsRefusedWithTheCommandThatMendsIt() throws IOException {
    Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(this::reload)
        .withMessageContaining("others may read it: chmod 600 " + users);
  }

  @Test
  void fileThatOthersMayWriteIsRefused() throws IOException {
    Files.setPosixFilePermissions(roles, PosixFilePermissions.fromString("rw-rw-r--"));

    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(this::reload)
        .withMessageContaining("others may write it: chmod 644 " + roles);
  }

  /** As Kubernetes mounts a secret with fsGroup, behind a link. */
  @Test
  void fileThatTheGroupMayReadIsTakenAlsoBehindALink() throws IOException {
    Path mounted = Files.move(users, folder.resolve("..data"));
    Files.setPosixFilePermissions(mounted, PosixFilePermissions.fromString("r--r-----"));
    Files.createSymbolicLink(users, mounted);

    assertThat(reload().current().user("anna")).isPresent();
  }
}

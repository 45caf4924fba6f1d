package dev.lockstep.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What packages are made of, without making one. */
class InstalledLayoutTest {
  private static final Path CONFIGURATION =
      Path.of("src/main/distribution/conf/application.properties");

  @Test
  void nothingThatIsWrittenStandsBelowTheProgram() throws IOException {
    String keys = InstalledLayout.configured(Files.readString(CONFIGURATION));

    assertThat(keys.lines())
        .contains(
            "lockstep.journal.path=/var/lib/lockstep/journal.db",
            "lockstep.security.users-file=/etc/lockstep/users")
        .filteredOn(line -> !line.startsWith("#"))
        .noneMatch(line -> line.contains("lockstep.home"));
  }

  /** A key that was renamed would leave the journal where an update deletes it. */
  @Test
  void lineThatIsNoLongerDeliveredIsAFaultOfTheBuild() throws IOException {
    String keys = Files.readString(CONFIGURATION).replace("lockstep.journal.path", "renamed");

    assertThatIllegalStateException()
        .isThrownBy(() -> InstalledLayout.configured(keys))
        .withMessageContaining("lockstep.journal.path");
  }

  @Test
  void packageIsNotMadeWithoutARuntime(@TempDir Path distribution) {
    assertThatIllegalStateException()
        .isThrownBy(() -> new InstalledLayout(distribution, Path.of("")))
        .withMessageContaining("RUNTIME=1 make package");
  }

  /** A tilde sorts before the end, for dpkg and for rpm: the snapshot before its release. */
  @ParameterizedTest
  @CsvSource({"0.1.0-SNAPSHOT, 0.1.0~snapshot-1", "0.1.0, 0.1.0-1", "1.2.0-rc.1, 1.2.0~rc.1-1"})
  void snapshotComesBeforeItsRelease(String upstream, String revised) {
    assertThat(new PackageVersion(upstream).revised()).isEqualTo(revised);
  }

  @ParameterizedTest
  @CsvSource({"v1", "'1.0; reboot'", "1.0-a-b", "''"})
  void whatIsNoVersionIsRefused(String upstream) {
    assertThatIllegalArgumentException().isThrownBy(() -> new PackageVersion(upstream));
  }
}

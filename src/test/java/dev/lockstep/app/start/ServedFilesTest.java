package dev.lockstep.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedFilesTest {
  private static final Map<String, String> NOTHING_IS_UNPACKED =
      Map.of("quarkus.vertx.classpath-resolving", "false", "quarkus.vertx.caching", "false");

  @TempDir private Path folder;

  @Test
  void usualFolderWillDoWhereItCanBeWritten() throws IOException {
    assertThat(ServedFiles.settings(folder, this::journalForNothing)).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void liesBesideTheJournalWhereNothingElseCanBeWritten() throws IOException {
    Path left = Files.createDirectories(folder.resolve("data/served/META-INF"));
    Files.writeString(left.resolve("index.html"), "of the version before");

    assertThat(ServedFiles.settings(folder.resolve("gone"), () -> journal("data")))
        .isEqualTo(
            Map.of(
                "quarkus.vertx.cache-directory",
                folder.resolve("data/served/unpacked").toString()));
    assertThat(folder.resolve("data/served")).isEmptyDirectory();
  }

  @Test
  void startThatIsRefusedForTheJournalOrTheConfigurationIsNotRefusedForThisBefore()
      throws IOException {
    Files.writeString(folder.resolve("file"), "");

    assertThat(ServedFiles.settings(folder.resolve("gone"), () -> journal("file/data")))
        .isEqualTo(NOTHING_IS_UNPACKED);
    assertThat(ServedFiles.settings(folder.resolve("gone"), Optional::empty))
        .isEqualTo(NOTHING_IS_UNPACKED);
  }

  private Optional<Path> journal(String data) {
    return Optional.of(folder.resolve(data).resolve("journal.db"));
  }

  private Optional<Path> journalForNothing() {
    throw new AssertionError("the configuration is read, which takes a while, for nothing");
  }
}

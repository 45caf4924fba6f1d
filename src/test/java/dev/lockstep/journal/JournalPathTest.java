package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A journal's path may hold whatever the file system takes, and means one file. */
class JournalPathTest {
  /** As the pool is configured. */
  private static final String SETTINGS =
      "?journal_mode=WAL&synchronous=FULL&busy_timeout=5000&foreign_keys=true&transaction_mode=IMMEDIATE";

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "line?1",
        "line?mode=memory",
        "50%",
        "50%25",
        "a#b",
        "a&b=c",
        "a;b",
        "a b",
        "öfen",
        "日本",
        "a+b",
        "a:b",
        "file:a",
        ":memory:",
        "a\\b",
        "a'b",
        "a\"b",
        "[a]{b}",
        "a\nb",
        "~",
        "-"
      })
  void theWriterAndThePoolOpenTheSameFile(String name) throws Exception {
    Path file = directory.resolve(name).resolve(name);
    try (SqliteJournal journal =
        SqliteJournal.open(TunedSettings.usual(file), SqliteJournalTest.CLOCK)) {
      assertThat(journal.troubles()).isEmpty();
      try (Connection pool = DriverManager.getConnection(SqliteUrl.of(file) + SETTINGS);
          Statement statement = pool.createStatement()) {
        assertThat(first(statement, "pragma journal_mode")).isEqualTo("wal");
        assertThat(first(statement, "pragma synchronous")).isEqualTo("2");
        assertThat(first(statement, "select count(*) from transactions")).isEqualTo("0");
      }
    }
    assertThat(file).isRegularFile();
    try (var files = Files.list(file.getParent())) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .allMatch(each -> each.startsWith(name));
    }
  }

  private static String first(Statement statement, String question) throws Exception {
    try (ResultSet row = statement.executeQuery(question)) {
      return row.next() ? row.getString(1) : "nothing";
    }
  }

  @Test
  void aRelativePathIsOfTheWorkingDirectory() {
    assertThat(JournalFile.of(Path.of("no-such-folder/journal.db")))
        .isEqualTo(Path.of("no-such-folder/journal.db").toAbsolutePath());
    assertThat(SqliteUrl.of(Path.of("a b.db")))
        .isEqualTo(SqliteUrl.of(Path.of("a b.db").toAbsolutePath()));
  }

  @Test
  void twoLinksToOneJournalAreOneJournal() throws Exception {
    Path file = directory.resolve("journal.db");
    Path link = Files.createSymbolicLink(directory.resolve("link.db"), file);
    Path folder = Files.createSymbolicLink(directory.resolve("there"), directory);
    try (SqliteJournal first = open(link)) {
      assertThat(first.troubles()).isEmpty();
      assertThatThrownBy(() -> open(file)).hasMessageContaining("is in use by");
      assertThatThrownBy(() -> open(folder.resolve("journal.db")))
          .hasMessageContaining("is in use by");
    }
  }

  private static SqliteJournal open(Path path) throws JournalUnavailableException {
    JournalSettings settings = TunedSettings.usual(JournalFile.of(path));
    return SqliteJournal.open(settings, SqliteJournalTest.CLOCK);
  }

  @Test
  void aFolderIsNoJournal() {
    assertThatThrownBy(() -> JournalFile.of(directory))
        .hasMessage(
            "path is \"%s\", which is a folder; a file in it would be right: %s"
                .formatted(directory, directory.resolve("journal.db")));
  }

  @Test
  void aFileInPlaceOfAFolderIsNamed() throws Exception {
    Path file = Files.writeString(directory.resolve("data"), "");
    Path below = file.resolve("line/journal.db");
    assertThatThrownBy(() -> JournalFile.of(below))
        .hasMessage("path is \"%s\", but %s is no folder".formatted(below, file));
  }

  /**
   * Opens the journal named by its argument, or says why it cannot; then names what the library has
   * left in a temporary folder meanwhile, where SIGKILL would leave it for good.
   */
  public static final class Opening {
    public static void main(String[] arguments) throws IOException {
      Path tmp = Path.of(System.getProperty("java.io.tmpdir"));
      try (SqliteJournal journal = open(Path.of(arguments[0]));
          Stream<Path> left = Files.exists(tmp) ? Files.list(tmp) : Stream.of()) {
        System.out.println("opened " + journal.troubles());
        left.filter(file -> file.toString().contains("sqlite")).forEach(System.out::println);
      } catch (JournalUnavailableException refusal) {
        System.out.println(refusal.getMessage());
      }
    }
  }

  @Test
  void whereTmpAllowsNoProgramsTheLibraryIsUnpackedBesideTheJournal() throws Exception {
    String output = inMountsWhere("mount -t tmpfs -o noexec,nosuid tmpfs $TMP", "");
    assertThat(output.strip().lines()).containsExactly("opened []");
    // A process that is killed leaves the library behind; the next one clears it away.
    Path own = Files.createDirectories(directory.resolve("data/native"));
    Files.writeString(own.resolve("sqlite-0-left-libsqlitejdbc.so"), "");
    Files.writeString(own.resolve("sqlite-0-left-libsqlitejdbc.so.lck"), "");
    inMountsWhere("mount -t tmpfs -o noexec,nosuid tmpfs $TMP", "");
    try (var files = Files.list(own)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void libraryIsGoneFromTmpAsSoonAsItIsLoaded() throws Exception {
    assertThat(inMountsWhere("true", "").strip().lines()).containsExactly("opened []");
  }

  @Test
  void whereThereIsNoTmpAtAllTheJournalOpens() throws Exception {
    assertThat(inMountsWhere("rmdir $TMP", "").strip().lines())
        .containsExactly("WARNING: java.io.tmpdir directory does not exist", "opened []");
  }

  @Test
  void whereNothingMayRunAnywhereOneLineNamesEachFolderAndTheRemedy() throws Exception {
    String both = "mount -t tmpfs -o noexec tmpfs $TMP && mount -t tmpfs -o noexec tmpfs $DATA";
    assertThat(inMountsWhere(both, "").strip().lines())
        .singleElement()
        .asString()
        .contains("tmp does not allow programs (noexec), ")
        .contains(
            "data/native does not allow programs (noexec). JAVA_OPTS=-Dorg.sqlite.tmpdir=DIR");
    String set = "-Dorg.sqlite.tmpdir=" + directory.resolve("elsewhere");
    assertThat(inMountsWhere("true", set).strip().lines())
        .singleElement()
        .asString()
        .contains("elsewhere is not there. JAVA_OPTS=-Dorg.sqlite.tmpdir=DIR");
  }

  /** What {@link Opening} says, errors included, in mounts of its own. */
  private String inMountsWhere(String mounted, String option) throws Exception {
    Path tmp = Files.createDirectories(directory.resolve("tmp"));
    Path data = Files.createDirectories(directory.resolve("data"));
    String java =
        "%s --enable-native-access=ALL-UNNAMED -XX:-UsePerfData -Djava.util.logging.manager=org.jboss.logmanager.LogManager -Djava.io.tmpdir=$TMP %s -cp \"$CP\" '%s' $DATA/journal.db"
            .formatted(
                ProcessHandle.current().info().command().orElseThrow(),
                option,
                Opening.class.getName());
    ProcessBuilder shell =
        new ProcessBuilder("unshare", "-m", "sh", "-c", mounted + " && exec " + java);
    shell.environment().put("TMP", tmp.toString());
    shell.environment().put("DATA", data.toString());
    shell.environment().put("CP", System.getProperty("java.class.path"));
    Assumptions.assumeTrue(mayUnshare(), "skipped: no mounts of one's own without root");
    Process process = shell.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  private static boolean mayUnshare() throws InterruptedException {
    try {
      return new ProcessBuilder("unshare", "-m", "true").start().waitFor() == 0;
    } catch (IOException noUnshare) {
      return false;
    }
  }
}

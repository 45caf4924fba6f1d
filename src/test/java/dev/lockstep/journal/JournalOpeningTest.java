package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class JournalOpeningTest {
  @TempDir Path directory;

  private SqliteJournal open() throws JournalUnavailableException {
    return SqliteJournal.open(settings(), SqliteJournalTest.CLOCK);
  }

  private JournalSettings settings() {
    return TunedSettings.usual(directory.resolve("deep/er/lockstep.db"));
  }

  /** Run as a process of its own: holds the journal named by its argument until its input ends. */
  public static final class Holder {
    public static void main(String[] arguments) throws IOException {
      try (SqliteJournal held =
          SqliteJournal.open(TunedSettings.usual(Path.of(arguments[0])), SqliteJournalTest.CLOCK)) {
        System.out.println("held " + held.troubles());
        System.in.read();
      } catch (JournalUnavailableException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static Process holder(Path path) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            path.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static String answer(BufferedReader output) throws IOException {
    String line = output.readLine();
    while (line != null && !line.startsWith("held") && !line.startsWith("the journal")) {
      line = output.readLine();
    }
    return String.valueOf(line);
  }

  @Test
  void secondProcessIsRefusedByNameUntilTheFirstIsKilled() throws Exception {
    Path path = settings().path();
    Process first = holder(path);
    try (BufferedReader output = first.inputReader()) {
      assertThat(answer(output)).isEqualTo("held []");

      assertThatThrownBy(this::open)
          .isInstanceOf(JournalUnavailableException.class)
          .hasMessageContaining(path.toString())
          .hasMessageContaining("in use by process " + first.pid())
          .hasMessageContaining("stop that gateway");
    } finally {
      first.destroyForcibly().waitFor();
    }
    open().close();
  }

  @Test
  void secondOpeningInTheSameProcessIsRefusedAndLeavesTheFirstAlone() throws Exception {
    try (SqliteJournal first = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(JournalUnavailableException.class)
          .hasMessageContaining("in use");
      first.append(JournalSamples.entry(JournalSamples.prepared("a")));
    }
    open().close();
  }

  @Test
  void everyConnectionHasItsSettings() throws Exception {
    try (Database database = Database.open(settings(), Schema.JOURNAL, Disk.REAL);
        Connection connection = database.connect()) {
      assertThat(SqliteConnector.get(connection, "journal_mode")).isEqualTo("wal");
      assertThat(SqliteConnector.get(connection, "synchronous")).isEqualTo("2");
      assertThat(SqliteConnector.get(connection, "foreign_keys")).isEqualTo("1");
      assertThat(SqliteConnector.get(connection, "busy_timeout")).isEqualTo("5000");
      assertThat(SqliteConnector.get(connection, "page_size")).isEqualTo("512");
    }
  }

  @Test
  void settingThatDidNotTakeKeepsTheJournalClosed() {
    Disk deaf = new DeafDisk();
    assertThatThrownBy(() -> SqliteJournal.open(settings(), SqliteJournalTest.CLOCK, deaf))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("journal_mode is memory and could not be set to wal");
  }

  /**
   * Answers with databases in memory, which know no WAL: as SQLite on a share does, without a word.
   */
  private static final class DeafDisk implements Disk {
    @Override
    public Connection connect(Path database, java.util.Properties settings) throws SQLException {
      return DriverManager.getConnection("jdbc:sqlite::memory:", settings);
    }

    @Override
    public long usableBytes(Path database) {
      return Long.MAX_VALUE;
    }
  }

  @Test
  void diskThatDoesNotSayHowFullItIsKeepsTheJournalClosedAndTheLockIsGivenBack() throws Exception {
    assertThatThrownBy(
            () -> SqliteJournal.open(settings(), SqliteJournalTest.CLOCK, new SilentDisk()))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("stands on a disk that does not answer")
        .hasMessageContaining("Input/output error");

    open().close();
  }

  /** Takes everything, but does not say how much room is left. */
  private static final class SilentDisk implements Disk {
    @Override
    public Connection connect(Path database, java.util.Properties settings) throws SQLException {
      return Disk.REAL.connect(database, settings);
    }

    @Override
    public long usableBytes(Path database) throws IOException {
      throw new IOException("Input/output error");
    }
  }

  @Test
  void journalOfANewerVersionIsRefusedAndNotTouched() throws Exception {
    open().close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + settings().path())) {
      connection
          .createStatement()
          .executeUpdate(
              """
              insert into flyway_schema_history (installed_rank, version, description, type, script,
                checksum, installed_by, execution_time, success)
              values (99, '99', 'later', 'SQL', 'V99__later.sql', 1, '', 1, 1)\
              """);
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("newer version")
        .hasMessageContaining("99");
  }

  @Test
  void recordThatFlywayLeavesIsTheOneThatNeedsNoFlyway() throws Exception {
    SQLiteDataSource database = new SQLiteDataSource();
    database.setUrl("jdbc:sqlite:" + settings().path());
    assertThat(MigrationRecord.shows(database, Schema.JOURNAL.wanted())).isFalse();

    open().close();

    assertThat(MigrationRecord.shows(database, Schema.JOURNAL.wanted())).isTrue();
  }

  @Test
  void migrationThatWasChangedAfterwardsIsNoticed() throws Exception {
    open().close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + settings().path())) {
      connection.createStatement().executeUpdate("update flyway_schema_history set checksum = 1");
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("checksum");
  }

  @Test
  void placeThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.createFile(directory.resolve("deep"));
    assertThatThrownBy(this::open)
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("check that the directory exists and may be written");
  }

  @Test
  void fileThatIsNoJournalIsRefusedAndTheLockGivenBack() throws Exception {
    Files.createDirectories(settings().path().getParent());
    Files.writeString(settings().path(), "this is no database, ".repeat(100));

    assertThatThrownBy(this::open)
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("not a database");
    try (FileChannel lock =
        FileChannel.open(settings().beside(".lock"), StandardOpenOption.WRITE)) {
      assertThat(lock.tryLock()).isNotNull();
    }
  }
}

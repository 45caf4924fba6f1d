package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.device.Moment;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a row whose caller was told that it took too long. */
class GivenUpWriteTest {
  @TempDir Path directory;
  private final List<String> written = new CopyOnWriteArrayList<>();
  private final Semaphore turns = new Semaphore(0);
  private Database database;
  private GroupWriter<String> writer;

  /** Takes a turn for each group. */
  private final class Slow implements RowWriter<String> {
    @Override
    public long write(List<String> rows) {
      turns.acquireUninterruptibly();
      written.addAll(rows);
      return 0;
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void open() throws Exception {
    JournalSettings settings =
        TunedSettings.at(directory.resolve("lockstep.db"))
            .waitMax(Duration.ofMillis(100))
            .settings();
    database = Database.open(settings, Schema.JOURNAL, Disk.REAL);
    GroupCommit<String> commit =
        GroupCommit.on(database, (Connection own) -> new Slow(), settings, GivenUpWriteTest::now);
    writer = new GroupWriter<>(settings, GivenUpWriteTest::now, commit);
  }

  @AfterEach
  void close() {
    turns.release(1000);
    writer.close();
    database.close();
  }

  private static Moment now() {
    return new Moment(Instant.EPOCH, System.nanoTime(), "test");
  }

  private JournalUnavailableException refused(String row) {
    return catchThrowableOfType(JournalUnavailableException.class, () -> writer.append(row, true));
  }

  /** Its caller was told that it failed, and may have told others so. */
  @Test
  void rowThatWaitedForAnotherProgramIsNotWrittenAfterItsCallerGaveUp() throws Exception {
    turns.release(1000);
    try (Connection other =
        DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("lockstep.db"))) {
      other.createStatement().execute("begin immediate");
      assertThat(refused("given up")).isNotInstanceOf(UncertainWriteException.class);
    }
    writer.append("later", true);
    assertThat(written).containsExactly("later");
  }

  @Test
  void rowThatTheDiskIsStillAtIsUncertainUntilItComesBack() throws Exception {
    JournalUnavailableException slow = refused("slow");
    assertThat(slow).isInstanceOf(UncertainWriteException.class);
    assertThat(written).isEmpty();
    turns.release();
    ((UncertainWriteException) slow).await();
    assertThat(written).containsExactly("slow");
  }
}

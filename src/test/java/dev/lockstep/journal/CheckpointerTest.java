package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log is brought into the file beside the appends, and none of them depends on it. */
class CheckpointerTest {
  private static final int ROWS = 200;
  private static final int CHECKPOINT_ROWS = 20;

  @TempDir Path directory;
  private final CountDownLatch leave = new CountDownLatch(1);
  private final AtomicInteger tries = new AtomicInteger();
  private volatile boolean fails;
  private Path path;
  private SqliteJournal journal;

  /** The real one; but whoever copies the log waits for leave, or is refused. */
  private final class HeldUp implements Disk {
    @Override
    public Connection connect(Path database, Properties settings) throws SQLException {
      if (Thread.currentThread().getName().startsWith("checkpoint")) {
        tries.incrementAndGet();
        try {
          leave.await();
        } catch (InterruptedException closed) {
          Thread.currentThread().interrupt();
          throw new SQLException("closed");
        }
        if (fails) {
          throw new SQLException("disk I/O error");
        }
      }
      return Disk.REAL.connect(database, settings);
    }

    @Override
    public long usableBytes(Path database) throws IOException {
      return Disk.REAL.usableBytes(database);
    }
  }

  @BeforeEach
  void open() throws Exception {
    path = directory.resolve("lockstep.db");
    JournalSettings settings = TunedSettings.at(path).checkpointRows(CHECKPOINT_ROWS).settings();
    journal = SqliteJournal.open(settings, SqliteJournalTest.CLOCK, new HeldUp());
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private void append(String prefix) throws JournalUnavailableException {
    for (int each = 0; each < ROWS; each++) {
      journal.append(JournalSamples.entry(JournalSamples.prepared(prefix + each)));
    }
  }

  @Test
  void appendsGoOnWhileTheLogIsCopied() throws Exception {
    long before = Files.size(path);

    append("t");

    assertThat(tries).hasValue(1);
    assertThat(Files.size(path)).as("not copied so far").isEqualTo(before);
    leave.countDown();
    await("copied").until(() -> Files.size(path) > before);
  }

  @Test
  @Tag("fault")
  void copyingThatFailsIsTriedAgainAndTroublesNoVote() throws Exception {
    long before = Files.size(path);
    fails = true;
    leave.countDown();

    int round = 0;
    while (tries.get() < 2) {
      append("t" + round++ + "-");
    }

    assertThat(journal.troubles()).isEmpty();
    assertThat(Files.size(path)).isEqualTo(before);
    fails = false;
    append("u");
    await("copied").until(() -> Files.size(path) > before);
    assertThat(journal.troubles()).isEmpty();
  }

  @Test
  void closingWaitsForNoCopyingThatHasNotBegun() throws Exception {
    append("t");

    journal.close();

    assertThat(tries).hasValue(1);
  }
}

package dev.lockstep.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;

/**
 * Copies the log into the database file on a thread and a connection of its own, so that no append
 * waits for it. SQLite would do it in the append that fills the log.
 *
 * <p>Crash story: a checkpoint copies what is durable in the log, and the log begins anew only when
 * the file is synced. Power may fail anywhere in between: the log still has everything.
 */
final class Checkpointer implements AutoCloseable {
  private static final String PASSIVE = "wal_checkpoint(passive)";

  private final Database database;
  private final int everyRows;
  private final Semaphore due = new Semaphore(0);
  private final Thread thread;

  /** Since the last one, by the writer's thread alone. */
  private int rows;

  private volatile boolean almost;

  /** Begins at once to wait for work. */
  Checkpointer(Database database) {
    this.database = database;
    this.everyRows = database.checkpointRows();
    this.thread =
        Thread.ofPlatform()
            .name("checkpoint " + database.path().getFileName())
            .daemon()
            .unstarted(this::run);
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        due.acquire();
        // One copying takes all that came due while the last one was held up.
        due.drainPermits();
        copy();
      }
    } catch (InterruptedException closed) {
      // The next start copies what is left.
    }
  }

  /** The second takes what was appended during the first, so that next to nothing is left. */
  private void copy() {
    try (Connection own = database.connect()) {
      SqliteConnector.get(own, PASSIVE);
      SqliteConnector.get(own, PASSIVE);
      almost = true;
    } catch (SQLException e) {
      // Nothing is lost with it. What is wrong with the disk the appends meet too, and say.
    }
  }

  /**
   * The writer's thread has appended so many more rows, and told everybody: the next ones wait only
   * for the few pages that came since the copying. No append runs meanwhile, so the log can begin
   * anew.
   */
  void appended(int more, Connection writer) {
    rows += more;
    if (almost) {
      almost = false;
      try {
        SqliteConnector.get(writer, PASSIVE);
      } catch (SQLException e) {
        // Nothing is lost with it either.
      }
    } else if (rows >= everyRows) {
      rows = 0;
      due.release();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

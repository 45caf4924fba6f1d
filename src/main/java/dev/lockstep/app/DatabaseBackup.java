package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.BackupFailedException;
import dev.lockstep.journal.BackupFolder;
import dev.lockstep.journal.DatabaseKind;
import dev.lockstep.rest.BackupTaker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Backups of all databases of this process, each as of one moment. What follows another database is
 * copied before it: the outbox' cursors, then the audit log's, then the journal, then the
 * decisions. So a copy never claims to have told or recorded what its journal does not hold, and no
 * promise in it lacks a decision that had been made.
 */
final class DatabaseBackup implements BackupTaker {
  private final Settings settings;
  private final TimeSource clock;

  DatabaseBackup(Settings settings, TimeSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public BackupFolder.Backup take() throws BackupFailedException {
    BackupFolder folder =
        new BackupFolder(
            settings.backups(),
            settings.config().backup().keptMax(),
            settings.config().journal().reserve().count());
    // A thread of its own: SQLite works for seconds inside one call, and would keep the thread that
    // carries the calls of others.
    FutureTask<BackupFolder.Backup> work =
        new FutureTask<>(() -> folder.take(sources(), clock.now().wall()));
    Thread.ofPlatform().name("lockstep-backup").daemon().start(work);
    try {
      return work.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof BackupFailedException known) {
        throw known;
      }
      throw new IllegalStateException("a fault of the gateway itself", failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while a backup is made", stopped);
    }
  }

  private List<BackupFolder.Source> sources() {
    List<BackupFolder.Source> sources = new ArrayList<>();
    for (DatabaseKind kind : DatabaseKind.values()) {
      if (settings.uses(kind)) {
        sources.add(new BackupFolder.Source(kind.copyName(), settings.place(kind)));
      }
    }
    return sources;
  }
}

package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.catalog.Catalog;
import dev.lockstep.driver.Driver;
import dev.lockstep.journal.Journal;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.SqliteJournal;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Resources that take the longest to open at start: the journal, with what it holds, and the
 * catalog. Nothing of it communicates with a device or coordinator yet.
 *
 * @param found what the journal held
 */
public record StartupResources(
    SqliteJournal journal, Journal.Found found, List<Driver> drivers, Catalog catalog) {

  private record Machines(List<Driver> drivers, Catalog catalog) {}

  /**
   * Opens both in parallel: one waits for the disk where the other computes.
   *
   * @throws StartFailureException where a person must correct something; nothing stays open then
   */
  public static StartupResources open(Settings settings, SystemTime time, Reign reign) {
    FutureTask<Machines> machines = new FutureTask<>(() -> machines(settings, time, reign));
    Thread.ofPlatform().name("lockstep-catalog").daemon().start(machines);
    SqliteJournal journal;
    try {
      journal = SqliteJournal.open(settings.journal(), time, reign.replication());
    } catch (JournalUnavailableException fault) {
      throw new StartFailureException(String.valueOf(fault.getMessage()));
    }
    try {
      Journal.Found found = journal.atStart();
      Machines known = result(machines);
      return new StartupResources(journal, found, known.drivers(), known.catalog());
    } catch (JournalUnavailableException fault) {
      journal.close();
      throw new StartFailureException(String.valueOf(fault.getMessage()));
    } catch (RuntimeException fault) {
      journal.close();
      throw fault;
    }
  }

  private static Machines machines(Settings settings, SystemTime time, Reign reign) {
    List<Driver> drivers =
        Drivers.of(settings, time, reign.lease()); // holds nothing before its first link
    return new Machines(drivers, CatalogStart.load(settings, drivers));
  }

  /** The result of the task; throws what it threw. */
  public static <T> T result(FutureTask<T> task) {
    try {
      return task.get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException("a fault of the gateway itself", failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while it starts", stopped);
    }
  }
}

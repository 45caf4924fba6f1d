package dev.lockstep.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The locks of several databases: no gateway runs on any of them while they are held. */
public final class DatabaseLocks implements AutoCloseable {
  private final List<FileGuard> guards = new ArrayList<>();

  private DatabaseLocks() {}

  /**
   * Takes all, or none.
   *
   * @throws JournalUnavailableException where a gateway runs; the message says which process
   */
  public static DatabaseLocks take(Iterable<Path> databases) throws JournalUnavailableException {
    DatabaseLocks locks = new DatabaseLocks();
    try {
      for (Path each : databases) {
        Path lock = each.resolveSibling(each.getFileName() + ".lock");
        locks.guards.add(FileGuard.take(lock, each));
      }
      return locks;
    } catch (JournalUnavailableException held) {
      locks.close();
      throw held;
    }
  }

  @Override
  public void close() {
    for (FileGuard each : guards) {
      try {
        each.close();
      } catch (IOException ignored) {
        // The process gives the lock back when it ends.
      }
    }
  }
}

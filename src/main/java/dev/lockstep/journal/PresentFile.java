package dev.lockstep.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A database that stands where a copy would be put: how far it has come, and why it cannot be gone
 * on with. Read from outside, and nothing is changed.
 *
 * @param there whether there is one
 * @param reached by {@link Schema#reached}; 0 where it cannot be read
 * @param marked what the mark beside it says was durable once; empty where there is none
 * @param fault why it cannot be gone on with; empty where it is whole
 */
public record PresentFile(
    boolean there, long reached, OptionalLong marked, Optional<String> fault) {

  /** Beside a database, what SQLite keeps there: it belongs to that file and no other. */
  static final List<String> OF_SQLITE = List.of("-wal", "-shm", "-journal");

  static PresentFile at(Path place, DatabaseKind kind) {
    OptionalLong marked = HighWater.said(place.resolveSibling(place.getFileName() + ".mark"));
    if (!Files.exists(place) || empty(place)) {
      return new PresentFile(false, 0, marked, Optional.of("it is not there"));
    }
    try (Connection connection = JournalVerification.open(place)) {
      long reached = reached(connection, kind);
      return new PresentFile(true, reached, marked, fault(connection, kind, reached, marked));
    } catch (SQLException | JournalUnavailableException unreadable) {
      return new PresentFile(true, 0, marked, Optional.of("" + unreadable.getMessage()));
    }
  }

  private static boolean empty(Path place) {
    try {
      return Files.size(place) == 0
          && !Files.exists(place.resolveSibling(place.getFileName() + "-wal"));
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static Optional<String> fault(
      Connection connection, DatabaseKind kind, long reached, OptionalLong marked)
      throws SQLException {
    Optional<String> torn = PageCheck.findings(connection);
    if (torn.isPresent()) {
      return torn.map("its pages do not hang together: "::concat);
    }
    int steps = MigrationRecord.steps(connection);
    if (steps > kind.schema().scripts().size()) {
      return Optional.of("a newer version of the gateway wrote it (schema %d)".formatted(steps));
    }
    return marked.orElse(0) > reached
        ? Optional.of(
            "it ends at entry %d, and entry %d had been durable"
                .formatted(reached, marked.orElse(0)))
        : Optional.empty();
  }

  static long reached(Connection connection, DatabaseKind kind) throws SQLException {
    return Question.ask(
        connection, kind.schema().reached(), none -> {}, row -> row.next() ? row.getLong(1) : 0);
  }

  /** Whether the gateway can go on with it, and it holds what a copy of it holds. */
  boolean holds(long copied) {
    return there && fault.isEmpty() && reached >= copied;
  }
}

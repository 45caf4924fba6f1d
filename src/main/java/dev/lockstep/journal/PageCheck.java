package dev.lockstep.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Whether the pages of a database hang together. Rows guard what they say; whether a row is found
 * at all is up to pages that guard nothing: one flipped bit in an index, and a promise is not
 * there.
 */
final class PageCheck {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.journal");
  private static final int FINDINGS_MAX = 3;

  private PageCheck() {}

  /** What is wrong, in SQLite's words; empty where nothing is. Reads the whole file. */
  static Optional<String> findings(Connection connection) {
    List<String> findings = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("pragma integrity_check(" + FINDINGS_MAX + ")")) {
      while (rows.next()) {
        findings.add(rows.getString(1));
      }
    } catch (SQLException unreadable) {
      findings.add(String.valueOf(unreadable.getMessage()));
    }
    findings.remove("ok");
    return findings.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", findings));
  }

  /** The same, once the indexes have been made anew from the rows, where that helps. */
  static Optional<String> findingsAfterMending(Database database, Connection connection) {
    Optional<String> before = findings(connection);
    if (before.isEmpty()) {
      return before;
    }
    try {
      database.write(transaction -> mend(transaction.connection(), database.schema().table()));
    } catch (SQLException beyondThat) {
      return before;
    }
    Optional<String> after = findings(connection);
    if (after.isEmpty()) {
      LOG.warnf(
          "indexes of the journal %s were damaged (%s) and have been made anew from its rows:"
              + " nothing is lost, but its disk gives back what was not written; look into the"
              + " system's log (dmesg)",
          database.path(), before.get());
    }
    return after;
  }

  private static void mend(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("reindex");
      IdHashes.derive(connection, table);
    }
  }
}

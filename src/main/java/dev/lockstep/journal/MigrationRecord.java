package dev.lockstep.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import javax.sql.DataSource;
import org.flywaydb.core.api.resource.LoadableResource;

/**
 * What Flyway has written down in a database about its schema. Read without Flyway, whose own look
 * at it takes a tenth of a second of each start; whatever is not exactly as this version would have
 * left it is Flyway's affair.
 */
final class MigrationRecord {
  private static final String STEPS =
      "select script, checksum, success from flyway_schema_history order by installed_rank";

  private MigrationRecord() {}

  /** How many scripts were run. */
  static int steps(Connection connection) throws SQLException {
    return Question.ask(
        connection,
        "select count(*) from flyway_schema_history where success",
        none -> {},
        row -> row.next() ? row.getInt(1) : 0);
  }

  /**
   * One script that was run.
   *
   * @param checksum as Flyway counts it
   */
  record Step(String script, int checksum, boolean success) {

    /** As it stands in the record when it has been run. */
    static Step of(String name, LoadableResource script) {
      CRC32 sum = new CRC32();
      // Line by line, without what ends a line: a checkout with other line ends is the same script.
      try (BufferedReader lines = new BufferedReader(script.read())) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          sum.update(line.getBytes(StandardCharsets.UTF_8));
        }
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
      return new Step(name, (int) sum.getValue(), true);
    }
  }

  /** Whether these scripts were run, in this order, and nothing else. */
  static boolean shows(DataSource database, List<Step> wanted) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(STEPS)) {
      List<Step> found = new ArrayList<>();
      while (rows.next()) {
        found.add(new Step(rows.getString(1), rows.getInt(2), rows.getBoolean(3)));
      }
      return found.equals(wanted);
    } catch (SQLException noRecord) {
      return false; // a new file; or a fault, for which Flyway has the words
    }
  }
}

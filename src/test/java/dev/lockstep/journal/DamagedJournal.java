package dev.lockstep.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A journal as a failing disk leaves it behind. */
public final class DamagedJournal {
  private static final byte INDEX_LEAF = 10;

  private DamagedJournal() {}

  /** Makes one whose only row, a prepared transaction of that id, has a flipped bit. */
  public static void at(Path path, String id)
      throws IOException, SQLException, JournalUnavailableException {
    try (SqliteJournal journal =
        SqliteJournal.open(JournalSettings.at(path), SqliteJournalTest.CLOCK)) {
      journal.append(JournalSamples.entry(JournalSamples.prepared(id)));
    }
    flip(path, id);
  }

  /** Flips a bit of the file, in what it says this transaction was asked and voted. */
  static void flip(Path path, String id) throws IOException, SQLException {
    byte[] file = Files.readAllBytes(path);
    int at = text(file).indexOf(text(terms(path, id)));
    if (at < 0) {
      throw new AssertionError("the terms of " + id + " do not lie in one piece");
    }
    file[at + 3] ^= 1;
    Files.write(path, file);
  }

  private static byte[] terms(Path path, String id) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
        PreparedStatement asked =
            connection.prepareStatement(
                "select body from terms where position ="
                    + " (select position from transactions where id = ?)")) {
      asked.setString(1, id);
      try (ResultSet row = asked.executeQuery()) {
        return row.getBytes(1);
      }
    }
  }

  private static String text(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  /** Takes the first entry off the leaf of an index, as a flipped bit in its header would. */
  static void loseAnIndexEntry(Path path, String index) throws IOException, SQLException {
    int page;
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "select rootpage from sqlite_master where name = '%s'".formatted(index))) {
      rows.next();
      page = rows.getInt(1);
    }
    byte[] file = Files.readAllBytes(path);
    int count = (page - 1) * Database.PAGE_BYTES + 4;
    if (file[count - 4] != INDEX_LEAF || file[count] == 0) {
      throw new AssertionError("the root of " + index + " is no leaf with entries");
    }
    file[count]--;
    Files.write(path, file);
  }
}

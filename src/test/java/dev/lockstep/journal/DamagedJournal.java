package dev.lockstep.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A journal as a failing disk leaves it behind. */
public final class DamagedJournal {
  private static final byte INDEX_LEAF = 10;

  private DamagedJournal() {}

  /** Makes one whose only row, a prepared transaction of that id, has a flipped bit. */
  public static void at(Path path, String id) throws IOException, JournalUnavailableException {
    try (SqliteJournal journal =
        SqliteJournal.open(TunedSettings.usual(path), SqliteJournalTest.CLOCK)) {
      journal.append(JournalSamples.entry(JournalSamples.prepared(id)));
    }
    flip(path, id);
  }

  /** Flips a bit of the file, in what it says this transaction was asked. */
  static void flip(Path path, String id) throws IOException {
    byte[] file = Files.readAllBytes(path);
    String fingerprint = JournalSamples.prepared(id).branch().fingerprint();
    int at = new String(file, StandardCharsets.ISO_8859_1).indexOf(fingerprint);
    if (at < 0) {
      throw new AssertionError("the terms of " + id + " are not in the file");
    }
    file[at + 3] ^= 1;
    Files.write(path, file);
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

package dev.lockstep.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A journal as a failing disk leaves it behind. */
public final class DamagedJournal {
  private DamagedJournal() {}

  /** Makes one whose only row, a prepared transaction of that id, has a flipped bit. */
  public static void at(Path path, String id) throws IOException, JournalUnavailable {
    try (SqliteJournal journal =
        SqliteJournal.open(JournalSettings.at(path), SqliteJournalTest.CLOCK)) {
      journal.append(Samples.entry(Samples.prepared(id)));
    }
    flip(path, "fingerprint-of-" + id);
  }

  /** Flips a bit of the file where it says this. */
  static void flip(Path path, String text) throws IOException {
    byte[] file = Files.readAllBytes(path);
    int at = new String(file, StandardCharsets.ISO_8859_1).indexOf(text);
    if (at < 0) {
      throw new AssertionError("the file nowhere says " + text);
    }
    file[at + 3] ^= 1;
    Files.write(path, file);
  }
}

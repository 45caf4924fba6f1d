package dev.lockstep.journal;

import dev.lockstep.transaction.TransactionId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A process of its own, whose disk fails under it for a while: it appends until that is over, and
 * says of each append what it was told, and what the journal has to complain of.
 */
public final class StruckWork {
  private static final int WELL_AGAIN = 3;
  private static final int APPENDS_MOST = 400;

  private StruckWork() {}

  /** Argument: the journal's path. */
  public static void main(String[] arguments) throws Exception {
    SqliteJournal journal =
        SqliteJournal.open(RecordedWork.settings(Path.of(arguments[0])), SqliteJournalTest.CLOCK);
    boolean struck = false;
    int well = 0;
    for (int n = 0; n < APPENDS_MOST && well < WELL_AGAIN; n++) {
      String id = "t" + n;
      try {
        journal.append(JournalSamples.entry(JournalSamples.prepared(id)));
        say("told " + id);
        well = struck && journal.troubles().isEmpty() ? well + 1 : 0;
      } catch (JournalUnavailableException refused) {
        say("refused %s: %s".formatted(id, refused.getMessage()));
        say("found %s %s".formatted(id, journal.find(new TransactionId(id)).name()));
        journal.troubles().forEach(trouble -> say("trouble: " + trouble));
        struck = true;
        well = 0;
        awaitLeave();
      }
    }
    say("end " + List.of(struck, well >= WELL_AGAIN));
    // As if it were killed: nothing is brought to the disk at the end.
    Runtime.getRuntime().halt(0);
  }

  /**
   * While the journal is in trouble it asks the disk once a second, and votes wait for that:
   * whoever started this says when to try again, an octet a try. What came before is no leave now.
   */
  private static void awaitLeave() throws IOException {
    System.in.skipNBytes(System.in.available());
    var unused = System.in.read();
  }

  private static void say(String line) {
    System.out.println("> " + line.replace('\n', ' '));
  }
}

package dev.lockstep.journal;

import dev.lockstep.device.Moment;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.io.IOException;
import java.nio.file.Path;

/** A journal with many transactions, before a gateway starts on it. */
public final class SeededJournal {
  private SeededJournal() {}

  /**
   * Makes one.
   *
   * @param ended so many that were rolled back just now: {@code many-00000} and so on
   * @param hurt a prepared one besides, with a flipped bit
   */
  public static void at(Path path, int ended, String hurt)
      throws IOException, JournalUnavailableException {
    JournalSettings settings = TunedSettings.at(path).queueMax(ended + 1_000).settings();
    try (SqliteJournal journal = SqliteJournal.open(settings, SqliteJournalTest.CLOCK)) {
      Moment now = SqliteJournalTest.CLOCK.now();
      for (int each = 0; each < ended; each++) {
        State.Ended sample =
            JournalSamples.ended("many-%05d".formatted(each), Outcome.ROLLED_BACK, false);
        State.Ended just =
            new State.Ended(
                sample.id(),
                sample.branch(),
                sample.ballot(),
                sample.outcome(),
                sample.progress(),
                Decided.byCoordinator(now),
                false);
        journal.appendLazily(JournalSamples.entry(just, "RollbackDecided", now));
      }
      journal.append(JournalSamples.entry(JournalSamples.prepared(hurt), "Checked", now));
    }
    DamagedJournal.flip(path, hurt);
  }
}

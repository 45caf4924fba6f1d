package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Moment;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.journal.TunedSettings;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PastTransactionsTest {

  @Test
  void theirJournalOpensWithEachEndedAndNothingLiveOrDamaged(@TempDir Path directory)
      throws Exception {
    Path path = directory.resolve("journal.db");

    PastTransactions.write(path, 300, 7);

    try (SqliteJournal journal =
        SqliteJournal.open(
            TunedSettings.usual(path), () -> new Moment(Instant.now(), System.nanoTime(), "now"))) {
      assertThat(journal.atStart().live()).isEmpty();
      assertThat(journal.atStart().damaged()).isEmpty();
      for (int each = 0; each < 300; each++) {
        var id = new TransactionId(PastTransactions.PREFIX + each);
        assertThat(journal.find(id))
            .isInstanceOfSatisfying(
                State.Ended.class,
                ended -> assertThat(ended.outcome()).contains(Outcome.COMMITTED));
      }
    }
  }
}

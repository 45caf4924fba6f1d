package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.journal.RowChange.Cell;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a standby lacks, and whether that is still kept. */
class ChangeBufferTest {
  private static final ChangePosition JOURNAL = ChangePosition.beginning("journal", 2, "run 1", 3);
  private static final ChangePosition AUDIT = ChangePosition.beginning("audit", 2, "run 1", 3);

  private final ChangeSet first = behind(JOURNAL, 1);
  private final ChangeSet record = behind(AUDIT, 1);
  private final ChangeSet second = behind(first.position(), 2);
  private final ChangeBuffer buffer = buffer(1 << 20);

  private ChangeBuffer buffer(long octets) {
    ChangeBuffer made = new ChangeBuffer(octets);
    made.opened(JOURNAL);
    made.opened(AUDIT);
    for (ChangeSet each : List.of(first, record, second)) {
      made.add(each);
    }
    return made;
  }

  private static ChangeSet behind(ChangePosition at, long value) {
    return ChangeSetCodec.encode(
        new ChangeSet.Header(
            at.database(), at.schema(), 3, at.lineage(), at.sequence() + 1, at.digest()),
        List.of(new RowChange.Upsert("t", 1, List.of(new Cell.Whole(value)))));
  }

  @Test
  void whoStandsBehindGetsWhatIsMissingInTheOrderOfAllDatabases() {
    assertThat(buffer.behind(List.of(JOURNAL, AUDIT))).contains(List.of(first, record, second));
    assertThat(buffer.behind(List.of(first.position(), AUDIT))).contains(List.of(record, second));
    assertThat(buffer.behind(buffer.end())).contains(List.of());
  }

  @Test
  void whoLacksADatabaseOrStandsElsewhereNeedsABaseCopy() {
    assertThat(buffer.behind(List.of(JOURNAL))).isEmpty();
    assertThat(buffer.behind(List.of(behind(JOURNAL, 9).position(), AUDIT))).isEmpty();
    assertThat(buffer.behind(List.of(behind(second.position(), 3).position(), AUDIT))).isEmpty();
  }

  @Test
  void whereItRanOverWhoLacksTheOldestNeedsABaseCopy() {
    ChangeBuffer small = buffer(second.encode().length + record.encode().length);
    assertThat(small.behind(List.of(JOURNAL, AUDIT))).isEmpty();
    assertThat(small.behind(List.of(first.position(), AUDIT))).contains(List.of(record, second));
  }

  @Test
  void whatWasConfirmedIsNotKept() {
    buffer.confirmed(first.position());
    assertThat(buffer.behind(List.of(JOURNAL, AUDIT))).isEmpty();
    assertThat(buffer.behind(List.of(first.position(), AUDIT))).contains(List.of(record, second));
  }

  /** Its commit failed here after it had been shipped. */
  @Test
  void changeSetThatNeverCameToBeIsNotGivenToAnybody() {
    ChangeSet instead = behind(first.position(), 7);
    buffer.add(instead);

    assertThat(buffer.behind(List.of(JOURNAL, AUDIT))).contains(List.of(first, record, instead));
    assertThat(buffer.behind(List.of(second.position(), AUDIT))).as("took it").isEmpty();
  }

  @Test
  void countThatBeganAnewLeavesNothingOfTheOneBefore() {
    ChangePosition anew = ChangePosition.beginning("journal", 2, "run 2", 3);
    ChangeSet next = behind(anew, 1);
    buffer.add(next);
    assertThat(buffer.behind(List.of(second.position(), AUDIT))).isEmpty();
    assertThat(buffer.behind(List.of(anew, AUDIT))).contains(List.of(record, next));
  }
}

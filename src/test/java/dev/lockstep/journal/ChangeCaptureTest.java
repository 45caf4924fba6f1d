package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.journal.RowChange.Cell;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which statements SQLite's update hook tells of, and what is done about the others. */
class ChangeCaptureTest {
  private static final String MOVE =
      """
      insert into cursors (channel, source, number, dropped) values ('k', 's', %d, 0)
      on conflict (channel, source) do update set number = excluded.number\
      """;

  @TempDir Path directory;
  private final ShippedChanges follower = new ShippedChanges();
  private Database database;

  @BeforeEach
  void open() throws Exception {
    database = open(Replication.to(follower, 7, "run 1"));
  }

  private Database open(Replication replication) throws Exception {
    return Database.open(
        new Database.Place(
            TunedSettings.usual(directory.resolve("outbox.db")),
            Schema.OUTBOX,
            Disk.REAL,
            replication));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void write(String... statements) throws SQLException {
    database.write(
        transaction -> {
          try (Statement all = transaction.connection().createStatement()) {
            for (String each : statements) {
              all.executeUpdate(each);
            }
          }
        });
  }

  private static String note(int number) {
    return "insert into notices values (%d, 0, 't', 's', 'd')".formatted(number);
  }

  @Test
  void changeSetHoldsEachRowOnceAsItIsAtTheEndWithItsRowidAndItsTypes() throws Exception {
    write(MOVE.formatted(1), MOVE.formatted(2), "update cursors set dropped = 5");

    assertThat(follower.last()).hasSize(1);
    RowChange.Upsert cursor = (RowChange.Upsert) follower.last().getFirst();
    assertThat(cursor.table()).isEqualTo("cursors");
    assertThat(cursor.rowid()).isEqualTo(1);
    assertThat(cursor.values().subList(2, 4)).containsExactly(new Cell.Whole(2), new Cell.Whole(5));
    assertThat(((Cell.Text) cursor.values().getFirst()).octets())
        .isEqualTo("k".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void changeSetsFollowOnEachOtherAndNameTheirReign() throws Exception {
    write(MOVE.formatted(1));
    write(MOVE.formatted(2));

    ChangeSet first = follower.shipped.get(0);
    ChangeSet second = follower.shipped.get(1);
    assertThat(follower.opened).containsExactly(ChangePosition.beginning("outbox", 2, "run 1", 7));
    assertThat(first.follows(follower.opened.getFirst())).isTrue();
    assertThat(second.follows(first.position())).isTrue();
    assertThat(second.term()).isEqualTo(7);
    assertThat(second.sequence()).isEqualTo(2);
  }

  @Test
  void batchIsCapturedRowByRow() throws Exception {
    database.write(
        transaction -> {
          try (PreparedStatement batch =
              transaction.connection().prepareStatement("insert into alarms values (?, 'k')")) {
            for (int n = 0; n < 3; n++) {
              batch.setString(1, "s-" + n);
              batch.addBatch();
            }
            batch.executeBatch();
          }
        });
    assertThat(follower.last()).hasSize(3);
  }

  @Test
  void deletedRowIsToldAsGoneAndTheCountOfAutoincrementGoesWithItsTable() throws Exception {
    write(note(5), "delete from notices where number = 5");

    assertThat(follower.last())
        .containsExactly(new RowChange.Delete("notices", 5), new RowChange.Counted("notices", 5));
  }

  @Test
  void whatChangesNothingIsNotShipped() throws Exception {
    write("delete from notices where number < 9");
    assertThat(follower.shipped).isEmpty();
  }

  @Test
  void deleteWithoutAConditionWritesPastTheHookAndIsRefusedAsAFaultOfOurs() throws Exception {
    write(MOVE.formatted(1));
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> write("delete from cursors"))
        .withMessageContaining("writes past it");
    assertThat(follower.shipped).hasSize(1);
    assertThat(AuditedJournal.asked(database.path(), "select count(*) from cursors"))
        .isEqualTo("1");
  }

  @Test
  void whatAWriterDoesOutsideOfAnSqlTransactionIsFoundOut() throws Exception {
    try (DatabaseWriter writer = database.writer()) {
      writer.connection().createStatement().executeUpdate(MOVE.formatted(1));
      assertThatExceptionOfType(IllegalStateException.class).isThrownBy(writer::begin);
    }
  }

  @Test
  void everyOtherConnectionRefusesToWrite() throws Exception {
    try (Connection reader = database.connect()) {
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> reader.createStatement().executeUpdate(MOVE.formatted(1)))
          .withMessageContaining("readonly");
    }
  }

  @Test
  void rolledBackTransactionLeavesTheCountWhereItWas() throws Exception {
    write(MOVE.formatted(1));
    try (DatabaseWriter writer = database.writer()) {
      WriteTransaction abandoned = writer.begin();
      abandoned.connection().createStatement().executeUpdate(MOVE.formatted(2));
    }
    write(MOVE.formatted(3));
    assertThat(follower.shipped.get(1).follows(follower.shipped.get(0).position())).isTrue();
  }

  @Test
  void withoutAFollowerNoHookIsInstalledAndNoRowIsWritten() throws Exception {
    write(MOVE.formatted(1));
    database.close();

    database = open(Replication.NONE);
    write(MOVE.formatted(2));

    assertThat(follower.shipped).hasSize(1);
    assertThat(AuditedJournal.asked(database.path(), "select count(*) from replicated"))
        .isEqualTo("0");
  }

  /** What was written meanwhile was not counted: no standby may go on from the number before. */
  @Test
  void whoeverFollowsAgainAfterAPauseBeginsAnotherLineage() throws Exception {
    write(MOVE.formatted(1));
    database.close();
    open(Replication.NONE).close();

    database = open(Replication.to(follower, 7, "run 3"));

    assertThat(follower.opened.getLast().lineage()).isEqualTo("run 3");
    assertThat(follower.opened.getLast().sequence()).isZero();
  }

  @Test
  void restartGoesOnWhereItWas() throws Exception {
    write(MOVE.formatted(1));
    database.close();

    database = open(Replication.to(follower, 8, "run 2"));
    write(MOVE.formatted(2));

    assertThat(follower.opened.getLast()).isEqualTo(follower.shipped.get(0).position());
    assertThat(follower.shipped.get(1).follows(follower.shipped.get(0).position())).isTrue();
  }

  @Test
  void changeSetThatIsTooLargeIsRefusedAsARowThatIsTooLarge() {
    String large = "zeroblob(%d)".formatted(ChangeSetCodec.OCTETS_MAX);
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> write("insert into notices values (1, 0, 't', 's', %s)".formatted(large)))
        .satisfies(fault -> assertThat(SqlFault.of(fault)).isEqualTo(SqlFault.ROW));
    assertThat(List.copyOf(follower.shipped)).isEmpty();
  }
}

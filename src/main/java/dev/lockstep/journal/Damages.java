package dev.lockstep.journal;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What is wrong with a database and waits for an operator: rows that failed their check, entries
 * that are missing, and an owner that is another gateway or host. Thread-safe.
 */
final class Damages {
  private final Database database;
  private final Quarantine quarantine;
  private final JournalOwner here;
  private final Map<Long, Damage> rows = new ConcurrentSkipListMap<>();
  private volatile Optional<Damage> foreign;

  private Damages(
      Database database, Quarantine quarantine, JournalOwner here, Optional<Damage> foreign) {
    this.database = database;
    this.quarantine = quarantine;
    this.here = here;
    this.foreign = foreign;
  }

  /** Claims a new file; takes note where it belongs to another gateway or host. */
  static Damages of(
      Database database, Connection connection, Quarantine quarantine, JournalOwner here)
      throws SQLException {
    Optional<JournalOwner> owner = JournalOwner.of(connection);
    if (owner.isEmpty()) {
      database.write(transaction -> here.claim(transaction.connection()));
    }
    Optional<Damage> foreign =
        owner
            .filter(other -> !other.same(here))
            .map(other -> other.foreignTo(here, database.path().toString()));
    return new Damages(database, quarantine, here, foreign);
  }

  /** Remembers a row that failed its check. */
  void note(Damage damage) {
    rows.put(damage.position(), damage);
  }

  /** Rows that failed their check, in the order of arrival. */
  List<Damage> rows() {
    return List.copyOf(rows.values());
  }

  /** What waits for an operator's word. */
  List<Damage> all() {
    return Stream.concat(ofTheFile().stream(), rows.values().stream()).toList();
  }

  private List<Damage> ofTheFile() {
    return Stream.concat(foreign.stream(), database.missing().stream()).toList();
  }

  /** What speaks against the whole file, one sentence each. */
  List<String> gaps() {
    return Stream.concat(foreign.stream().map(Damage::toString), database.troubles().stream())
        .toList();
  }

  /**
   * Puts a row aside, or takes note of what no row stands for; commits the SQL transaction that the
   * caller began. From the look to the removal it is one, so that what passes its check is never
   * removed.
   *
   * @param word the operator's, on the damage that is found there
   * @return what is kept, from now or from before; empty where nothing is or was damaged there
   * @throws JournalUnavailableException where the row passes its check after all
   */
  Optional<Acknowledgement> acknowledge(
      WriteTransaction transaction,
      Codec<?> codec,
      long position,
      Function<Damage, Acknowledgement> word)
      throws SQLException, IOException, JournalUnavailableException {
    Optional<Damage> noRow =
        ofTheFile().stream().filter(each -> each.position() == position).findFirst();
    if (noRow.isPresent()) {
      return Optional.of(forgive(transaction, word.apply(noRow.get())));
    }
    Connection connection = transaction.connection();
    Optional<StoredState> row = RowReader.at(connection, quarantine.table(), position);
    if (row.isEmpty()) {
      rows.remove(position);
      return quarantine.kept(connection, position);
    }
    Optional<Acknowledgement> kept = fault(row.get(), codec).map(word);
    if (kept.isPresent()) {
      quarantine.put(transaction, kept.get());
      rows.remove(position);
    }
    return kept;
  }

  /**
   * What is wrong with that row; empty where nothing is, and nothing was. Where the disk gave other
   * octets when it was asked again, the row may be a promise that this start did not take over.
   * Only a start can.
   */
  private Optional<Damage> fault(StoredState row, Codec<?> codec)
      throws JournalUnavailableException {
    return switch (row.read(codec)) {
      case StoredState.Found.Broken<?> broken -> Optional.of(broken.damage());
      case StoredState.Found.Sound<?> sound when rows.containsKey(row.position()) ->
          throw new JournalUnavailableException(
              "journal row %d passes its check now: restart the gateway, which takes it over"
                  .formatted(row.position()));
      case StoredState.Found.Sound<?> sound -> Optional.empty();
    };
  }

  /**
   * If power fails between the two steps, the note is kept and the damage still stands: said again,
   * it is kept twice.
   *
   * <p>In both cases another file may have taken the place of the one that a standby has followed.
   */
  private Acknowledgement forgive(WriteTransaction transaction, Acknowledgement word)
      throws SQLException, IOException {
    transaction.beginLineage();
    if (word.damage().position() == Damage.FOREIGN) {
      // From now on the file is this one's; one SQL transaction with the note.
      here.claim(transaction.connection());
      quarantine.note(transaction, word);
      foreign = Optional.empty();
    } else {
      quarantine.note(transaction, word);
      database.highWater().forgive();
    }
    return word;
  }
}

package dev.lockstep.journal;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is wrong with a database as a whole, and no row stands for: entries that are missing, and an
 * owner that is another gateway or host. Thread-safe.
 */
final class FileDamages {
  private final Database database;
  private final JournalOwner here;
  private volatile Optional<Damage> foreign;

  private FileDamages(Database database, JournalOwner here, Optional<Damage> foreign) {
    this.database = database;
    this.here = here;
    this.foreign = foreign;
  }

  /** Claims a new file; takes note where it belongs to another gateway or host. */
  static FileDamages of(Database database, Connection connection, JournalOwner here)
      throws SQLException {
    Optional<JournalOwner> owner = JournalOwner.of(connection);
    if (owner.isEmpty()) {
      here.claim(connection);
    }
    Optional<Damage> foreign =
        owner
            .filter(other -> !other.same(here))
            .map(other -> other.foreignTo(here, database.path().toString()));
    return new FileDamages(database, here, foreign);
  }

  /** What waits for an operator's word. */
  List<Damage> all() {
    return Stream.concat(foreign.stream(), database.missing().stream()).toList();
  }

  Optional<Damage> at(long position) {
    return all().stream().filter(each -> each.position() == position).findFirst();
  }

  /** One sentence each, with what else speaks against the whole file. */
  List<String> troubles() {
    return Stream.concat(foreign.stream().map(Damage::toString), database.troubles().stream())
        .toList();
  }

  /**
   * An operator has taken note. If power fails between the two steps, the note is kept and the
   * damage still stands: said again, it is kept twice.
   */
  Acknowledgement forgive(Connection connection, Quarantine quarantine, Acknowledgement word)
      throws SQLException, IOException {
    if (word.damage().position() == Damage.FOREIGN) {
      // From now on the file is this one's; one SQL transaction with the note.
      here.claim(connection);
      quarantine.note(connection, word);
      foreign = Optional.empty();
    } else {
      quarantine.note(connection, word);
      database.highWater().forgive();
    }
    return word;
  }
}

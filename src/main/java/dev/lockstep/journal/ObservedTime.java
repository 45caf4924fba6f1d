package dev.lockstep.journal;

import dev.lockstep.device.Boot;
import dev.lockstep.device.Moment;
import dev.lockstep.device.TimeSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * How much time the gateway has seen pass, over all its runs: the age of records for pruning. It
 * grows with the monotonic clock while the gateway runs, and over the pause between two runs by
 * what is proved of it ({@link Moment#since}). A wall clock that jumps moves it by nothing, so that
 * the outcome of an hour ago is not taken for a year old. Thread-safe.
 *
 * <p>Crash story: it is noted each time the journal is pruned, not with each entry. After a power
 * cut it goes on from the last note, by what is proved since. Where nothing is, entries stamped
 * after that note lie ahead of it: they are kept longer, never shorter.
 */
final class ObservedTime {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.journal");

  private static final String NOTE =
      """
      insert into observed_time
        (one, millis, wall, ticks, run, boot, host, synchronised, checksum)
      values (1, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (one) do update set millis = excluded.millis, wall = excluded.wall,
        ticks = excluded.ticks, run = excluded.run, boot = excluded.boot, host = excluded.host,
        synchronised = excluded.synchronised, checksum = excluded.checksum\
      """;

  private final TimeSource clock;
  private final Moment opened;
  private final long millisWhenOpened;

  /** As it was noted. */
  private record Note(long millis, Moment at) {
    int checksum() {
      return new Checksum()
          .with(millis)
          .with(at.wall().toEpochMilli())
          .with(at.ticks())
          .with(at.run())
          .with(at.boot().id())
          .with(at.boot().host())
          .with(at.synchronised() ? 1 : 0)
          .value();
    }
  }

  private ObservedTime(TimeSource clock, Moment opened, long millisWhenOpened) {
    this.clock = clock;
    this.opened = opened;
    this.millisWhenOpened = millisWhenOpened;
  }

  /**
   * Goes on from the note, or where there is none yet from the newest stamp.
   *
   * @param stamped the table that is stamped with it
   */
  static ObservedTime open(Connection connection, String stamped, TimeSource clock)
      throws SQLException {
    Moment now = clock.now();
    Optional<Note> note = read(connection, now);
    long millis =
        note.isPresent()
            ? note.get().millis() + now.since(note.get().at()).atLeast().toMillis()
            : newest(connection, stamped);
    return new ObservedTime(clock, now, millis);
  }

  private static Optional<Note> read(Connection connection, Moment now) throws SQLException {
    String query = "select millis, wall, ticks, run, boot, host, synchronised, checksum from";
    try (PreparedStatement asked = connection.prepareStatement(query + " observed_time");
        ResultSet row = asked.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      Boot boot = new Boot(text(row, 5), text(row, 6));
      Instant wall = Instant.ofEpochMilli(row.getLong(2));
      Moment at = new Moment(wall, row.getLong(3), text(row, 4), boot, row.getInt(7) == 1);
      Note note = new Note(row.getLong(1), at);
      if (note.checksum() != row.getInt(8)) {
        LOG.warn(
            "how much time the gateway has seen pass fails its checksum, and is counted anew:"
                + " what has ended is kept longer than the configuration says");
        return Optional.of(new Note(0, now));
      }
      return Optional.of(note);
    }
  }

  private static String text(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }

  private static long newest(Connection connection, String stamped) throws SQLException {
    String query = "select coalesce(max(changed_at), 0) from " + stamped;
    try (PreparedStatement asked = connection.prepareStatement(query);
        ResultSet row = asked.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** Milliseconds, up to now. */
  long millis() {
    return millis(clock.now());
  }

  private long millis(Moment now) {
    return millisWhenOpened + Math.max(0, now.since(opened).atLeast().toMillis());
  }

  /** Notes it; returns it. It may be lost with this PC: then records are kept longer. */
  long note(Database database) throws SQLException {
    Moment now = clock.now();
    Note note = new Note(millis(now), now);
    database.write(transaction -> write(transaction.connection(), note));
    return note.millis();
  }

  private static void write(Connection connection, Note note) throws SQLException {
    Moment now = note.at();
    try (PreparedStatement written = connection.prepareStatement(NOTE)) {
      written.setLong(1, note.millis());
      written.setLong(2, now.wall().toEpochMilli());
      written.setLong(3, now.ticks());
      written.setString(4, now.run());
      written.setString(5, now.boot().id());
      written.setString(6, now.boot().host());
      written.setInt(7, now.synchronised() ? 1 : 0);
      written.setInt(8, note.checksum());
      written.executeUpdate();
    }
  }
}

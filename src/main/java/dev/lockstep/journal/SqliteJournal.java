package dev.lockstep.journal;

import dev.lockstep.device.TimeSource;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * The journal on SQLite (DESIGN 5): WAL, {@code synchronous=FULL}, one writer thread with group
 * commit. Held by one process at a time.
 *
 * <p>Crash story: a group is one SQL transaction. If power fails before its fsync has come back,
 * none of its callers was told anything, and the next start finds either all of it or nothing.
 */
public final class SqliteJournal implements Journal {

  private final Database database;
  private final JournalReader reader;
  private final JournalSettings.Retention retention;
  private final ObservedTime time;
  private final FileDamages file;
  private final GroupCommit<Entry> commit;
  private final GroupWriter<Entry> writer;
  private final Map<Long, Damage> damages = new ConcurrentSkipListMap<>();

  /**
   * What was appended lazily and waits for its group: at most as many as the queue holds. Whoever
   * asks meanwhile must hear of it: else a prepare that is repeated right after its vote ROLLBACK
   * would be a new one, and might be voted for.
   */
  private final Map<TransactionId, State> unwritten = new ConcurrentHashMap<>();

  private SqliteJournal(
      Database database, JournalReader reader, JournalSettings settings, TimeSource clock)
      throws JournalUnavailableException, SQLException {
    this.database = database;
    this.reader = reader;
    this.retention = settings.retention();
    JournalOwner owner = new JournalOwner(settings.gateway(), clock.now().boot().host());
    try (Connection connection = database.connect()) {
      this.file = FileDamages.of(database, connection, owner);
      this.time = ObservedTime.open(connection, "transactions", clock);
    }
    this.commit =
        GroupCommit.on(
            database, connection -> new JournalRowWriter(connection, time), settings, clock);
    this.writer = new GroupWriter<>(settings, clock, commit);
  }

  /**
   * Opens the journal, made where there is none, and takes its lock.
   *
   * @param clock its ticks measure waits
   * @throws JournalUnavailableException where another process holds it, a newer version wrote it,
   *     or the disk does not do what a promise needs; the message says what to do
   */
  public static SqliteJournal open(JournalSettings settings, TimeSource clock)
      throws JournalUnavailableException {
    return open(settings, clock, Disk.REAL);
  }

  static SqliteJournal open(JournalSettings settings, TimeSource clock, Disk disk)
      throws JournalUnavailableException {
    Database database = Database.open(settings, Schema.JOURNAL, disk);
    try {
      return new SqliteJournal(database, new JournalReader(database.connect()), settings, clock);
    } catch (SQLException e) {
      database.close();
      throw database.unavailable("cannot be opened", e);
    }
  }

  @Override
  public void append(Entry entry) throws JournalUnavailableException {
    writer.append(entry, outcome(entry.next()));
  }

  @Override
  public void appendLazily(Entry entry) {
    State next = entry.next();
    unwritten.put(entry.id(), next);
    var unused =
        writer
            .appendLazily(entry, outcome(next))
            .whenComplete((written, lost) -> unwritten.remove(entry.id(), next));
  }

  /**
   * What must still be written on a full disk. A vote must not: unsaid, it only costs a
   * transaction.
   */
  private static boolean outcome(State state) {
    return switch (state) {
      case State.Absent absent -> throw new IllegalArgumentException("absence is not written");
      case State.Preparing preparing -> false;
      case State.Prepared prepared -> false;
      case State.Committing committing -> true;
      case State.RollingBack rollingBack -> true;
      case State.Ended ended -> true;
    };
  }

  @Override
  public State find(TransactionId id) throws JournalUnavailableException {
    State waiting = unwritten.get(id);
    return waiting == null ? written(id) : waiting;
  }

  private State written(TransactionId id) throws JournalUnavailableException {
    List<StoredState> candidates;
    try {
      candidates = reader.candidates(id.value());
    } catch (SQLException e) {
      throw database.unavailable("cannot read transaction " + id, e);
    }
    for (StoredState candidate : candidates) {
      switch (candidate.read()) {
        case StoredState.Found.Sound sound -> {
          if (candidate.id().equals(id.value())) {
            return sound.state();
          }
        }
        case StoredState.Found.Broken broken -> {
          note(broken.damage());
          throw new JournalUnavailableException(
              "transaction %s: %s".formatted(id, broken.damage()));
        }
      }
    }
    List<String> gaps = gaps(id);
    if (!gaps.isEmpty()) {
      throw new JournalUnavailableException(Gap.sentence("transaction", id.value(), gaps));
    }
    return new State.Absent();
  }

  @Override
  public List<String> gaps() {
    return file.troubles();
  }

  /**
   * Why a transaction that is not found may have been here all the same: entries or pages are
   * missing, or a damaged row does not stand where its id would be looked for.
   */
  private List<String> gaps(TransactionId id) throws JournalUnavailableException {
    List<String> gaps = new ArrayList<>(gaps());
    try {
      for (Damage damage : damages.values()) {
        if (!reader.standsWhereItIsLookedFor(damage.position())) {
          gaps.add(damage.toString());
        }
      }
    } catch (SQLException e) {
      throw database.unavailable("cannot read transaction " + id, e);
    }
    return gaps;
  }

  /**
   * By age everything forgotten goes after a while; by count the oldest goes first, so what is left
   * is newer than all that went. In time that the gateway has seen pass, which is never more than
   * what passed.
   */
  @Override
  public Duration remembers() throws JournalUnavailableException {
    Duration byAge = retention.forgottenFor();
    try {
      return reader
          .oldestOf(retention.forgottenMax(), time.millis())
          .map(Duration::ofMillis)
          .filter(byCount -> byCount.compareTo(byAge) < 0)
          .orElse(byAge);
    } catch (SQLException e) {
      throw database.unavailable("cannot be read", e);
    }
  }

  /**
   * How much time the gateway has seen pass, in milliseconds; noted durably, for pruning.
   *
   * @throws JournalUnavailableException where it could not be noted
   */
  public long observe() throws JournalUnavailableException {
    try (Connection connection = database.connect()) {
      return time.note(connection);
    } catch (SQLException e) {
      throw database.unavailable("cannot note the time", e);
    }
  }

  @Override
  public Found atStart() throws JournalUnavailableException {
    List<State> live;
    List<State> heuristics;
    try {
      live = sound(reader.live());
      heuristics = sound(reader.heuristics());
    } catch (SQLException e) {
      throw database.unavailable("cannot be read", e);
    }
    return new Found(live, heuristics, damages().stream().map(Damage::toString).toList());
  }

  private List<State> sound(List<StoredState> rows) {
    List<State> states = new ArrayList<>(rows.size());
    for (StoredState row : rows) {
      switch (row.read()) {
        case StoredState.Found.Sound sound -> states.add(sound.state());
        case StoredState.Found.Broken broken -> note(broken.damage());
      }
    }
    return states;
  }

  /**
   * Remembers a row that failed its check, whoever read it: from now on it is among the troubles.
   */
  void note(Damage damage) {
    damages.put(damage.position(), damage);
  }

  /** Rows that failed their check and wait for an operator, in the order of arrival. */
  public List<Damage> damages() {
    return Stream.concat(file.all().stream(), damages.values().stream()).toList();
  }

  /**
   * An operator has dealt with a damaged row: its bytes are kept in the table {@code damaged}, and
   * it is no longer a transaction. Only after a look at the machines: the gateway knows nothing of
   * it from here on. May be repeated: what was said first stands.
   *
   * @param position as {@link Damage} gives it
   * @param who the operator's name
   * @param at when, by the wall clock
   * @return what is kept, from now or from before; empty where no damaged row is or was there
   * @throws JournalUnavailableException where it could not be put aside, or passes its check after
   *     all
   */
  public Optional<Acknowledgement> acknowledge(long position, String who, String reason, Instant at)
      throws JournalUnavailableException {
    try (Connection connection = database.connect()) {
      // One SQL transaction from the look to the removal: what passes its check is never removed.
      Database.begin(connection);
      Optional<Damage> noRow = file.at(position);
      if (noRow.isPresent()) {
        Acknowledgement word = new Acknowledgement(noRow.get(), who, reason, at);
        return Optional.of(file.forgive(connection, Quarantine.TRANSACTIONS, word));
      }
      Optional<StoredState> row = JournalReader.at(connection, position);
      if (row.isEmpty()) {
        damages.remove(position);
        return Quarantine.TRANSACTIONS.kept(connection, position);
      }
      if (!damages.containsKey(position) && row.get().read() instanceof StoredState.Found.Sound) {
        return Optional.empty();
      }
      Damage damage = stillBroken(row.get());
      Acknowledgement word = new Acknowledgement(damage, who, reason, at);
      Quarantine.TRANSACTIONS.put(connection, word);
      damages.remove(position);
      return Optional.of(word);
    } catch (SQLException | IOException e) {
      throw database.unavailable("cannot put row %d aside".formatted(position), e);
    }
  }

  /**
   * Where the disk gave other bytes when it was asked again, the row may be a promise that this
   * start did not take over. Only a start can.
   */
  private static Damage stillBroken(StoredState row) throws JournalUnavailableException {
    return switch (row.read()) {
      case StoredState.Found.Broken broken -> broken.damage();
      case StoredState.Found.Sound sound ->
          throw new JournalUnavailableException(
              "journal row %d passes its check now: restart the gateway, which takes it over"
                  .formatted(row.position()));
    };
  }

  @Override
  public List<String> troubles() {
    List<String> troubles = new ArrayList<>(file.troubles());
    damages.values().forEach(damage -> troubles.add(damage.toString()));
    commit.trouble().ifPresent(troubles::add);
    return List.copyOf(troubles);
  }

  /** Counts since it was opened. */
  public JournalMeter meter() {
    return commit.meter();
  }

  /** Writes what waits, then gives the file and its lock back. Appends from now on fail. */
  @Override
  public void close() {
    writer.close();
    try (Connection connection = database.connect()) {
      time.note(connection);
    } catch (SQLException ignored) {
      // What this run saw pass since the last note is not counted: records are kept longer.
    }
    try {
      reader.close();
    } catch (SQLException ignored) {
      // Nothing is lost with a reader; what was promised is on the disk already.
    }
    database.close();
  }
}

package dev.lockstep.journal;

import dev.lockstep.device.TimeSource;
import dev.lockstep.transaction.Transition;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The durable store of the last state of each id, on SQLite: WAL, {@code synchronous=FULL}, one
 * writer thread with group commit. Held by one process at a time. Thread-safe.
 *
 * <p>Crash story: a group is one SQL transaction. If power fails before its fsync has come back,
 * none of its callers was told anything, and the next start finds either all of it or nothing.
 *
 * @param <S> the state of one transaction, or of one coordination
 */
public abstract sealed class SqliteStore<S> permits SqliteJournal, SqliteDecisionLog {
  private final Database database;
  private final Codec<S> codec;
  private final RowReader reader;
  private final ObservedTime time;
  private final Duration waitMax;
  private final Damages damages;
  private final Pruning pruning;
  private final GroupCommit<Append<S>> commit;
  private final GroupWriter<Append<S>> writer;

  /**
   * What was appended lazily and waits for its group: at most as many as the queue and a group
   * hold. A question meanwhile is answered from here: else a prepare that is repeated right after
   * its vote ROLLBACK would be a new one, and might be voted for.
   */
  private final Map<String, S> unwritten = new ConcurrentHashMap<>();

  /**
   * Where a store lies.
   *
   * @param clock its ticks measure waits
   */
  record Place(Database.Place database, TimeSource clock) {
    /**
     * Opens the database, made where there is none, and takes its lock.
     *
     * @throws JournalUnavailableException where another process holds it, a newer version wrote it,
     *     or the disk does not do what a promise needs; the message says what to do
     */
    Database open() throws JournalUnavailableException {
      return Database.open(database);
    }
  }

  /** Takes over an open database; closes it where that fails. */
  SqliteStore(Place place, Database database, Codec<S> codec) throws JournalUnavailableException {
    Schema schema = place.database().schema();
    String table = schema.table();
    JournalSettings settings = place.database().settings();
    TimeSource clock = place.clock();
    this.database = database;
    this.codec = codec;
    this.waitMax = settings.limits().waitMax();
    this.pruning = new Pruning(table, settings.limits().retention());
    JournalOwner owner = new JournalOwner(settings.gateway(), clock.now().boot().host());
    try (Connection connection = database.connect()) {
      this.damages = Damages.of(database, connection, new Quarantine(table), owner);
      this.time = ObservedTime.open(connection, table, clock);
      this.commit =
          GroupCommit.on(
              database, each -> new StateRowWriter<>(each, schema, codec, time), settings, clock);
      this.reader = new RowReader(database.connect(), table);
    } catch (SQLException e) {
      database.close();
      throw database.unavailable("cannot be opened", e);
    } catch (JournalUnavailableException e) {
      database.close();
      throw e;
    }
    this.writer = new GroupWriter<>(settings, clock, commit);
  }

  /**
   * Returns when the state would survive a power cut.
   *
   * @param outcome whether it must be written on a full disk too
   */
  final void append(S next, Optional<Transition> line, boolean outcome)
      throws JournalUnavailableException {
    writer.append(new Append<>(next, line), outcome);
  }

  /** Goes with the next group; found at once. */
  final void appendLazily(S next, Optional<Transition> line, boolean outcome) {
    String id = codec.id(next);
    unwritten.put(id, next);
    var unused =
        writer
            .appendLazily(new Append<>(next, line), outcome)
            .whenComplete((written, lost) -> unwritten.remove(id, next));
  }

  /**
   * The last state appended.
   *
   * @param kind of what is looked for, for the message
   * @throws JournalUnavailableException where its row fails its check, and where nothing is found
   *     that may stand in a gap: then not found is not "never was" (P2, P9)
   */
  final Optional<S> find(String kind, String id) throws JournalUnavailableException {
    S waiting = unwritten.get(id);
    return waiting == null ? written(kind + " " + id, id) : Optional.of(waiting);
  }

  private Optional<S> written(String named, String id) throws JournalUnavailableException {
    for (StoredState candidate : read(rows -> rows.candidates(id))) {
      switch (candidate.read(codec)) {
        case StoredState.Found.Sound<S> sound -> {
          if (candidate.id().equals(id)) {
            return Optional.of(sound.state());
          }
        }
        case StoredState.Found.Broken<S> broken -> {
          note(broken.damage());
          throw new JournalUnavailableException(named + ": " + broken.damage());
        }
      }
    }
    List<String> gaps = read(this::gapsForWhatIsNotFound);
    if (!gaps.isEmpty()) {
      String message = "%s is not found, and may stand in what is missing or cannot be read: %s";
      throw new JournalUnavailableException(message.formatted(named, String.join("; ", gaps)));
    }
    return Optional.empty();
  }

  /** What is missing, and damaged rows that do not stand where their ids would be looked for. */
  private List<String> gapsForWhatIsNotFound(RowReader rows) throws SQLException {
    List<String> gaps = new ArrayList<>(gaps());
    for (Damage damage : damages.rows()) {
      if (!rows.standsWhereItIsLookedFor(damage.position())) {
        gaps.add(damage.toString());
      }
    }
    return gaps;
  }

  /** Why what is not found may have been here all the same; one sentence each. */
  public List<String> gaps() {
    return damages.gaps();
  }

  /** A question to the reader. */
  @FunctionalInterface
  interface Question<T> {
    T asked(RowReader reader) throws SQLException;
  }

  final <T> T read(Question<T> question) throws JournalUnavailableException {
    try {
      return question.asked(reader);
    } catch (SQLException e) {
      throw database.unavailable("cannot be read", e);
    }
  }

  /**
   * The states of these rows; what waits to be written stands for its row. A row that fails its
   * check is noted, and told.
   */
  final List<S> states(Question<List<StoredState>> rows, Consumer<Damage> damaged)
      throws JournalUnavailableException {
    // Looked at first: what leaves it meanwhile has come to the disk before.
    Map<String, S> newer = Map.copyOf(unwritten);
    List<S> states = new ArrayList<>();
    for (StoredState row : read(rows)) {
      switch (row.read(codec)) {
        case StoredState.Found.Sound<S> sound ->
            states.add(newer.getOrDefault(row.id(), sound.state()));
        case StoredState.Found.Broken<S> broken -> {
          note(broken.damage());
          damaged.accept(broken.damage());
        }
      }
    }
    return states;
  }

  /** How much time the gateway has seen pass, in milliseconds. */
  final long now() {
    return time.millis();
  }

  /** Remembers a row that failed its check: from now on it is among the troubles. */
  final void note(Damage damage) {
    damages.note(damage);
  }

  /** What failed its check, or is missing, and waits for an operator, in the order of arrival. */
  public final List<Damage> damages() {
    return damages.all();
  }

  /**
   * An operator has dealt with a damage: the row is kept in the table {@code damaged} as it was
   * found, and its id is unknown here from then on. Only after a look at the machines. May be
   * repeated: what was said first stands.
   *
   * @param position as {@link Damage} gives it
   * @param who the operator's name
   * @param at when, by the wall clock
   * @return what is kept, from now or from before; empty where nothing is or was damaged there
   * @throws JournalUnavailableException where it could not be put aside, or passes its check after
   *     all
   */
  public final Optional<Acknowledgement> acknowledge(
      long position, String who, String reason, Instant at) throws JournalUnavailableException {
    try (DatabaseWriter own = database.writer()) {
      Optional<Acknowledgement> kept =
          damages.acknowledge(
              own.begin(), codec, position, damage -> new Acknowledgement(damage, who, reason, at));
      database.feed().awaitWithin(waitMax);
      return kept;
    } catch (SQLException | IOException e) {
      throw database.unavailable("cannot put row %d aside".formatted(position), e);
    }
  }

  /** Why nothing new should rest on it now, one sentence each. */
  public List<String> troubles() {
    List<String> troubles = new ArrayList<>(gaps());
    damages.rows().forEach(damage -> troubles.add(damage.toString()));
    commit.trouble().ifPresent(troubles::add);
    return List.copyOf(troubles);
  }

  /**
   * Takes away what has ended, as {@link JournalConfig.Retention} has it, in time that the gateway
   * has seen pass. One caller at a time.
   *
   * @return how many states went
   */
  public final long prune() throws JournalUnavailableException {
    return prune(Long.MAX_VALUE);
  }

  /** The same, but for what has a line of history behind that one. */
  final long prune(long told) throws JournalUnavailableException {
    try (DatabaseWriter own = database.writer()) {
      return pruning.prune(own, time.note(database), told);
    } catch (SQLException e) {
      throw database.unavailable("cannot be pruned", e);
    }
  }

  /**
   * Asks the thread that writes for a sign of life; asks no disk.
   *
   * @return over when it has answered; never where it has ended, or hangs in a write
   */
  public final CompletionStage<Void> writerAlive() {
    return writer.alive();
  }

  /** Waits until what is here now may be called durable: until the standby has it, if any. */
  public final void awaitFollower() throws JournalUnavailableException {
    database.feed().lastSent().await();
  }

  final Database database() {
    return database;
  }

  /** Counts since it was opened. */
  public final JournalMeter meter() {
    return commit.meter();
  }

  /** Writes what waits, then gives the file and its lock back. Appends from now on fail. */
  public final void close() {
    writer.close();
    try (reader) {
      time.note(database);
    } catch (SQLException ignored) {
      // What this run saw pass since the last note is not counted: records are kept longer.
    }
    database.close();
  }
}

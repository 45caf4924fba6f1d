package dev.lockstep.journal;

import dev.lockstep.device.TimeSource;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The participant's journal: a {@link SqliteStore} of transactions, with their history. */
public final class SqliteJournal extends SqliteStore<State> implements Journal {
  private final JournalConfig.Retention retention;

  private SqliteJournal(Place place) throws JournalUnavailableException {
    super(place, place.open(), new StateCodec());
    this.retention = place.database().settings().limits().retention();
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
    Restoration.finish(settings.path());
    return open(settings, clock, Disk.REAL);
  }

  /**
   * The same; what it takes is given to a follower. Nothing is to be done on what it holds before
   * {@link #awaitFollower} has returned.
   */
  public static SqliteJournal open(
      JournalSettings settings, TimeSource clock, Replication replication)
      throws JournalUnavailableException {
    return open(new Database.Place(settings, Schema.JOURNAL, Disk.REAL, replication), clock);
  }

  /** Who is given what it takes; the other databases of this process go to the same one. */
  public Replication replication() {
    return database().feed().replication();
  }

  static SqliteJournal open(JournalSettings settings, TimeSource clock, Disk disk)
      throws JournalUnavailableException {
    return open(new Database.Place(settings, Schema.JOURNAL, disk, Replication.NONE), clock);
  }

  static SqliteJournal open(Database.Place database, TimeSource clock)
      throws JournalUnavailableException {
    return new SqliteJournal(new Place(database, clock));
  }

  @Override
  public void append(Entry entry) throws JournalUnavailableException {
    append(entry.next(), Optional.of(entry.line()), outcome(entry.next()));
  }

  @Override
  public void appendLazily(Entry entry) {
    appendLazily(entry.next(), Optional.of(entry.line()), outcome(entry.next()));
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
    return find("transaction", id.value()).orElseGet(State.Absent::new);
  }

  /**
   * By age everything forgotten goes after a while; by count the oldest goes first, so what is left
   * is newer than all that went. In time that the gateway has seen pass, which is never more than
   * what passed.
   */
  @Override
  public Duration remembers() throws JournalUnavailableException {
    Duration byAge = retention.forgottenFor();
    return read(rows -> rows.oldestOf(retention.forgottenMax(), now()))
        .map(Duration::ofMillis)
        .filter(byCount -> byCount.compareTo(byAge) < 0)
        .orElse(byAge);
  }

  /** The last line of history when the journal was opened; 0 where there was none. */
  public long lineWhenOpened() {
    return database().reachedWhenOpened();
  }

  /** The last line of history that is durable; asks no disk. */
  public long lastLine() {
    return database().highWater().reached();
  }

  /**
   * As {@link #prune()}, but keeps each transaction with a line of history behind that one: it is
   * still to be told.
   *
   * @param told {@link Long#MAX_VALUE}: nothing is
   */
  public long pruneTold(long told) throws JournalUnavailableException {
    return prune(told);
  }

  @Override
  public Found atStart() throws JournalUnavailableException {
    List<State> live = states(RowReader::live, damage -> {});
    List<State> heuristics = states(RowReader::heuristics, damage -> {});
    return new Found(live, heuristics, damages().stream().map(Damage::toString).toList());
  }
}

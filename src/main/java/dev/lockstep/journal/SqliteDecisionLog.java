package dev.lockstep.journal;

import dev.lockstep.device.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The coordinator's log on one machine: a {@link SqliteStore} in a file of its own.
 *
 * <p>Every record counts as an outcome where space runs out: the coordinator asks {@link #troubles}
 * before it begins something new.
 *
 * @param <D> the record of one coordination
 */
public final class SqliteDecisionLog<D> extends SqliteStore<D> implements DecisionLog<D> {
  private final Codec<D> codec;

  private final long endWhenOpened;

  private SqliteDecisionLog(Place place, Codec<D> codec) throws JournalUnavailableException {
    super(place, place.open(), codec);
    this.codec = codec;
    this.endWhenOpened = lastEnd();
  }

  /**
   * The record of a coordination that has ended.
   *
   * @param number its place in the order in which they ended, never used twice by one log
   * @param record empty where its row fails its check: then it is among the damages
   */
  public record End<D>(long number, String id, Optional<D> record) {}

  /** Ends behind that number, the oldest first; as far as they may be called durable. */
  public List<End<D>> ends(long behind, int limit) throws JournalUnavailableException {
    List<End<D>> ends = new ArrayList<>();
    long readable = database().feed().readable();
    for (RowReader.EndedRow row : read(rows -> rows.ended(behind, limit))) {
      if (row.number() > readable) {
        break;
      }
      Optional<D> record =
          switch (row.stored().read(codec)) {
            case StoredState.Found.Sound<D> sound -> Optional.of(sound.state());
            case StoredState.Found.Broken<D> broken -> Optional.empty();
          };
      ends.add(new End<>(row.number(), row.stored().id(), record));
    }
    return ends;
  }

  /** The number of the last end that there ever was; 0 before the first. */
  public long lastEnd() throws JournalUnavailableException {
    return read(RowReader::lastEnd);
  }

  /** The same when the log was opened. */
  public long endWhenOpened() {
    return endWhenOpened;
  }

  /**
   * Opens the log, made where there is none, and takes its lock.
   *
   * @param settings path, bounds, and how long what has ended is kept
   * @param clock its ticks measure waits
   * @throws JournalUnavailableException as {@link SqliteJournal#open}
   */
  public static <D> SqliteDecisionLog<D> open(
      JournalSettings settings, Codec<D> codec, TimeSource clock)
      throws JournalUnavailableException {
    return open(settings, codec, clock, Replication.NONE);
  }

  /** The same; what it takes is given to a follower. */
  public static <D> SqliteDecisionLog<D> open(
      JournalSettings settings, Codec<D> codec, TimeSource clock, Replication replication)
      throws JournalUnavailableException {
    Database.Place database =
        new Database.Place(settings, Schema.DECISIONS, Disk.REAL, replication);
    return new SqliteDecisionLog<>(new Place(database, clock), codec);
  }

  /** {@inheritDoc} Here the proposal always stands: this process alone writes to the file. */
  @Override
  public D decide(String id, D proposal) throws JournalUnavailableException {
    append(proposal, Optional.empty(), true);
    return proposal;
  }

  @Override
  public void closeLazily(D last) {
    appendLazily(last, Optional.empty(), true);
  }

  @Override
  public Optional<D> find(String id) throws JournalUnavailableException {
    return find("coordination", id);
  }

  @Override
  public List<String> open() throws JournalUnavailableException {
    return states(RowReader::live, damage -> {}).stream()
        .filter(each -> codec.code(each) != Codec.ENDED)
        .map(codec::id)
        .toList();
  }

  @Override
  public Page<D> page(String after, int limit) throws JournalUnavailableException {
    List<String> ids = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    List<D> records =
        states(
            reader -> {
              List<StoredState> rows = reader.page(after, limit);
              rows.forEach(row -> ids.add(row.id()));
              return rows;
            },
            damage -> damaged.add(named(damage.toString())));
    Optional<String> next = ids.size() < limit ? Optional.empty() : Optional.of(ids.getLast());
    return new Page<>(records, damaged, next);
  }

  @Override
  public List<String> troubles() {
    return super.troubles().stream().map(SqliteDecisionLog::named).toList();
  }

  private static String named(String trouble) {
    return "decision log: " + trouble;
  }
}

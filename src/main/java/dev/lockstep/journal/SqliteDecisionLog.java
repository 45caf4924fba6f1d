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

  private SqliteDecisionLog(Place place, Codec<D> codec) throws JournalUnavailableException {
    super(place, place.open(), codec);
    this.codec = codec;
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
    return new SqliteDecisionLog<>(new Place(settings, Schema.DECISIONS, clock, Disk.REAL), codec);
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

package dev.lockstep.journal;

import dev.lockstep.device.Moment;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import dev.lockstep.transaction.Transition;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What people read of the journal. Each question is one statement outside any SQL transaction: with
 * {@code transaction_mode=IMMEDIATE} even a reading one would keep the writer waiting.
 *
 * <p>Only to be asked once the journal is open: until then there are no tables. Thread-safe.
 */
@Singleton
public class JournalQueries {
  /** The event of a line of history that fails its check: what it says is not shown. */
  public static final String DAMAGED_LINE = "DamagedLine";

  private static final Codec<State> CODEC = new StateCodec();
  private static final long NEWEST = Long.MAX_VALUE;

  private final SqliteJournal journal;

  JournalQueries(SqliteJournal journal) {
    this.journal = journal;
  }

  /**
   * A page of transactions, newest first.
   *
   * @param damaged rows of this page that fail their check; never left out silently
   * @param next behind which the next page begins; empty where this is the last
   */
  public record Page(List<State> states, List<Damage> damaged, Optional<TransactionId> next) {
    public Page {
      states = List.copyOf(states);
      damaged = List.copyOf(damaged);
    }
  }

  /**
   * Transactions in the order of their arrival, newest first. A damaged row that is found here is
   * among the journal's damages from then on, so that no vote rests on it (P9).
   *
   * @param state only these
   * @param after the last id of the page before, empty for the first page; where that one has been
   *     pruned meanwhile, so has what would follow
   * @param limit how many at most
   */
  @ActivateRequestContext
  public Page page(Optional<State.Name> state, String after, int limit)
      throws JournalUnavailableException {
    Page page = asked(() -> readPage(state, after, limit));
    page.damaged().forEach(journal::note);
    return page;
  }

  private static Page readPage(Optional<State.Name> state, String after, int limit) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("before", after.isEmpty() ? NEWEST : positionOf(after));
    String query = TransactionRow.WITH_TERMS + "where t.position < :before";
    if (state.isPresent()) {
      // The second condition tells SQLite that the index of the live rows will do.
      query +=
          state.get() == State.Name.ENDED
              ? " and t.code = :code"
              : " and t.code = :code and t.code <> 5";
      parameters.put("code", StateCodec.code(state.get()));
    }
    List<TransactionRow> rows =
        TransactionRow.<TransactionRow>find(query + " order by t.position desc", parameters)
            .range(0, limit)
            .list();
    boolean more = rows.size() > limit;
    return page(more ? rows.subList(0, limit) : rows, more);
  }

  private static Page page(List<TransactionRow> rows, boolean more) {
    List<State> states = new ArrayList<>(rows.size());
    List<Damage> damaged = new ArrayList<>();
    for (TransactionRow row : rows) {
      switch (row.stored().read(CODEC)) {
        case StoredState.Found.Sound<State> sound -> states.add(sound.state());
        case StoredState.Found.Broken<State> broken -> damaged.add(broken.damage());
      }
    }
    return new Page(
        states,
        damaged,
        more ? Optional.of(new TransactionId(rows.getLast().id)) : Optional.empty());
  }

  /** Its place, or one before all others where it is gone. */
  private static long positionOf(String id) {
    return TransactionHead.<TransactionHead>find("idHash = ?1 and id = ?2", Checksum.hash(id), id)
        .firstResultOptional()
        .map(head -> head.position)
        .orElse(Long.MIN_VALUE);
  }

  /**
   * How a transaction came where it stands, oldest line first. A damaged line is there as a {@link
   * #DAMAGED_LINE}.
   *
   * @param limit how many lines at most: where there are more, the newest of them
   */
  @ActivateRequestContext
  public List<Transition> history(TransactionId id, int limit) throws JournalUnavailableException {
    return asked(
        () ->
            HistoryRow.<HistoryRow>find(
                    "from HistoryRow h join fetch h.run"
                        + " where h.transaction.position = ?1 order by h.line desc",
                    positionOf(id.value()))
                .range(0, limit - 1)
                .list()
                .reversed()
                .stream()
                .map(JournalQueries::line)
                .toList());
  }

  private static Transition line(HistoryRow row) {
    HistoryLine stored = row.stored();
    return stored.sound()
        ? stored.read()
        : new Transition(
            new Moment(Instant.EPOCH, 0, ""),
            DAMAGED_LINE,
            State.Name.ABSENT,
            State.Name.ABSENT,
            "",
            "history line %d fails its checksum".formatted(row.line));
  }

  /** How many transactions are in each state; states that none is in are left out. */
  @ActivateRequestContext
  public Map<State.Name, Long> counts() throws JournalUnavailableException {
    return asked(
        () -> {
          Map<State.Name, Long> counts = new EnumMap<>(State.Name.class);
          TransactionHead.getEntityManager()
              .createQuery(
                  "select code, count(*) from TransactionHead where code <> 5 group by code",
                  Object[].class)
              .getResultList()
              .forEach(row -> counts.put(StateCodec.name((Integer) row[0]), (Long) row[1]));
          long live = counts.values().stream().mapToLong(Long::longValue).sum();
          long ended = TransactionHead.count() - live;
          if (ended > 0) {
            counts.put(State.Name.ENDED, ended);
          }
          return counts;
        });
  }

  private static <T> T asked(Supplier<T> question) throws JournalUnavailableException {
    try {
      // A session may be as old as its request: what it has seen before is not asked for again.
      TransactionHead.getEntityManager().clear();
      return question.get();
    } catch (PersistenceException e) {
      throw new JournalUnavailableException("the journal cannot be read: " + DiskRemedy.of(e), e);
    }
  }
}

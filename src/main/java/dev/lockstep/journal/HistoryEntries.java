package dev.lockstep.journal;

import dev.lockstep.transaction.State;
import dev.lockstep.transaction.Transition;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The journal's history for readers outside, in the order in which it was written. On connections
 * of its own, so that neither the writer nor a vote waits for it. For one thread.
 */
public final class HistoryEntries implements AutoCloseable {
  private final Database database;
  private final HistoryTail tail;
  private final RowReader states;

  private HistoryEntries(Database database, HistoryTail tail, RowReader states) {
    this.database = database;
    this.tail = tail;
    this.states = states;
  }

  /** Of an open journal. */
  public static HistoryEntries of(SqliteJournal journal) throws JournalUnavailableException {
    Database database = journal.database();
    HistoryTail tail = HistoryTail.of(database);
    try {
      RowReader states = new RowReader(database.connect(), Schema.JOURNAL.table());
      return new HistoryEntries(database, tail, states);
    } catch (SQLException e) {
      tail.close();
      throw database.unavailable("cannot be read", e);
    }
  }

  /** Entries behind that line, the oldest first. */
  public List<HistoryEntry> behind(long line, int limit) throws JournalUnavailableException {
    List<HistoryTail.Numbered> lines = tail.behind(line, limit);
    try {
      return lines.stream().map(this::entry).toList();
    } catch (UnreadableException e) {
      throw database.unavailable("cannot be read", e.fault);
    }
  }

  private HistoryEntry entry(HistoryTail.Numbered line) {
    Optional<Transition> transition = transition(line.stored());
    boolean ended = transition.filter(each -> each.to() == State.Name.ENDED).isPresent();
    boolean voted =
        transition
            .map(Transition::from)
            .filter(from -> from == State.Name.ABSENT || from == State.Name.PREPARING)
            .isPresent();
    return new HistoryEntry(
        line.line(),
        line.id(),
        line.stored().checksum(),
        transition,
        ended ? end(line.id(), voted) : Optional.empty());
  }

  private static Optional<Transition> transition(HistoryLine stored) {
    try {
      return stored.sound() ? Optional.of(stored.read()) : Optional.empty();
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  private Optional<HistoryEnd> end(String id, boolean withVote) {
    try {
      return states.candidates(id).stream()
          .filter(row -> row.id().equals(id))
          .findFirst()
          .flatMap(row -> HistoryEnd.of(row, withVote));
    } catch (SQLException e) {
      throw new UnreadableException(e);
    }
  }

  /** Out of a stream. */
  private static final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final SQLException fault;

    UnreadableException(SQLException fault) {
      super(fault);
      this.fault = fault;
    }
  }

  @Override
  public void close() {
    tail.close();
    try {
      states.close();
    } catch (SQLException ignored) {
      // It was only read from.
    }
  }
}

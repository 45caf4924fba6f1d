package dev.lockstep.journal;

import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.util.List;

/**
 * Where promises are kept. Thread-safe; entries of one transaction reach the disk in the order of
 * the calls.
 */
public interface Journal extends AutoCloseable {

  /**
   * Returns when the entry would survive a power cut (fsync), and not before.
   *
   * @throws UncertainWriteException where it did not come back in time and may become durable yet
   * @throws JournalUnavailableException where it was not written, and will not be by this process;
   *     after a disk that failed, a restart may find it
   */
  void append(Entry entry) throws JournalUnavailableException;

  /**
   * Writes it with the next group, waits for nothing, and reports no failure: losing it breaks no
   * promise.
   */
  void appendLazily(Entry entry);

  /**
   * The last state appended, also where it was lazily and is not written yet; {@link State.Absent}
   * where there never was one, or it was pruned.
   *
   * @throws JournalUnavailableException where the journal or this very row cannot be read; and
   *     where nothing is found while the journal has a gap that no operator has acknowledged: what
   *     is not found may stand in it, so that neither presumed abort nor a new vote may rest on
   *     that (P2, P9)
   */
  State find(TransactionId id) throws JournalUnavailableException;

  /**
   * Why what is not found may have been here all the same, and what is found may have gone on
   * since: entries or pages are missing, and no operator has acknowledged it. One sentence each.
   */
  List<String> gaps();

  /**
   * Every live state, and what else a start must know.
   *
   * @throws JournalUnavailableException where the journal cannot be read at all
   */
  Found atStart() throws JournalUnavailableException;

  /**
   * How far back nothing was pruned: what ended here less than that ago is found, so that what is
   * not found never was.
   *
   * @throws JournalUnavailableException where the journal cannot be read
   */
  Duration remembers() throws JournalUnavailableException;

  /**
   * Whether votes may rest on it now: no damaged row, enough space, no failing fsync; else why not,
   * one sentence each.
   */
  List<String> troubles();

  @Override
  void close();

  /**
   * What a start finds.
   *
   * @param live states to be resumed
   * @param heuristics ended by a person, and not forgotten yet
   * @param damaged rows that failed their check, each with its place and what is wrong (P9)
   */
  record Found(List<State> live, List<State> heuristics, List<String> damaged) {
    public Found {
      live = List.copyOf(live);
      heuristics = List.copyOf(heuristics);
      damaged = List.copyOf(damaged);
    }
  }
}

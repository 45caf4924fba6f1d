package dev.lockstep.outbox;

import dev.lockstep.journal.JournalUnavailableException;
import java.util.List;
import java.util.function.Function;

/**
 * Where events come from: entries with ascending numbers that are never used twice, read again for
 * each attempt. For one thread.
 */
interface EventSource extends AutoCloseable {
  /** Its name in ids, cursors and metrics: never renamed. */
  String name();

  /** Behind which entry a channel begins that has told nothing of this source yet. */
  long begin() throws JournalUnavailableException;

  /** The number of the last entry that there ever was. */
  long last() throws JournalUnavailableException;

  /** Whether each number is told, so that one that is missing is a loss. */
  boolean dense();

  /** Entries behind that number, the oldest first. */
  Batch behind(long number, int limit) throws JournalUnavailableException;

  /** Where entries stand, as rows. */
  @FunctionalInterface
  interface Rows<R> {
    /** Those behind that number, the oldest first. */
    List<R> behind(long number, int limit) throws JournalUnavailableException;
  }

  /** {@link #behind} of a source that keeps rows: where nothing is new, none is asked for. */
  default <R> Batch read(long number, int limit, Rows<R> rows, Function<R, Entry> telling)
      throws JournalUnavailableException {
    long lastBefore = last();
    if (lastBefore <= number) {
      return new Batch(List.of(), lastBefore);
    }
    List<Entry> entries = rows.behind(number, limit).stream().map(telling).toList();
    return Batch.of(entries, limit, lastBefore);
  }

  /** An entry, as it is told. */
  record Entry(long number, CloudEvent event) {}

  /**
   * Entries in their order.
   *
   * @param through up to this number there are no others
   */
  record Batch(List<Entry> entries, long through) {
    public Batch {
      entries = List.copyOf(entries);
    }

    /**
     * What was read.
     *
     * @param lastBefore the source's last number, asked for before these were read
     */
    static Batch of(List<Entry> entries, int limit, long lastBefore) {
      long read = entries.isEmpty() ? 0 : entries.getLast().number();
      return new Batch(entries, entries.size() == limit ? read : Math.max(read, lastBefore));
    }
  }

  /** Gives back what was opened for it alone; what it reads is closed by its owner. */
  @Override
  default void close() {}
}

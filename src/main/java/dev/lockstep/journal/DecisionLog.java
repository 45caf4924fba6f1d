package dev.lockstep.journal;

import java.util.List;
import java.util.Optional;

/**
 * Durable memory of the coordinator role: one document per coordination, opaque here. Thread-safe.
 *
 * <p>Documents carry the coordinator's own format; this log guards them with a checksum.
 */
public interface DecisionLog extends AutoCloseable {

  /**
   * A coordination's document.
   *
   * @param id as the caller names it
   * @param open whether something is still to be delivered: found again at start
   * @param text the document, at most 1 MiB
   */
  record Document(String id, boolean open, String text) {}

  /** Returns when the document would survive a power cut; replaces the one before. */
  void append(Document document) throws JournalUnavailableException;

  /**
   * The last one of that id.
   *
   * @throws JournalUnavailableException where it is damaged, or may be missing: not there, while
   *     the log has {@link #gaps}
   */
  Optional<Document> find(String id) throws JournalUnavailableException;

  /**
   * Why what is not found may have been decided all the same, and what is found undecided may have
   * been decided since: entries or pages are missing, or damaged documents wait for an operator.
   * One sentence each.
   */
  List<String> gaps();

  /**
   * Every open document, as a start finds it. Damaged ones are left out: they are among the log's
   * troubles, and nothing new is begun until somebody has dealt with them.
   */
  List<Document> open() throws JournalUnavailableException;

  /**
   * Documents in the order of their ids, behind {@code after} (empty: from the first), at most
   * {@code limit}.
   */
  List<Document> page(String after, int limit) throws JournalUnavailableException;

  @Override
  void close();
}

package dev.lockstep.journal;

import java.util.List;
import java.util.Optional;

/**
 * The coordinator's log: durable memory of coordinations, and the judge of them. A coordinator does
 * not decide, it proposes; what stands in the log is the decision. Thread-safe.
 *
 * @param <D> the record of one coordination
 */
public interface DecisionLog<D> extends AutoCloseable {

  /**
   * Proposes the coordination's next record, and returns the one that stands, when it would survive
   * a power cut. That is the commit point. Where the log is one coordinator's own, the proposal
   * always stands; where several share it, the first one does.
   *
   * <p>Where several share it, the beginning of a coordination is noted without being waited for:
   * no decision rests on it.
   *
   * @throws JournalUnavailableException where it is not durable; it may still be found after a
   *     restart
   * @throws OtherRequestException where another coordinator decided on another request of this id
   */
  D decide(String id, D proposal) throws JournalUnavailableException, OtherRequestException;

  /**
   * Why this beginning has no room in the log; empty where it has.
   *
   * @param begun as it would be proposed
   */
  default Optional<String> oversize(D begun) {
    return Optional.empty();
  }

  /**
   * Whether another coordinator that lives is at this open coordination, so that this one can leave
   * it. It spares double work; no decision rests on it.
   */
  default boolean elsewhere(String id) {
    return false;
  }

  /**
   * Calls back when {@link #open} may find something that another coordinator has left, for as long
   * as the log is open.
   */
  default void onLeft(Runnable look) {}

  /**
   * Writes a record that says that nothing is left to be done, with the next group; it is found at
   * once. Waits for nothing, and reports no failure: after a power cut the record before is found,
   * and is brought to its end once more.
   */
  void closeLazily(D last);

  /**
   * The last record of that id.
   *
   * @throws JournalUnavailableException where it is damaged, or nothing is found that may stand in
   *     a gap
   */
  Optional<D> find(String id) throws JournalUnavailableException;

  /**
   * Why what is not found may have been decided all the same, and what is found undecided may have
   * been decided since: entries or pages are missing. One sentence each.
   */
  List<String> gaps();

  /**
   * The ids of all that have something left to be done, as a start finds them. Damaged ones are
   * left out: they are among the log's troubles, and nothing new is begun until an operator has
   * dealt with them.
   */
  List<String> open() throws JournalUnavailableException;

  /**
   * What stands of a coordination that was decided without any record of what it was, one sentence;
   * empty where nothing does. {@link #find} does not find it.
   */
  default Optional<String> planless(String id) throws JournalUnavailableException {
    return Optional.empty();
  }

  /** Whether what only a person can say is over stays until {@link #forget}. */
  default boolean keepsForPeople() {
    return false;
  }

  /**
   * Has what ended heuristically, or is {@link #planless}, taken away when it is old enough, as if
   * nothing were left to be looked into. Durable when it returns; a repeat changes nothing.
   *
   * @throws JournalUnavailableException where it is not durable, or has not ended
   */
  default void forget(String id) throws JournalUnavailableException {
    throw new JournalUnavailableException("this log forgets by age alone");
  }

  /** Records in the order of their ids, behind {@code after} (empty: from the first). */
  Page<D> page(String after, int limit) throws JournalUnavailableException;

  /**
   * Part of a list.
   *
   * @param damaged records of this page that fail their check, one sentence each: never left out
   *     silently
   * @param next where the next page begins; empty: that was all
   */
  record Page<D>(List<D> records, List<String> damaged, Optional<String> next) {
    public Page {
      records = List.copyOf(records);
      damaged = List.copyOf(damaged);
    }
  }

  @Override
  void close();
}

package dev.lockstep.ensemble;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.TransactionId;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Writes that nothing is left to be done for a coordination, behind its decision; nobody waits for
 * it. The crash stories: 1. Power fails before: another replica brings it to its end once more. 2.
 * The verdict is confirmed and the note that it is open stays: the sweep takes both.
 *
 * @param <D> the record of one coordination
 */
final class EndWriter<D> {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.ensemble");

  private final RecordConversion<D> records;
  private final VerdictStore verdicts;
  private final OpenCoordinations open;
  private final Executor executor;
  private volatile Predicate<D> taker = end -> true;

  /**
   * @param executor runs what may block
   */
  EndWriter(
      RecordConversion<D> records,
      VerdictStore verdicts,
      OpenCoordinations open,
      Executor executor) {
    this.records = records;
    this.verdicts = verdicts;
    this.open = open;
    this.executor = executor;
  }

  /** As {@link ZooKeeperDecisionLog#beforeEnd}. */
  void takenBy(Predicate<D> next) {
    taker = next;
  }

  /** Writes it soon. */
  void write(D last) {
    TransactionId id = records.id(last);
    open.closing(id);
    executor.execute(
        () -> {
          if (taker.test(last)) {
            write(id, records.verdict(last).orElseThrow());
          } else {
            open.closeFailed(id);
          }
        });
  }

  private void write(TransactionId id, VerdictRecord end) {
    if (verdicts.close(end, open.path(id))) {
      open.closed(id);
      return;
    }
    // Something is not as this process left it: one after the other, each looked at.
    try {
      verdicts.decide(end);
      verdicts.forget(id);
      var unused = open.close(id);
    } catch (JournalUnavailableException notNow) {
      LOG.debugf(notNow, "transaction=%s is closed later", id);
      open.closeFailed(id);
    }
  }
}

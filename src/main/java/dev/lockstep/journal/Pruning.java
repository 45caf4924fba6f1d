package dev.lockstep.journal;

import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.persistence.PersistenceException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Takes away what has ended and is no longer wanted, by age and by count. Never what lives, never
 * an unforgotten heuristic (DESIGN P10): such rows are marked when they are written, and no
 * question asked here finds them.
 */
public final class Pruning {
  /**
   * Between two batches the writer gets its turn: SQLite hands its lock to whoever asks next, and
   * one that waits asks only now and then.
   */
  private static final Duration PAUSE = Duration.ofMillis(20);

  private static final String BY_AGE = "prunable = ?1 and changedAt < ?2";

  private final JournalSettings.Retention retention;
  private final Clock clock;

  /** What ages are counted by: {@link SqliteJournal#observe}. */
  @FunctionalInterface
  public interface Clock {
    /** How much time the gateway has seen pass, in milliseconds. */
    long millis() throws JournalUnavailableException;
  }

  public Pruning(JournalSettings.Retention retention, Clock clock) {
    this.retention = retention;
    this.clock = clock;
  }

  /**
   * Prunes until nothing is left to prune, batch after batch; one caller at a time.
   *
   * @return how many transactions went
   */
  public long prune() throws JournalUnavailableException {
    long now = clock.millis();
    try {
      long pruned = byAge(StoredState.PRUNABLE, now - retention.forgottenFor().toMillis());
      if (retention.unforgottenFor().isPresent()) {
        pruned +=
            byAge(StoredState.PRUNABLE_WHEN_OLD, now - retention.unforgottenFor().get().toMillis());
      }
      return pruned + byCount();
    } catch (PersistenceException e) {
      throw new JournalUnavailableException("the journal cannot be pruned: " + DiskRemedy.of(e), e);
    }
  }

  private long byAge(int prunable, long until) {
    return batches(
        () ->
            remove(
                TransactionHead.find(BY_AGE + " order by changedAt, position", prunable, until),
                retention.batchMax()));
  }

  private long byCount() {
    return batches(
        () -> {
          long excess =
              TransactionHead.count("prunable = ?1", StoredState.PRUNABLE)
                  - retention.forgottenMax();
          return remove(
              TransactionHead.find(
                  "prunable = ?1 order by changedAt, position", StoredState.PRUNABLE),
              (int) Math.min(excess, retention.batchMax()));
        });
  }

  private long batches(Supplier<Integer> batch) {
    long pruned = 0;
    while (true) {
      int gone = QuarkusTransaction.requiringNew().call(batch::get);
      pruned += gone;
      if (gone < retention.batchMax()) {
        return pruned;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Terms and history go with the row: the schema's foreign keys see to that. */
  private static int remove(PanacheQuery<TransactionHead> candidates, int limit) {
    if (limit <= 0) {
      return 0;
    }
    List<Long> positions =
        candidates.range(0, limit - 1).list().stream().map(head -> head.position).toList();
    return positions.isEmpty()
        ? 0
        : Math.toIntExact(TransactionHead.delete("position in ?1", positions));
  }
}

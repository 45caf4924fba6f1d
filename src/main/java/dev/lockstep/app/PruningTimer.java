package dev.lockstep.app;

import dev.lockstep.journal.JournalUnavailableException;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Timer that prunes a store at a fixed interval. */
public final class PruningTimer {
  private static final Logger LOG = Logger.getLogger(PruningTimer.class);

  /** Prunes a store. */
  @FunctionalInterface
  public interface Pruner {
    /** Returns how many rows were removed. */
    long prune() throws JournalUnavailableException;
  }

  private final Pruner pruning;
  private final String what;
  private final Duration every;
  private final SystemTime time;

  /**
   * Prunes nothing before {@link #start}.
   *
   * @param what the word for the rows in the log
   */
  public PruningTimer(Pruner pruning, String what, Duration every, SystemTime time) {
    this.pruning = pruning;
    this.what = what;
    this.every = every;
    this.time = time;
  }

  /** Starts; ends when the time is closed. */
  public void start() {
    // A platform thread: SQLite waits for its lock in native code, and a virtual thread that does
    // so takes one of the few carriers from every request.
    time.later(
        every, () -> Thread.ofPlatform().daemon().name("lockstep-pruning").start(this::prune));
  }

  private void prune() {
    try {
      long pruned = pruning.prune();
      if (pruned > 0) {
        LOG.infof("pruned: %s=%d", what, pruned);
      }
    } catch (JournalUnavailableException fault) {
      // Nothing depends on it: the next round takes what this one left.
      LOG.warnf("%s not pruned, tried again in %s: %s", what, every, fault.getMessage());
    } finally {
      start();
    }
  }
}

package dev.lockstep.app;

import dev.lockstep.journal.JournalUnavailable;
import dev.lockstep.journal.Pruning;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Prunes the journal again and again, as long as time passes. */
final class Housekeeping {
  private static final Logger LOG = Logger.getLogger(Housekeeping.class);

  private final Pruning pruning;
  private final Duration every;
  private final SystemTime time;

  Housekeeping(Pruning pruning, Duration every, SystemTime time) {
    this.pruning = pruning;
    this.every = every;
    this.time = time;
  }

  /** From now on; ends with the time. */
  void start() {
    time.later(every, () -> Thread.ofVirtual().name("lockstep-pruning").start(this::prune));
  }

  private void prune() {
    try {
      long pruned = pruning.prune(time.now().wall());
      if (pruned > 0) {
        LOG.infof("pruned: transactions=%d", pruned);
      }
    } catch (JournalUnavailable fault) {
      // Nothing depends on it: the next round takes what this one left.
      LOG.warnf("not pruned: %s", fault.getMessage());
    } finally {
      start();
    }
  }
}

package dev.lockstep.rest;

import dev.lockstep.device.PrintableText;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.BrowseFailedException;
import dev.lockstep.participant.Operator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Browses for the page, one at a time, each of a bounded time. What came of the last one is kept in
 * memory for a while, or until the next begins; a stop of the gateway forgets it. Thread-safe.
 */
public final class BrowseRuns {
  private static final Logger LOG = Logger.getLogger(BrowseRuns.class);
  private static final int TOLD_MAX = 2_000;
  private static final String STOPPED = "it was stopped";

  private final MachineBrowser browser;
  private final TimeSource clock;
  private final Duration timeMax;
  private final Duration keptMax;
  private final AtomicLong version = new AtomicLong();
  private long numbers;
  private @Nullable Going last;

  private record Going(BrowseRun run, Thread worker, Thread watch) {}

  /**
   * @param timeMax how long one may take; then it ends with what was found
   * @param keptMax how long what came of it is kept
   */
  public BrowseRuns(MachineBrowser browser, TimeSource clock, Duration timeMax, Duration keptMax) {
    this.browser = browser;
    this.clock = clock;
    this.timeMax = timeMax;
    this.keptMax = keptMax;
  }

  /** Another one as soon as anything is another. */
  public long version() {
    return version.get();
  }

  /** The one that is under way, or the last one where it is kept still. */
  public synchronized Optional<BrowseRun> last() {
    return Optional.ofNullable(last).map(Going::run);
  }

  /**
   * Begins one.
   *
   * @param record records it before anything is done
   * @throws RequestRefusedException OVERLOADED while another one is under way, MALFORMED where it
   *     is faulty
   */
  synchronized BrowseRun begin(MachineBrowser.Wanted wanted, Operator operator, Runnable record) {
    Going before = last;
    if (before != null && !before.run().over()) {
      throw new RequestRefusedException(
          ProblemType.OVERLOADED,
          "%s browses %s since %s: one at a time; wait until it is over, or stop it"
              .formatted(
                  before.run().operator().name(),
                  before.run().wanted().endpoint(),
                  before.run().begun()));
    }
    List<String> faults = browser.faults(wanted);
    if (!faults.isEmpty()) {
      throw new RequestRefusedException(
          ProblemType.MALFORMED, PrintableText.line(String.join("; ", faults), TOLD_MAX));
    }
    record.run();
    if (before != null) {
      before.watch().interrupt(); // it would hold the old drafts for as long as it sleeps
    }
    numbers++;
    BrowseRun run = new BrowseRun(numbers, wanted, operator, clock.now().wall());
    Thread worker = Thread.ofVirtual().name("lockstep-browse").unstarted(() -> work(run));
    Thread watch =
        Thread.ofVirtual().name("lockstep-browse-time").unstarted(() -> watch(run, worker));
    last = new Going(run, worker, watch);
    version.incrementAndGet();
    worker.start();
    watch.start();
    return run;
  }

  private void work(BrowseRun run) {
    BrowseRun.End end = new BrowseRun.End.Failed("a fault of the gateway itself, see the log");
    try {
      end = new BrowseRun.End.Drafted(browser.browse(run.wanted(), so -> looked(run, so)));
    } catch (BrowseFailedException failed) {
      end = new BrowseRun.End.Failed(why(run, String.valueOf(failed.getMessage())));
    } catch (InterruptedException stopped) {
      end = new BrowseRun.End.Failed(run.stopped().orElse(STOPPED) + "; nothing is kept of it");
    } catch (RuntimeException bug) { // the outermost frame
      LOG.errorf(bug, "a browse failed: endpoint=%s", run.wanted().endpoint());
    } finally { // whatever it is, the next one must have its turn
      run.end(end);
      version.incrementAndGet();
    }
  }

  private static String why(BrowseRun run, String told) {
    return run.stopped().orElseGet(() -> PrintableText.line(told, TOLD_MAX));
  }

  private void looked(BrowseRun run, int so) {
    run.looked(so);
    version.incrementAndGet();
  }

  /** Ends it when its time is over, and forgets it later. */
  private void watch(BrowseRun run, Thread worker) {
    try {
      if (!worker.join(timeMax)) {
        stop(run, worker, "its time was over (%d s)".formatted(timeMax.toSeconds()));
        worker.join();
      }
      Thread.sleep(keptMax);
    } catch (InterruptedException followed) {
      return; // another one has taken its place
    }
    forget(run);
  }

  private synchronized Optional<Thread> worker(BrowseRun run) {
    return Optional.ofNullable(last).filter(each -> each.run() == run).map(Going::worker);
  }

  private synchronized void forget(BrowseRun run) {
    if (last != null && last.run() == run) {
      last = null;
      version.incrementAndGet();
    }
  }

  /** Ends it with what was found; nothing where it is over, or another one. */
  public void stop(long number, String who) {
    last()
        .filter(each -> each.number() == number)
        .ifPresent(
            run -> worker(run).ifPresent(each -> stop(run, each, "%s stopped it".formatted(who))));
  }

  private synchronized void stop(BrowseRun run, Thread worker, String why) {
    if (!run.over() && run.stopped().isEmpty()) {
      run.stopped(why);
      version.incrementAndGet();
      worker.interrupt();
    }
  }

  /** The gateway stops: a server should be taken leave of. */
  public void end() {
    last()
        .ifPresent(
            run -> worker(run).ifPresent(each -> stop(run, each, "the gateway was stopped")));
  }
}

package dev.lockstep.dashboard;

import dev.lockstep.device.PrintableText;
import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Operator;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.TransactionId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Runs of acts on several transactions. They go on whether anyone looks or not, and their results
 * are kept until the gateway stops, or as many later ones came. Thread-safe.
 *
 * <p>If power fails in the middle, each that was begun is in the record, and the others wait for a
 * person as before.
 */
@Singleton
final class SeveralRuns {
  private static final Logger LOG = Logger.getLogger(SeveralRuns.class);
  private static final int KEPT_MAX = 20;

  /** Transactions at a time: their devices are read as evidence, and a few at once are enough. */
  private static final int WORKERS = 4;

  private static final int UNDERWAY_MAX = 4;
  private static final int TOLD_MAX = 500;

  private final Acting acting;
  private final TimeSource clock;
  private final NavigableMap<Long, SeveralRun> runs = new ConcurrentSkipListMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong version = new AtomicLong();

  SeveralRuns(Acting acting, TimeSource clock) {
    this.acting = acting;
    this.clock = clock;
  }

  /** Another one as soon as something came of something. */
  long version() {
    return version.get();
  }

  Optional<SeveralRun> find(long number) {
    return Optional.ofNullable(runs.get(number));
  }

  /** Those that are kept, the newest first. */
  List<SeveralRun> all() {
    return List.copyOf(runs.descendingMap().values());
  }

  /**
   * Begins a run.
   *
   * @param shown the situation of each that was looked at, by id
   * @throws RequestRefusedException OVERLOADED where as many are under way as may be
   */
  SeveralRun begin(Act act, Operator operator, Requester by, Map<String, String> shown) {
    SeveralRun run;
    synchronized (this) {
      if (runs.values().stream().filter(each -> !each.over()).count() >= UNDERWAY_MAX) {
        throw new RequestRefusedException(
            ProblemType.OVERLOADED,
            "%d such runs are under way; wait until one is over".formatted(UNDERWAY_MAX));
      }
      run =
          new SeveralRun(
              numbers.incrementAndGet(),
              act,
              operator,
              clock.now().wall(),
              List.copyOf(shown.keySet()));
      runs.put(run.number(), run);
      while (runs.size() > KEPT_MAX) {
        runs.pollFirstEntry();
      }
    }
    Map<String, String> looked = Map.copyOf(shown);
    for (int each = 0; each < Math.min(WORKERS, shown.size()); each++) {
      Thread.ofVirtual().name("lockstep-several").start(() -> work(run, by, looked));
    }
    return run;
  }

  private void work(SeveralRun run, Requester by, Map<String, String> shown) {
    for (var next = run.next(); next.isPresent(); next = run.next()) {
      String id = next.get().id();
      version.incrementAndGet();
      press(run, by, id, shown.getOrDefault(id, ""));
      version.incrementAndGet();
    }
  }

  private void press(SeveralRun run, Requester by, String id, String shown) {
    try {
      Acting.Press press = new Acting.Press(new TransactionId(id), run.act(), shown);
      String told = acting.press(press, run.operator(), by);
      run.set(id, SeveralRun.Standing.DONE, told);
    } catch (RequestRefusedException | JournalUnavailableException | OverloadedException refused) {
      String told = PrintableText.line(String.valueOf(refused.getMessage()), TOLD_MAX);
      run.set(id, SeveralRun.Standing.REFUSED, told);
    } catch (RuntimeException bug) { // the outermost frame: the others must have their turn
      LOG.errorf(bug, "an act on several transactions failed: transaction=%s", id);
      run.set(
          id,
          SeveralRun.Standing.REFUSED,
          "a fault of the gateway itself, see the log; look at the transaction");
    }
  }
}

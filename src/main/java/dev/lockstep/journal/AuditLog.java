package dev.lockstep.journal;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The audit log: who did what, from where (P14). In a file of its own, so that it outlives the
 * transactions, and neither its size nor its faults touch a promise. Thread-safe.
 *
 * <p>What the journal has taken is recorded from the journal's history, behind a cursor that lies
 * in the same file and moves in the same SQL transaction: some seconds later, and exactly once,
 * across kills too. An operator's act is recorded before it is done, durably.
 *
 * <p>Crash story: power fails between a transition and its record. The line is in the journal, the
 * cursor is before it, and the next start records it.
 */
public final class AuditLog implements AutoCloseable {
  /** What it records, as it is recorded. */
  private static final Logger LOG = Logger.getLogger("dev.lockstep.audit");

  private static final Logger OWN = Logger.getLogger("dev.lockstep.journal");
  private static final int EARLY_MAX = 100;
  private static final Duration OPENED_AGAIN_AFTER = Duration.ofSeconds(10);
  private static final Duration PRUNED_EVERY = Duration.ofHours(1);
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(10);

  private final AuditSettings settings;
  private final TimeSource clock;
  private final Replication replication;
  private final HistoryFollower history;
  private final RepetitionLimit repetitions;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch tried = new CountDownLatch(1);
  private final AtomicLong lost = new AtomicLong();

  /** What is noted while the file is not open. */
  private final LinkedBlockingQueue<AuditRecord> early = new LinkedBlockingQueue<>(EARLY_MAX);

  private final Thread thread;
  private final Optional<AuditExport> export;
  private volatile @Nullable AuditFile file;
  private volatile Optional<String> trouble = Optional.empty();
  private Deadline nextOpening;
  private Deadline nextPruning;

  private AuditLog(AuditSettings settings, TimeSource clock, SqliteJournal journal) {
    this.settings = settings;
    this.clock = clock;
    this.replication = journal.database().feed().replication();
    this.history = new HistoryFollower(journal);
    this.repetitions = new RepetitionLimit(clock);
    this.nextOpening = Deadline.in(Duration.ZERO, clock);
    this.nextPruning = Deadline.in(PRUNED_EVERY, clock);
    this.thread = Thread.ofPlatform().name("lockstep-audit").daemon().unstarted(this::run);
    this.export = AuditExport.of(settings, this);
  }

  /**
   * Begins to follow this journal; who is given the journal's changes is given the log's too. Waits
   * for nothing: a start is not held up by it.
   */
  public static AuditLog start(AuditSettings settings, TimeSource clock, SqliteJournal journal) {
    AuditLog log = new AuditLog(settings, clock, journal);
    log.thread.start();
    log.export.ifPresent(AuditExport::start);
    return log;
  }

  /**
   * Records what is about to be done; returns when that would survive a power cut.
   *
   * @throws JournalUnavailableException where it cannot be recorded: then it must not be done
   */
  public void record(AuditRecord record) throws JournalUnavailableException {
    LOG.info(record.logLine());
    open().append(record);
  }

  /** Records what has happened; what cannot be written is counted, and that is recorded. */
  public void note(AuditRecord record) {
    LOG.info(record.logLine());
    append(record);
  }

  /** The same of what a machine asks for many times a minute: its line is on level DEBUG. */
  public void noteRoutine(AuditRecord record) {
    if (LOG.isDebugEnabled()) {
      LOG.debug(record.logLine());
    }
    append(record);
  }

  private void append(AuditRecord record) {
    AuditFile open = file;
    if (open == null) {
      if (!early.offer(record)) {
        lost.incrementAndGet();
      }
      return;
    }
    var unused =
        open.appendLazily(record)
            .whenComplete(
                (written, fault) -> {
                  if (fault != null) {
                    lost.incrementAndGet();
                  }
                });
  }

  /** Records a call that was refused, where there were not too many of the kind just now. */
  public void noteRefused(AuditRecord record) {
    repetitions.admit(record).ifPresent(this::note);
  }

  /**
   * Where the chain has come to.
   *
   * @throws JournalUnavailableException where it cannot be read
   */
  public AuditEntry.Head head() throws JournalUnavailableException {
    return open().head();
  }

  /**
   * Rows, the newest first.
   *
   * @param before this number
   * @throws JournalUnavailableException where they cannot be read
   */
  public List<AuditEntry> page(long before, int limit) throws JournalUnavailableException {
    return open().page(before, limit);
  }

  /**
   * What operators asked for, the oldest first, behind that number.
   *
   * @throws JournalUnavailableException where it cannot be read
   */
  public List<AuditEntry> acts(long behind, int limit) throws JournalUnavailableException {
    return open().acts(behind, limit);
  }

  /**
   * Rows behind that number, the oldest first.
   *
   * @throws JournalUnavailableException where they cannot be read
   */
  List<AuditEntry> behind(long number, int limit) throws JournalUnavailableException {
    return open().behind(number, limit);
  }

  /**
   * The number of the last row when the log was opened.
   *
   * @throws JournalUnavailableException where it is not open
   */
  public long rowWhenOpened() throws JournalUnavailableException {
    return open().rowWhenOpened();
  }

  /**
   * The number of the last row that is durable; asks no disk.
   *
   * @throws JournalUnavailableException where the log is not open
   */
  public long lastRow() throws JournalUnavailableException {
    return open().lastRow();
  }

  /** Why nothing, or not everything, is recorded now; one sentence each. */
  public List<String> troubles() {
    List<String> troubles = new ArrayList<>();
    trouble.ifPresent(troubles::add);
    AuditFile open = file;
    if (open != null) {
      troubles.addAll(open.troubles());
    }
    export.map(AuditExport::troubles).ifPresent(troubles::addAll);
    if (lost.get() > 0) {
      troubles.add("%d audit records could not be written".formatted(lost.get()));
    }
    return troubles.stream().distinct().toList();
  }

  private AuditFile open() throws JournalUnavailableException {
    try {
      boolean waited = tried.await(settings.journal().waitMax().toMillis(), TimeUnit.MILLISECONDS);
      AuditFile open = file;
      if (waited && open != null) {
        return open;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    throw new JournalUnavailableException(
        trouble.orElse("the audit log %s is not open".formatted(settings.path())));
  }

  private void run() {
    try {
      step(false);
      while (!closing.await(settings.followEvery().toMillis(), TimeUnit.MILLISECONDS)) {
        step(false);
      }
      step(true);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error bug) {
      trouble =
          Optional.of(
              "the audit log %s is not written any more, for a fault of the gateway itself: %s"
                  .formatted(settings.path(), bug));
      OWN.error("the audit log was stopped by a fault of the gateway itself", bug);
      tried.countDown();
    }
  }

  private void step(boolean last) {
    try {
      AuditFile open = opened();
      if (open == null) {
        return;
      }
      for (AuditRecord each : repetitions.counted(last)) {
        note(each);
      }
      tellLoss(open);
      for (AuditRecord each = early.poll(); each != null; each = early.poll()) {
        open.append(each);
      }
      history.follow(open);
      if (nextPruning.passed(clock)) {
        nextPruning = Deadline.in(PRUNED_EVERY, clock);
        open.prune();
      }
      trouble = Optional.empty();
    } catch (JournalUnavailableException fault) {
      history.reset();
      tell(String.valueOf(fault.getMessage()));
    }
  }

  private void tell(String fault) {
    Optional<String> told = Optional.of("audit: " + fault);
    if (!told.equals(trouble)) {
      OWN.errorf("%s; until then what an operator asks for is refused", told.get());
    }
    trouble = told;
  }

  private @Nullable AuditFile opened() throws JournalUnavailableException {
    if (file == null && nextOpening.passed(clock)) {
      nextOpening = Deadline.in(OPENED_AGAIN_AFTER, clock);
      try {
        file = AuditFile.open(settings, clock, replication);
      } finally {
        tried.countDown();
      }
    }
    return file;
  }

  private void tellLoss(AuditFile open) throws JournalUnavailableException {
    long count = lost.get();
    if (count > 0) {
      open.append(AuditRecord.ofGateway("records lost", Map.of("count", Long.toString(count))));
      lost.addAndGet(-count);
    }
  }

  /** Records what is still to be recorded, then gives the file back. Before the journal closes. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(CLOSED_WITHIN);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    export.ifPresent(AuditExport::close);
    history.reset();
    AuditFile open = file;
    if (open != null) {
      open.close();
    }
  }
}

package dev.lockstep.journal;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread writes for everybody: all rows that wait when it is free share one SQL transaction and
 * one fsync, and each caller returns when that has come back. A row that comes alone does not wait.
 *
 * @param <T> a row
 */
final class GroupWriter<T> implements AutoCloseable {
  /** Between two looks at a journal that is in trouble. Without trouble, a row ends the rest. */
  private static final Duration IDLE = Duration.ofMillis(100);

  private static final Duration REST = Duration.ofHours(1);

  /** So many rows that wait together are not the end of a rush: more are on their way. */
  private static final int RUSH = 4;

  private static final long RUSH_WAIT_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(1);

  private final JournalSettings settings;
  private final TimeSource clock;
  private final GroupCommit<T> commit;
  private final JournalMeter meter;
  private final LongConsumer pause;
  private final BlockingQueue<PendingRow<T>> queue;

  /** Wakes the thread: a row has been put into the queue, it is asked, or it is to end. */
  private final Semaphore calls = new Semaphore(0);

  /** Asked whether the thread is at its work, and not answered yet. */
  private final Queue<CompletableFuture<Void>> asked = new ConcurrentLinkedQueue<>();

  private final Thread thread;
  private volatile boolean closing;

  /** What the last group took, by this thread alone. */
  private long lastNanos;

  /** Lazy rows that wait for others, until their time is over; by this thread alone. */
  private final List<PendingRow<T>> patient = new ArrayList<>();

  private Deadline patience = new Deadline(0);

  GroupWriter(JournalSettings settings, TimeSource clock, GroupCommit<T> commit) {
    this(settings, clock, commit, LockSupport::parkNanos);
  }

  /**
   * @param pause lets so many nanoseconds go by, or fewer
   */
  GroupWriter(
      JournalSettings settings, TimeSource clock, GroupCommit<T> commit, LongConsumer pause) {
    this.settings = settings;
    this.clock = clock;
    this.commit = commit;
    this.meter = commit.meter();
    this.pause = pause;
    this.queue = new LinkedBlockingQueue<>(settings.limits().queueMax());
    meter.queueOf(queue::size);
    commit.follower().atBeginning(this::giveSigns);
    this.thread =
        Thread.ofPlatform()
            .name("journal " + settings.path().getFileName())
            .daemon()
            .unstarted(this::run);
    thread.start();
  }

  /**
   * Returns when the row would survive a power cut.
   *
   * @param outcome whether it may use the space reserve
   * @throws UncertainWriteException where it is being written and has not come back in time
   * @throws JournalUnavailableException where it was not written, and will not be
   */
  void append(T row, boolean outcome) throws JournalUnavailableException {
    Deadline deadline = Deadline.in(settings.limits().waitMax(), clock);
    long since = clock.ticks();
    PendingRow<T> pending = new PendingRow<>(row, outcome, false, since);
    try {
      if (closing
          || !queue.offer(pending, settings.limits().waitMax().toNanos(), TimeUnit.NANOSECONDS)) {
        throw unavailable(
            closing ? "is closed" : "is overloaded: %d entries wait".formatted(queue.size()));
      }
      calls.release();
      pending.durable().get(deadline.left(clock).toNanos(), TimeUnit.NANOSECONDS);
      meter.waited(clock.ticks() - since);
    } catch (JournalUnavailableException e) {
      meter.failed();
      throw e;
    } catch (ExecutionException e) {
      meter.failed();
      throw commit.unavailable(Optional.ofNullable(e.getCause()).orElse(e));
    } catch (TimeoutException e) {
      meter.failed();
      long waited = settings.limits().waitMax().toMillis();
      throw givenUp(pending, "did not make an entry durable within %d ms".formatted(waited));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      meter.failed();
      throw givenUp(pending, "was interrupted before an entry was durable");
    }
  }

  private JournalUnavailableException givenUp(PendingRow<T> pending, String what) {
    JournalUnavailableException failure = unavailable(what);
    return pending.withdraw()
        ? failure
        : new UncertainWriteException(String.valueOf(failure.getMessage()), pending.durable());
  }

  /**
   * Goes with the next row that a caller waits for, or alone after {@link JournalSettings#lazyMax}.
   *
   * @return over when it is written, or lost
   */
  CompletableFuture<?> appendLazily(T row, boolean outcome) {
    PendingRow<T> pending = new PendingRow<>(row, outcome, true, clock.ticks());
    if (closing || !queue.offer(pending)) {
      meter.lostLazily();
      pending.durable().completeExceptionally(unavailable("took no more"));
    } else {
      calls.release();
    }
    return pending.durable();
  }

  /**
   * Asks the thread for a sign of life.
   *
   * @return over when it has looked for rows once more, or waits for the standby; never where it
   *     has ended, or hangs in a write
   */
  CompletableFuture<Void> alive() {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    asked.add(answer);
    calls.release();
    if (commit.follower().isOn()) {
      giveSigns(); // the thread has done so before, and may not have seen this one
    }
    return answer;
  }

  private void giveSigns() {
    for (CompletableFuture<Void> each = asked.poll(); each != null; each = asked.poll()) {
      each.complete(null);
    }
  }

  private JournalUnavailableException unavailable(String what) {
    return new JournalUnavailableException("the journal %s %s".formatted(settings.path(), what));
  }

  private void run() {
    try {
      commit.begin();
      while (!closing || !queue.isEmpty() || !patient.isEmpty()) {
        List<PendingRow<T>> group = next();
        if (group.isEmpty()) {
          commit.pulse();
        } else {
          write(group);
        }
      }
      commit.stop("is closed");
    } catch (InterruptedException e) {
      commit.stop("was interrupted");
    } catch (RuntimeException | Error bug) {
      // Our own mistake: nothing more is written, and every append says so.
      commit.stop("has stopped for a fault of the gateway itself: " + bug);
      throw bug;
    } finally {
      closing = true;
      refuseTheRest();
    }
  }

  private void write(List<PendingRow<T>> group) {
    long since = clock.ticks();
    // In the order in which they came, so that the first one with a caller waited longest.
    for (PendingRow<T> each : group) {
      if (!each.lazy()) {
        meter.queued(since - each.since());
        break;
      }
    }
    commit.write(group);
    lastNanos = clock.ticks() - since;
    meter.committed(lastNanos);
  }

  /**
   * What is to be written now. A rush waits for more, half as long as a group takes: each row then
   * waits a little longer, and the disk is asked less often. A row that comes alone, or with a few,
   * does not wait. Lazy rows go with the first row that a caller waits for.
   */
  private List<PendingRow<T>> next() throws InterruptedException {
    Duration rest = commit.trouble().isPresent() ? IDLE : REST;
    Duration left = patient.isEmpty() ? rest : patience.left(clock);
    List<PendingRow<T>> group = new ArrayList<>(patient);
    Optional<PendingRow<T>> first = poll(left.compareTo(rest) < 0 ? left : rest);
    boolean over = first.isEmpty() ? left.compareTo(rest) <= 0 : patience.passed(clock);
    if (first.isPresent()) {
      group.add(first.get());
      queue.drainTo(group, settings.limits().groupMax() - group.size());
      if (group.size() - patient.size() >= RUSH && !closing) {
        pause.accept(Math.min(lastNanos / 2, RUSH_WAIT_NANOS_MAX));
        queue.drainTo(group, settings.limits().groupMax() - group.size());
      }
    }
    return isDue(group, over && !patient.isEmpty()) ? take(group) : keep(group);
  }

  private boolean isDue(List<PendingRow<T>> group, boolean over) {
    return over
        || closing
        || group.size() >= settings.limits().groupMax()
        || !group.stream().allMatch(PendingRow::lazy);
  }

  private List<PendingRow<T>> take(List<PendingRow<T>> group) {
    patient.clear();
    return group;
  }

  private List<PendingRow<T>> keep(List<PendingRow<T>> group) {
    if (patient.isEmpty()) {
      patience = Deadline.in(settings.lazyMax(), clock);
    }
    patient.clear();
    patient.addAll(group);
    return List.of();
  }

  /** The next row; none where so much time has gone by without one, or where no more will come. */
  private Optional<PendingRow<T>> poll(Duration time) throws InterruptedException {
    PendingRow<T> row = afterCalls();
    // A call may be of a row that went with the group before it.
    while (row == null && !closing && calls.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS)) {
      row = afterCalls();
    }
    return Optional.ofNullable(row);
  }

  /** In this order no call is lost: a row that comes in between has another one. */
  private @Nullable PendingRow<T> afterCalls() {
    calls.drainPermits();
    giveSigns();
    return queue.poll();
  }

  private void refuseTheRest() {
    List<PendingRow<T>> rest = new ArrayList<>(patient);
    queue.drainTo(rest);
    rest.forEach(each -> each.durable().completeExceptionally(unavailable("is closed")));
  }

  /** Writes what waits, then ends; where the standby does not answer, without it. */
  @Override
  public void close() {
    closing = true;
    calls.release();
    FollowerWait follower = commit.follower();
    try {
      if (!follower.isLong()) {
        thread.join(settings.limits().waitMax().plus(IDLE).plus(settings.limits().busyTimeout()));
      }
      if (follower.isOn()) {
        // What waits is on the disk here, and no caller was told that it is durable.
        thread.interrupt();
        thread.join(IDLE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

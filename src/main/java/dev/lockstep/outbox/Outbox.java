package dev.lockstep.outbox;

import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalSettings;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.OutboxFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The outbox: a thread for each channel that tells what the sources hold, and one that looks for
 * alarms. Thread-safe.
 */
public final class Outbox implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.outbox");

  private static final long GATHERED_NANOS = 2_000_000;
  private static final Duration OPENED_AGAIN_AFTER = Duration.ofSeconds(10);
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(5);

  private final OutboxSettings settings;
  private final JournalSettings storage;
  private final OutboxSources sources;
  private final TimeSource clock;
  private final List<Lane> lanes = new ArrayList<>();
  private final Thread alarms;
  private final Semaphore closing = new Semaphore(0);
  private final ReentrantLock opening = new ReentrantLock();
  private volatile boolean closed;
  private @Nullable OutboxFile file;
  private @Nullable JournalUnavailableException unopened;
  private Deadline nextOpening;

  /** One channel with its thread. */
  private final class Lane {
    private final EventChannel channel;
    private final EventPump pump;
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread;

    Lane(EventChannel channel, RandomGenerator random) {
      this.channel = channel;
      this.pump = new EventPump(channel, settings, clock, random, this::wake);
      this.thread =
          Thread.ofPlatform()
              .name("lockstep-outbox-" + channel.name())
              .daemon()
              .unstarted(this::run);
    }

    void wake() {
      if (woken.availablePermits() == 0) {
        woken.release();
      }
    }

    private void run() {
      boolean begun = false;
      try {
        while (!closed) {
          boolean more = false;
          try {
            if (!begun) {
              OutboxFile open = opened();
              pump.begin(open, sources.of(open));
              begun = true;
            }
            more = pump.step();
          } catch (JournalUnavailableException fault) {
            pump.broken(fault);
          }
          if (!more) {
            var unused = woken.tryAcquire(pump.idle().toMillis(), TimeUnit.MILLISECONDS);
          }
          // Acknowledgements come one by one; some at once cost the processor far less.
          LockSupport.parkNanos(GATHERED_NANOS);
          woken.drainPermits();
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException | Error bug) {
        LOG.errorf(bug, "outbox %s: stopped by a fault of the gateway itself", channel.name());
        pump.stopped(bug);
      } finally {
        pump.end();
        channel.close();
      }
    }
  }

  private Outbox(
      OutboxSettings settings, JournalSettings storage, OutboxSources sources, TimeSource clock) {
    this.settings = settings;
    this.storage = storage;
    this.sources = sources;
    this.clock = clock;
    this.nextOpening = Deadline.in(Duration.ZERO, clock);
    this.alarms =
        Thread.ofPlatform().name("lockstep-outbox-alarms").daemon().unstarted(this::watch);
  }

  /**
   * Begins to tell. Waits for nothing: neither a broker nor the disk holds up the start.
   *
   * @param storage where the cursors are kept
   * @param channels that are told; closed with the outbox
   */
  public static Outbox start(
      OutboxSettings settings,
      JournalSettings storage,
      OutboxSources sources,
      List<EventChannel> channels,
      TimeSource clock,
      RandomGenerator random) {
    Outbox outbox = new Outbox(settings, storage, sources, clock);
    channels.forEach(each -> outbox.lanes.add(outbox.new Lane(each, random)));
    outbox.lanes.forEach(lane -> lane.thread.start());
    outbox.alarms.start();
    return outbox;
  }

  /**
   * Takes the end of a coordination whose log is not here, to be told; returns when it would
   * survive a power cut. An end that this outbox cannot write is logged, and never told: what is
   * told must not keep a coordination open.
   *
   * @return false where the outbox is being closed: after the next start it takes it
   */
  public boolean ended(CoordinationRecord record) {
    OutboxFile.Notice notice = CoordinationEvents.notice(record);
    try {
      if (closed) {
        return false;
      }
      opened().note(List.of(notice), Set.of(), Set.of());
      lanes.forEach(Lane::wake);
    } catch (JournalUnavailableException fault) {
      if (closed) {
        return false;
      }
      LOG.errorf("outbox: the end of %s is not told: %s", notice.subject(), fault.getMessage());
    }
    return true;
  }

  private OutboxFile opened() throws JournalUnavailableException {
    opening.lock();
    try {
      OutboxFile known = file;
      if (known != null) {
        return known;
      }
      JournalUnavailableException before = unopened;
      if (before != null && !nextOpening.passed(clock)) {
        throw before;
      }
      nextOpening = Deadline.in(OPENED_AGAIN_AFTER, clock);
      OutboxFile opened = OutboxFile.open(storage);
      file = opened;
      return opened;
    } catch (JournalUnavailableException fault) {
      unopened = fault;
      throw fault;
    } finally {
      opening.unlock();
    }
  }

  private void watch() {
    try {
      while (!closing.tryAcquire(
          settings.times().alarmsEvery().toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          OutboxFile open = opened();
          sources.alarms().look(open);
          open.prune(done(NoticeEvents.NAME));
          lanes.forEach(Lane::wake);
        } catch (JournalUnavailableException told) {
          // The lanes say so, and this is tried again.
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error bug) {
      LOG.error("outbox: alarms are told no more, for a fault of the gateway itself", bug);
    }
  }

  private long done(String source) {
    return lanes.stream().mapToLong(lane -> lane.pump.done(source)).min().orElse(0);
  }

  /**
   * The last line of the journal's history that every channel has told or given up: what is behind
   * it must not be pruned. 0 where that is not known yet.
   */
  public long toldLine() {
    return done(HistoryEvents.NAME);
  }

  /** How each channel stands. */
  public List<ChannelStanding> standing() {
    return lanes.stream().map(lane -> lane.pump.standing()).toList();
  }

  /** Why not everything is told, one sentence each, with the remedy. None of it touches a vote. */
  public List<String> troubles() {
    return standing().stream().flatMap(Outbox::troubles).toList();
  }

  private static Stream<String> troubles(ChannelStanding channel) {
    Optional<String> late =
        channel.trouble().map(each -> "%s (%d entries wait)".formatted(each, channel.waiting()));
    return late.stream();
  }

  /** Notes the cursors, and gives channels and file back. Before the journal closes. */
  @Override
  public void close() {
    closed = true;
    closing.release();
    lanes.forEach(Lane::wake);
    for (Lane lane : lanes) {
      join(lane.thread);
    }
    join(alarms);
    opening.lock();
    try {
      OutboxFile open = file;
      if (open != null) {
        open.close();
      }
    } finally {
      opening.unlock();
    }
  }

  private static void join(Thread thread) {
    try {
      var unused = thread.join(CLOSED_WITHIN);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}

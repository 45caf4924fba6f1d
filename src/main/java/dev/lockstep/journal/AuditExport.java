package dev.lockstep.journal;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Copies the audit log's records to where other programs read them: a file, systemd's journal.
 * Follows behind on a thread of its own, so that no act waits for it: what such a place does not
 * take stays in the audit log, and goes there when it can.
 *
 * <p>Crash story: power fails between a record and its copy. The file's last line says how far it
 * has come, and the next start goes on behind it. Systemd's journal does not say what it has: it
 * gets the records from the start on.
 */
final class AuditExport implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.journal");
  private static final int PAGE = 500;
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(5);

  private final AuditLog log;
  private final Duration every;
  private final List<Follower> followers;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  private final class Follower {
    private final AuditSink sink;
    private boolean begun;
    private long behind;
    private volatile Optional<String> trouble = Optional.empty();

    private Follower(AuditSink sink) {
      this.sink = sink;
    }

    private void step() {
      try {
        if (!begun) {
          behind = first();
          begun = true;
        }
        for (List<AuditEntry> page = log.behind(behind, PAGE);
            !page.isEmpty();
            page = log.behind(behind, PAGE)) {
          behind = sink.write(page);
          if (behind < page.getLast().number()) {
            throw new IOException("it takes no more now");
          }
        }
        over();
      } catch (IOException fault) {
        tell(sentence(fault));
      } catch (JournalUnavailableException unread) {
        // The audit log itself says so.
      }
    }

    /** A file of another audit log says nothing about this one. */
    private long first() throws IOException, JournalUnavailableException {
      long opened = log.rowWhenOpened();
      long reached = sink.reached().orElse(opened);
      return reached > log.lastRow() ? opened : reached;
    }

    /** A file's fault has its path for a message, and says by its name what it is. */
    private static String sentence(IOException fault) {
      return fault instanceof FileSystemException
          ? fault.getClass().getSimpleName() + ": " + fault.getMessage()
          : String.valueOf(fault.getMessage());
    }

    private void tell(String fault) {
      Optional<String> told =
          Optional.of(
              "audit: %s does not take the records: %s; they are in the audit log and follow when it does"
                  .formatted(sink.place(), fault));
      if (!told.equals(trouble)) {
        LOG.error(told.get());
      }
      trouble = told;
    }

    private void over() {
      if (trouble.isPresent()) {
        LOG.infof("audit: %s takes records again, and has all of them", sink.place());
      }
      trouble = Optional.empty();
    }
  }

  private AuditExport(AuditLog log, Duration every, List<AuditSink> sinks) {
    this.log = log;
    this.every = every;
    this.followers = sinks.stream().map(Follower::new).toList();
    this.thread = Thread.ofPlatform().name("lockstep-audit-export").daemon().unstarted(this::run);
  }

  /** As it is configured; empty where nothing is, and then there is no thread. */
  static Optional<AuditExport> of(AuditSettings settings, AuditLog log) {
    List<AuditSink> sinks = new ArrayList<>();
    settings
        .export()
        .ifPresent(
            keys -> {
              keys.path()
                  .map(Path::toAbsolutePath)
                  .ifPresent(
                      path ->
                          sinks.add(new AuditLines(path, keys.sizeMax().count(), keys.filesMax())));
              if (keys.journald()) {
                sinks.add(new SystemdJournal(SystemdJournal.SOCKET));
              }
            });
    return sinks.isEmpty()
        ? Optional.empty()
        : Optional.of(new AuditExport(log, settings.followEvery(), sinks));
  }

  void start() {
    thread.start();
  }

  /** What does not take records now, one sentence each. */
  List<String> troubles() {
    return followers.stream().flatMap(each -> each.trouble.stream()).toList();
  }

  private void run() {
    try {
      boolean last = false;
      while (!last) {
        last = closing.await(every.toMillis(), TimeUnit.MILLISECONDS);
        followers.forEach(Follower::step);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error bug) {
      LOG.error("the export of the audit log was stopped by a fault of the gateway itself", bug);
    }
  }

  /** Hands over what has come since, for a moment. Before the audit log closes. */
  @Override
  public void close() {
    closing.countDown();
    try {
      if (!thread.join(CLOSED_WITHIN)) {
        thread.interrupt();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}

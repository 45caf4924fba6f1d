package dev.lockstep.app;

import dev.lockstep.participant.Scheduler;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Writes into the log, once a day, which certificates run out. It looks each hour, since a PC may
 * sleep and a clock may be set. Thread-safe.
 */
public final class CertificateReminder {
  private static final Logger LOG = Logger.getLogger(CertificateReminder.class);

  /** By then the machines are connected, and their servers' certificates known. */
  private static final Duration FIRST_AFTER = Duration.ofMinutes(1);

  private static final Duration EVERY = Duration.ofHours(1);

  private final Supplier<List<String>> warnings;
  private final Scheduler time;
  private Optional<LocalDate> told = Optional.empty();

  /**
   * @param warnings what runs out, one sentence each
   */
  CertificateReminder(Supplier<List<String>> warnings, Scheduler time) {
    this.warnings = warnings;
    this.time = time;
  }

  /** Looks from now on; ends when the time is closed. */
  public void start() {
    next(FIRST_AFTER);
  }

  private void next(Duration delay) {
    time.later(delay, () -> Thread.startVirtualThread(this::look));
  }

  private void look() {
    try {
      due().forEach(each -> LOG.warnf("certificates: %s", each));
    } catch (RuntimeException fault) {
      // The thread's outermost frame: the next look must come.
      LOG.error("certificates: could not be looked at, by a fault of the gateway", fault);
    } finally {
      next(EVERY);
    }
  }

  /** What is to be told now; nothing where something was told today. */
  synchronized List<String> due() {
    LocalDate today = LocalDate.ofInstant(time.now().wall(), ZoneOffset.UTC);
    if (told.equals(Optional.of(today))) {
      return List.of();
    }
    List<String> due = warnings.get();
    if (!due.isEmpty()) {
      told = Optional.of(today);
    }
    return due;
  }
}

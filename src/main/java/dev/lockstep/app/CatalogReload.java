package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.CatalogDifference;
import dev.lockstep.catalog.CatalogLimits;
import dev.lockstep.catalog.LoadReport;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.Driver;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.AuditRecord;
import dev.lockstep.participant.Participant;
import dev.lockstep.participant.ReloadResult;
import dev.lockstep.rest.DefinitionReload;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.ReloadViews;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.transaction.Requester;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Reload of profiles and device lists (decision 58), strict also where a start leaves out what is
 * faulty: no operator need be there at a start to correct it. One at a time, in the order in which
 * they were asked for. Thread-safe.
 */
public final class CatalogReload implements DefinitionReload {
  private static final Logger LOG = Logger.getLogger(CatalogReload.class);
  private static final Duration TURN_WITHIN = Duration.ofSeconds(20);
  private static final int FAULTS_LOGGED_MAX = 100;

  private final Settings settings;
  private final List<Driver> drivers;
  private final Participant participant;
  private final AuditLog audit;
  private final TimeSource clock;
  private final ReentrantLock turn = new ReentrantLock(true);
  private volatile InForce inForce;

  /**
   * The files that are in force.
   *
   * @param sha256 of them, in hexadecimal
   * @param since when they were read
   * @param report what was found in them
   */
  record InForce(String sha256, Instant since, LoadReport report) {}

  /** What acts on a reload, and what tells of it. */
  record Parts(Participant participant, AuditLog audit, TimeSource clock) {}

  CatalogReload(Settings settings, List<Driver> drivers, Catalog first, Parts parts) {
    this.settings = settings;
    this.drivers = drivers;
    this.participant = parts.participant();
    this.audit = parts.audit();
    this.clock = parts.clock();
    this.inForce = new InForce(first.digest(), clock.now().wall(), first.report());
  }

  InForce inForce() {
    return inForce;
  }

  @Override
  public ReloadViews.Result reload(Requester by) {
    boolean waited = turn.isLocked();
    awaitTurn();
    try {
      Catalog next =
          Catalog.load(settings.catalogPaths(), CatalogLimits.DEFAULT, Drivers.check(drivers));
      if (!next.report().faults().isEmpty()) {
        // All of them: the first may be what follows from another, and a signal gets no report.
        next.report().faults().stream()
            .limit(FAULTS_LOGGED_MAX)
            .forEach(fault -> LOG.warnf("reload: %s", fault));
        throw refused(by, ReloadReports.faulty(next.report()));
      }
      return switch (replaced(next, by)) {
        case ReloadResult.Held held -> throw refused(by, ReloadReports.held(held));
        case ReloadResult.Applied applied -> applied(next, applied, by, waited);
      };
    } finally {
      turn.unlock();
    }
  }

  /**
   * As {@link #reload}, for a signal: there is no caller to answer, and the log tells what came of
   * it.
   */
  public void reloadForSignal(String signal) {
    audit.note(
        new AuditRecord("reload", Requester.NONE, "profiles and devices").with("why", signal));
    try {
      var unused = reload(Requester.NONE);
    } catch (RequestRefusedException told) {
      LOG.debugf("reload for %s: %s", signal, told.getMessage());
    }
  }

  private void awaitTurn() {
    try {
      if (turn.tryLock(TURN_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    throw new RequestRefusedException(
        ProblemType.OVERLOADED, "another reload is under way; this one read and changed nothing");
  }

  private ReloadResult replaced(Catalog next, Requester by) {
    try {
      return participant.reload(next);
    } catch (UncheckedIOException unusable) { // the OPC UA driver's alone, with its first device
      throw refused(by, ReloadReports.unusable(settings.config().opcua().pki(), unusable));
    }
  }

  private RequestRefusedException refused(Requester by, RequestRefusedException refusal) {
    String detail = String.valueOf(refusal.getMessage());
    audit.note(new AuditRecord("reload refused", by, "profiles and devices").with("why", detail));
    LOG.warnf("reload: nothing changed: %s", detail);
    return refusal;
  }

  private ReloadViews.Result applied(
      Catalog next, ReloadResult.Applied applied, Requester by, boolean waited) {
    InForce now = new InForce(next.digest(), clock.now().wall(), next.report());
    inForce = now;
    CatalogDifference difference = applied.difference();
    String counts =
        "%d added, %d removed, %d changed (%d reconnected), %d untouched"
            .formatted(
                difference.added().size(),
                difference.removed().size(),
                difference.changed().size(),
                applied.reconnected().size(),
                difference.untouched());
    audit.note(
        new AuditRecord("reloaded", by, "profiles and devices")
            .with("devices", counts)
            .with("sha256", now.sha256()));
    LoadReport report = next.report();
    report.warnings().forEach(LOG::warn);
    LOG.infof(
        "reload: %d profiles, %d devices from %d files in force: %s; sha256 %s",
        report.profiles(), report.devices(), report.files(), counts, now.sha256());
    return new ReloadViews.Result(
        true,
        ReloadReports.findings(report),
        ReloadReports.changes(applied),
        now.since(),
        now.sha256(),
        Optional.of("another reload, which was under way").filter(sentence -> waited));
  }
}

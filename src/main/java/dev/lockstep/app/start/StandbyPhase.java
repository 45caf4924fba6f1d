package dev.lockstep.app.start;

import dev.lockstep.app.Reign;
import dev.lockstep.app.SystemTime;
import dev.lockstep.app.Version;
import dev.lockstep.app.config.Settings;
import dev.lockstep.app.security.StandbyAccess;
import dev.lockstep.app.standby.LineEnd;
import dev.lockstep.app.standby.LineMember;
import dev.lockstep.app.standby.StandbyAnswers;
import dev.lockstep.driver.opcua.OpcUaDriver;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.rest.LineAdministration;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * The standby phase: the time before a PC is the active one of its line, in the same process and
 * before Quarkus. It listens for the other PC, and answers HTTP where the gateway will listen. When
 * it is over the ordinary start follows; there is no other code for a takeover.
 */
final class StandbyPhase {
  private static final Logger LOG = Logger.getLogger(StandbyPhase.class);

  private static volatile LineAdministration line = LineAdministration.NONE;
  private static volatile Optional<Watchdog> watchdog = Optional.empty();

  private StandbyPhase() {}

  /** The line that this process is one of; none where it stands alone. */
  static LineAdministration line() {
    return line;
  }

  /** Has recorded what was said at this PC before it was the active one. Returns at once. */
  static void recordWords(AuditLog audit) {
    if (line instanceof LineMember member) {
      member.recordWords(audit);
    }
  }

  /**
   * The gateway answers, and gives its own signs of life from now on. Until then systemd, which was
   * told that a standby is ready, hears of this phase: a large journal takes its time.
   */
  static void over() {
    watchdog.ifPresent(Watchdog::close);
  }

  /**
   * Waits until this PC is the active one.
   *
   * @throws dev.lockstep.app.config.StartFailureException where a person must correct something
   */
  static Reign await(Settings settings, SystemTime time) {
    NotifySocket systemd = NotifySocket.of(System.getenv(), ProcessHandle.current().pid());
    LineMember member = LineMember.start(settings, time, new LineEnd());
    line = member;
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("lockstep-line-stop").unstarted(member::stop));
    try (StandbyAnswers answers = StandbyAnswers.open(StandbyAccess.here(), member)) {
      LOG.infof(
          "lockstep %s: %s waits in the line %s; %s",
          Version.number(),
          settings.config().standby().name().orElseThrow(),
          settings.gateway(),
          answers.place());
      systemd.ready("lockstep %s: standby".formatted(Version.number()));
      watchdog =
          systemd
              .watchdog()
              .map(
                  period ->
                      new Watchdog(
                          period,
                          Map.of("the line's seat", () -> CompletableFuture.runAsync(member::line)),
                          systemd::alive));
      watchdog.ifPresent(Watchdog::start);
      makeCertificate(settings, time);
      return member.awaitReign();
    }
  }

  /**
   * The machines have to know this PC's certificate before it takes over; a takeover would make one
   * that none of them knows, and the line would stand for as long as a key takes.
   */
  private static void makeCertificate(Settings settings, SystemTime time) {
    try {
      OpcUaDriver.makeCertificate(settings.config().opcua(), settings.gateway(), time);
    } catch (UncheckedIOException fault) {
      LOG.warnf("standby: %s", fault.getMessage()); // ends a takeover only where there are machines
    }
  }
}

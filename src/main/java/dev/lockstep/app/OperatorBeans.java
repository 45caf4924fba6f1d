package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.security.AccessRules;
import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalQueries;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.participant.Participant;
import dev.lockstep.rest.BackupTaker;
import dev.lockstep.rest.BrowseRuns;
import dev.lockstep.rest.CertificateExpiry;
import dev.lockstep.rest.CoordinatorRole;
import dev.lockstep.rest.GatewayStatus;
import dev.lockstep.rest.OutboxReader;
import dev.lockstep.rest.StatusSources;
import dev.lockstep.rest.SupportExcerpts;
import dev.lockstep.rest.SupportSource;
import dev.lockstep.rest.TransactionDetails;
import dev.lockstep.rest.TrustAdministration;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/** CDI producers of what an operator looks at and keeps: status, backups, the support archive. */
@Singleton
final class OperatorBeans {
  private static final Duration BROWSE_TIME_MAX = Duration.ofMinutes(5);
  private static final Duration BROWSE_KEPT_MAX = Duration.ofHours(1);

  @Produces
  @Singleton
  StatusSources parts(
      Settings settings,
      Gateway gateway,
      StandingTroubles troubles,
      AccessRules rules,
      CertificateExpiry certificates,
      SystemTime time) {
    return new StandingParts(settings, gateway, troubles, rules, certificates, time);
  }

  @Produces
  @Singleton
  GatewayStatus status(
      Participant participant,
      DeviceLinks links,
      SqliteJournal journal,
      CoordinatorRole role,
      TrustAdministration trust,
      TimeSource clock,
      StatusSources sources) {
    return new GatewayStatus(participant, links, journal, role, trust, clock, sources);
  }

  @Produces
  @Singleton
  BrowseRuns browses(
      Settings settings, DeviceLinks links, Participant participant, SystemTime time) {
    BrowseRuns runs =
        new BrowseRuns(
            new PageBrowser(
                settings, name -> links.find(name).map(DeviceLinks.Linked::device), time),
            time,
            BROWSE_TIME_MAX,
            BROWSE_KEPT_MAX);
    participant.stop().then(runs::end);
    return runs;
  }

  @Produces
  @Singleton
  BackupTaker backups(Settings settings, TimeSource clock) {
    return new DatabaseBackup(settings, clock);
  }

  @Produces
  @Singleton
  SupportExcerpts excerpts(
      GatewayStatus status,
      TransactionDetails details,
      JournalQueries queries,
      SqliteJournal journal,
      DeviceLinks links) {
    return new SupportExcerpts(status, details, queries, journal, links);
  }

  @Produces
  @Singleton
  SupportSource support(
      Settings settings,
      Gateway gateway,
      SupportExcerpts excerpts,
      OutboxReader outbox,
      SmallRyeHealthReporter health,
      MeterRegistry metrics,
      Config config,
      TimeSource clock) {
    return new SupportFiles(
        settings,
        gateway,
        excerpts,
        outbox,
        health,
        metrics,
        config.unwrap(SmallRyeConfig.class),
        clock);
  }
}

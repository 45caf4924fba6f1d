package dev.lockstep.dashboard;

import dev.lockstep.coordinator.Coordinator;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.participant.Participant;
import dev.lockstep.rest.BrowseRuns;
import dev.lockstep.rest.CoordinatorRole;
import dev.lockstep.rest.OutboxReader;
import dev.lockstep.rest.Plans;
import dev.lockstep.rest.TrustAdministration;
import jakarta.inject.Singleton;
import java.util.Objects;

/**
 * Fingerprints of what pages show: numbers that differ where something changed. Taken of what is in
 * memory; no disk and no device is asked.
 */
@Singleton
final class Fingerprints {
  private final Participant participant;
  private final SqliteJournal journal;
  private final AuditLog audit;
  private final DeviceLinks links;
  private final TrustAdministration trust;
  private final CoordinatorRole coordinator;
  private final Plans plans;
  private final OutboxReader outbox;
  private final TroubleReader standing;
  private final SeveralRuns several;
  private final BrowseRuns browses;

  Fingerprints(
      Participant participant,
      SqliteJournal journal,
      AuditLog audit,
      DeviceLinks links,
      TrustAdministration trust,
      CoordinatorRole coordinator,
      Plans plans,
      OutboxReader outbox,
      TroubleReader standing,
      SeveralRuns several,
      BrowseRuns browses) {
    this.participant = participant;
    this.journal = journal;
    this.audit = audit;
    this.links = links;
    this.trust = trust;
    this.coordinator = coordinator;
    this.plans = plans;
    this.outbox = outbox;
    this.standing = standing;
    this.several = several;
    this.browses = browses;
  }

  long of(LiveTopic topic) {
    return switch (topic) {
      case TRANSACTIONS -> transactions();
      case DEVICES ->
          links.all().stream()
              .mapToLong(each -> Objects.hash(each.device().name(), each.link().status()))
              .sum();
      case TRUST -> trust.version() * 31 + connected();
      case COORDINATIONS -> coordinator.coordinator().map(Fingerprints::running).orElse(0L);
      case PLANS -> plans.plays().version();
      case JOURNAL -> Objects.hash(journal.troubles(), journal.damages());
      case OUTBOX -> outbox.standing().hashCode();
      case AUDIT -> auditRow();
      case HEALTH -> standing.parts().hashCode();
      case SEVERAL -> several.version();
      case BROWSE -> browses.version();
    };
  }

  /** A state is another object as soon as anything in it is another. */
  private long transactions() {
    long states = participant.live().stream().mapToLong(System::identityHashCode).sum();
    return journal.lastLine() * 31 + states + participant.waiting().hashCode();
  }

  /** Who is connected, and not when the last attempt was. */
  private long connected() {
    return links.all().stream()
        .filter(each -> each.link().status().connected())
        .mapToLong(each -> each.device().name().hashCode())
        .sum();
  }

  private static long running(Coordinator coordinator) {
    return coordinator.running().stream().mapToLong(System::identityHashCode).sum()
        + coordinator.troubles().hashCode();
  }

  private long auditRow() {
    try {
      return audit.lastRow();
    } catch (JournalUnavailableException closed) {
      return -1; // the page says why, and this is all that can change
    }
  }
}

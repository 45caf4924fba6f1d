package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.app.security.SecureRandomSource;
import dev.lockstep.coordinator.CoordinationCodec;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.Coordinator;
import dev.lockstep.coordinator.CoordinatorPorts;
import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.coordinator.ParticipantClient;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.SqliteDecisionLog;
import dev.lockstep.rest.CoordinatorRole;
import dev.lockstep.transaction.TransactionId;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Coordinator role of this process with its decision log, where the role is on. */
public final class CoordinatorPart implements AutoCloseable {
  private final CoordinatorRole role;
  private final Optional<SqliteDecisionLog<CoordinationRecord>> log;
  private final Runnable closing;

  private CoordinatorPart(
      CoordinatorRole role, Optional<SqliteDecisionLog<CoordinationRecord>> log, Runnable closing) {
    this.role = role;
    this.log = log;
    this.closing = closing;
  }

  static CoordinatorPart off(CoordinatorSettings settings, SystemTime time) {
    return new CoordinatorPart(role(Optional.empty(), settings, time), Optional.empty(), () -> {});
  }

  /**
   * Opens the decision log and continues the coordinations that are open in it.
   *
   * @throws StartFailureException where the log cannot be used
   */
  static CoordinatorPart open(Settings settings, ParticipantClient gateways, SystemTime time) {
    CoordinatorSettings coordinator = settings.config().coordinator();
    try {
      SqliteDecisionLog<CoordinationRecord> log =
          SqliteDecisionLog.open(settings.decisions(), new CoordinationCodec(), time);
      ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
      CoordinatorPorts ports =
          new CoordinatorPorts(
              time, time::later, workers, SecureRandomSource.generator(), log::troubles);
      Coordinator started = new Coordinator(log, gateways, coordinator, ports);
      started.start();
      Runnable closing =
          () -> {
            started.close();
            workers.shutdownNow();
            log.close();
          };
      return new CoordinatorPart(
          role(Optional.of(started), coordinator, time), Optional.of(log), closing);
    } catch (JournalUnavailableException fault) {
      throw new StartFailureException(String.valueOf(fault.getMessage()));
    }
  }

  private static CoordinatorRole role(
      Optional<Coordinator> coordinator, CoordinatorSettings settings, SystemTime time) {
    return new CoordinatorRole(
        coordinator, settings, () -> new TransactionId(UUID.randomUUID().toString()), time);
  }

  /** The role as the API sees it. */
  public CoordinatorRole role() {
    return role;
  }

  /** Empty where the role is off. */
  public Optional<SqliteDecisionLog<?>> log() {
    return log.map(each -> each);
  }

  /** The same log with what is in it. */
  Optional<SqliteDecisionLog<CoordinationRecord>> records() {
    return log;
  }

  @Override
  public void close() {
    closing.run();
  }
}

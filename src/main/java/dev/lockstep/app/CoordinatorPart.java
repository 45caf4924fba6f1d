package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.security.SecureRandomSource;
import dev.lockstep.app.tracing.Tracing;
import dev.lockstep.coordinator.CoordinationListener;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.Coordinator;
import dev.lockstep.coordinator.CoordinatorPorts;
import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.coordinator.ParticipantClient;
import dev.lockstep.ensemble.ZooKeeperDecisionLog;
import dev.lockstep.journal.SqliteDecisionLog;
import dev.lockstep.rest.CoordinatorRole;
import dev.lockstep.transaction.TransactionId;
import java.util.Optional;
import java.util.UUID;

/** Coordinator role of this process with its decision log, where the role is on. */
public final class CoordinatorPart implements AutoCloseable {
  private final CoordinatorRole role;
  private final Optional<OpenedDecisionLog> opened;
  private final Runnable closing;

  private CoordinatorPart(
      CoordinatorRole role, Optional<OpenedDecisionLog> opened, Runnable closing) {
    this.role = role;
    this.opened = opened;
    this.closing = closing;
  }

  static CoordinatorPart off(CoordinatorSettings settings, SystemTime time) {
    return new CoordinatorPart(role(Optional.empty(), settings, time), Optional.empty(), () -> {});
  }

  /**
   * Continues the coordinations that are open in the decision log.
   *
   * @param opened closed with this
   */
  static CoordinatorPart open(
      Settings settings,
      OpenedDecisionLog opened,
      ParticipantClient gateways,
      SystemTime time,
      CoordinationListener listener,
      Tracing tracing) {
    CoordinatorSettings coordinator = settings.config().coordinator();
    Workers workers = new Workers(Workers.PATIENCE);
    CoordinatorPorts ports =
        new CoordinatorPorts(
            time,
            time::later,
            workers,
            SecureRandomSource.generator(),
            tracing.coordinations(listener),
            opened.troubles());
    Coordinator started =
        new Coordinator(
            tracing.decisions(opened.log()), tracing.gateways(gateways), coordinator, ports);
    started.start();
    Runnable closing =
        () -> {
          started.close();
          workers.close();
          opened.log().close();
        };
    return new CoordinatorPart(
        role(Optional.of(started), coordinator, time), Optional.of(opened), closing);
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

  /** The log's file; empty where the role is off, or its decisions stand in an ensemble. */
  public Optional<SqliteDecisionLog<?>> log() {
    return opened.flatMap(OpenedDecisionLog::file).map(each -> each);
  }

  /** The same log with what is in it. */
  Optional<SqliteDecisionLog<CoordinationRecord>> records() {
    return opened.flatMap(OpenedDecisionLog::file);
  }

  /** The log in the ensemble; empty where the role is off, or its log is a file. */
  public Optional<ZooKeeperDecisionLog<?>> ensemble() {
    return opened.flatMap(OpenedDecisionLog::ensemble);
  }

  /** Ends that the outbox takes; empty where it reads them in the log's file. */
  Optional<CoordinationEnds> ends() {
    return opened.flatMap(OpenedDecisionLog::ends);
  }

  /** Where decisions stand, for people; empty where the role is off. */
  public Optional<String> place() {
    return opened.map(OpenedDecisionLog::place);
  }

  @Override
  public void close() {
    closing.run();
  }
}

package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.app.security.SecureRandomSource;
import dev.lockstep.coordinator.CoordinationCodec;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.ensemble.EnsembleAddress;
import dev.lockstep.ensemble.EnsembleClient;
import dev.lockstep.ensemble.EnsemblePorts;
import dev.lockstep.ensemble.EnsembleSettings;
import dev.lockstep.ensemble.PlanDigest;
import dev.lockstep.ensemble.ZooKeeperDecisionLog;
import dev.lockstep.journal.DecisionLog;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.Replication;
import dev.lockstep.journal.SqliteDecisionLog;
import dev.lockstep.rest.client.CoordinatorAddresses;
import dev.lockstep.rest.client.HttpParticipantClient;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The coordinator's decision log as it is configured.
 *
 * @param troubles why nothing should be begun now
 * @param file where it is one
 * @param ensemble where it is in one
 * @param ends what is handed over of them there
 * @param addresses that gateways are told for the case of doubt
 * @param place for people
 */
record OpenedDecisionLog(
    DecisionLog<CoordinationRecord> log,
    Supplier<List<String>> troubles,
    Optional<SqliteDecisionLog<CoordinationRecord>> file,
    Optional<ZooKeeperDecisionLog<?>> ensemble,
    Optional<CoordinationEnds> ends,
    CoordinatorAddresses addresses,
    String place) {

  /**
   * Opens it.
   *
   * @param publicUrl where gateways in doubt reach this coordinator
   * @param connection the process' one, which its gateway uses too
   * @param replication who is given what a file takes
   * @throws StartFailureException where it cannot be used, and a person must correct something
   */
  static OpenedDecisionLog open(
      Settings settings,
      URI publicUrl,
      EnsembleConnection connection,
      SystemTime time,
      Replication replication) {
    try {
      return switch (settings.config().coordinator().log()) {
        case SQLITE -> sqlite(settings, publicUrl, time, replication);
        case ZOOKEEPER -> zookeeper(settings, connection, time);
      };
    } catch (JournalUnavailableException fault) {
      throw new StartFailureException(String.valueOf(fault.getMessage()));
    }
  }

  private static OpenedDecisionLog sqlite(
      Settings settings, URI publicUrl, SystemTime time, Replication replication)
      throws JournalUnavailableException {
    SqliteDecisionLog<CoordinationRecord> log =
        SqliteDecisionLog.open(settings.decisions(), new CoordinationCodec(), time, replication);
    return new OpenedDecisionLog(
        log,
        log::troubles,
        Optional.of(log),
        Optional.empty(),
        Optional.empty(),
        HttpParticipantClient.at(publicUrl),
        settings.decisions().path().toString());
  }

  private static OpenedDecisionLog zookeeper(
      Settings settings, EnsembleConnection connection, SystemTime time)
      throws JournalUnavailableException {
    EnsembleSettings ensemble = settings.config().ensemble();
    EnsembleClient client =
        connection
            .client()
            .orElseThrow(
                () ->
                    StartFailureException.value(
                        "lockstep.ensemble.connect",
                        "",
                        "with lockstep.coordinator.log=zookeeper it names the servers: host:port,"
                            + " commas between them"));
    EnsemblePorts ports =
        new EnsemblePorts(time, time::later, OpenedDecisionLog::hex, settings.gateway());
    PlanDigests digests = new PlanDigests();
    ZooKeeperDecisionLog<CoordinationRecord> log =
        ZooKeeperDecisionLog.open(client, ensemble, new EnsembleRecords(digests), ports);
    CoordinationEnds ends = new CoordinationEnds();
    log.beforeEnd(ends::handOver);
    return new OpenedDecisionLog(
        log,
        log::troubles,
        Optional.empty(),
        Optional.of(log),
        Optional.of(ends),
        (plan, participant) -> address(log, plan, digests.of(plan), participant),
        "%s%s".formatted(client.servers(), ensemble.chroot()));
  }

  private static String hex() {
    byte[] drawn = new byte[8];
    SecureRandomSource.generator().nextBytes(drawn);
    return HexFormat.of().formatHex(drawn);
  }

  /** Nothing is begun before the log's identity is known. */
  private static String address(
      ZooKeeperDecisionLog<?> log, CoordinationPlan plan, PlanDigest digest, int participant) {
    return new EnsembleAddress(
            log.chroot(),
            plan.id(),
            participant + 1,
            plan.shares().size(),
            digest,
            plan.terms().timeout(),
            log.log().orElseThrow(),
            plan.instant())
        .toString();
  }
}

package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.app.security.SecureRandomSource;
import dev.lockstep.app.tracing.Tracing;
import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.LoadReport;
import dev.lockstep.driver.Driver;
import dev.lockstep.driver.ServerTrust;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.participant.DecisionListener;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.participant.OutcomeWitness;
import dev.lockstep.participant.Participant;
import dev.lockstep.participant.Ports;
import dev.lockstep.participant.SiblingClient;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Gateway: journal, catalog, device links and participant, opened in the order in which they need
 * each other and closed in reverse.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Gateway.class);

  private final Deque<AutoCloseable> open;
  private final SqliteJournal journal;
  private final AuditLog audit;
  private final List<Driver> drivers;
  private final DeviceLinks links;
  private final Participant participant;
  private final CatalogReload reload;

  /** Clients, time, listener, meters and traces that the parts are given. */
  public record Collaborators(
      SystemTime time,
      CoordinatorClient coordinators,
      SiblingClient siblings,
      OutcomeWitness witness,
      DecisionListener listener,
      DeviceLinks.Metering devices,
      Tracing tracing) {

    /** Without traces. */
    public Collaborators(
        SystemTime time,
        CoordinatorClient coordinators,
        SiblingClient siblings,
        OutcomeWitness witness,
        DecisionListener listener,
        DeviceLinks.Metering devices) {
      this(time, coordinators, siblings, witness, listener, devices, Tracing.OFF);
    }
  }

  private Gateway(
      Settings settings,
      StartupResources resources,
      Collaborators collaborators,
      Deque<AutoCloseable> open) {
    this.open = open;
    SystemTime time = collaborators.time();
    journal = kept(resources.journal());
    audit = kept(AuditLog.start(settings.audit(), time, journal));
    Workers workers = kept(new Workers(Workers.PATIENCE));
    drivers = List.copyOf(resources.drivers());
    drivers.forEach(this::kept);
    Catalog catalog = resources.catalog();
    CatalogStart.log(catalog.report());
    Tracing tracing = collaborators.tracing();
    DeviceLinks.Metering metering = tracing.devices(collaborators.devices());
    links = kept(Drivers.links(catalog, resources.drivers(), settings, metering));
    Ports ports =
        new Ports(
            tracing.journal(journal),
            links,
            collaborators.coordinators(),
            collaborators.siblings(),
            collaborators.witness(),
            time,
            SecureRandomSource.generator(),
            workers,
            tracing.carrying(workers),
            tracing.transactions(collaborators.listener()));
    participant = new Participant(ports, settings.config().transactions(), catalog);
    reload =
        new CatalogReload(
            settings,
            resources.drivers(),
            catalog,
            new CatalogReload.Parts(participant, audit, time));
    // From here on time may call back. Closing begins with the participant and with time; workers
    // are waited for when no device holds them any more, and while the journal still writes.
    open.push(time);
    open.push(participant);
    participant.takeOver(resources.found());
  }

  /**
   * Opens everything. When it returns, every reservation that the journal holds stands again;
   * {@link Participant#goOn} is for when the server listens.
   *
   * @param resources what stands already; closed with the gateway
   * @throws StartFailureException where a person must correct something; nothing stays open then
   */
  public static Gateway open(
      Settings settings, StartupResources resources, Collaborators collaborators) {
    Deque<AutoCloseable> open = new ArrayDeque<>();
    try {
      return new Gateway(settings, resources, collaborators, open);
    } catch (RuntimeException fault) {
      close(open);
      throw fault;
    }
  }

  private <T extends AutoCloseable> T kept(T part) {
    open.push(part);
    return part;
  }

  /** The journal, which is closed with the gateway. */
  public SqliteJournal journal() {
    return journal;
  }

  /** The audit log, which is closed with the gateway. */
  public AuditLog audit() {
    return audit;
  }

  /** What was found in profiles and device lists when they were read. */
  LoadReport catalogReport() {
    return reload.inForce().report();
  }

  DeviceLinks links() {
    return links;
  }

  /** Whom the drivers trust now. */
  ServerTrust trust() {
    return ServerTrust.of(drivers);
  }

  /** The reload of profiles and devices. */
  public CatalogReload reload() {
    return reload;
  }

  /** The participant. */
  public Participant participant() {
    return participant;
  }

  @Override
  public void close() {
    close(open);
  }

  private static void close(Deque<AutoCloseable> open) {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception fault) { // AutoCloseable says no more
        LOG.warnf(
            fault,
            "a part did not close, and nothing durable depends on it: %s",
            fault.getMessage());
      }
    }
  }
}

package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.app.security.SecureRandomSource;
import dev.lockstep.catalog.Catalog;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.participant.DecisionListener;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.participant.Participant;
import dev.lockstep.participant.Ports;
import dev.lockstep.participant.SiblingClient;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * The parts of a gateway, opened in the order in which they need each other: journal, catalog,
 * links, participant; and closed in reverse.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Gateway.class);

  private final Deque<AutoCloseable> open;
  private final SqliteJournal journal;
  private final DeviceLinks links;
  private final Participant participant;

  /** What the parts reach the world through. */
  public record Surroundings(
      SystemTime time,
      CoordinatorClient coordinators,
      SiblingClient siblings,
      DecisionListener listener) {}

  private Gateway(
      Settings settings,
      StartupResources laid,
      Surroundings surroundings,
      Deque<AutoCloseable> open) {
    this.open = open;
    SystemTime time = surroundings.time();
    ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    open.push(workers::shutdownNow);
    journal = kept(laid.journal());
    laid.drivers().forEach(this::kept);
    Catalog catalog = laid.catalog();
    CatalogStart.tell(catalog.report());
    links = kept(Drivers.links(catalog, laid.drivers(), settings));
    Ports ports =
        new Ports(
            journal,
            links,
            surroundings.coordinators(),
            surroundings.siblings(),
            time,
            SecureRandomSource.generator(),
            workers,
            workers,
            surroundings.listener());
    participant = new Participant(ports, settings.participant(), catalog);
    // From here on time may call back; closing begins with stopping it.
    open.push(time);
    participant.takeOver(laid.found());
  }

  /**
   * Opens everything. When it returns, every reservation that the journal holds stands again;
   * {@link Participant#goOn} is for when the server listens.
   *
   * @param laid what stands already; closed with the gateway
   * @throws StartFailureException where a person must mend something; nothing stays open then
   */
  public static Gateway open(Settings settings, StartupResources laid, Surroundings surroundings) {
    Deque<AutoCloseable> open = new ArrayDeque<>();
    try {
      return new Gateway(settings, laid, surroundings, open);
    } catch (RuntimeException fault) {
      close(open);
      throw fault;
    }
  }

  private <T extends AutoCloseable> T kept(T part) {
    open.push(part);
    return part;
  }

  public SqliteJournal journal() {
    return journal;
  }

  DeviceLinks links() {
    return links;
  }

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

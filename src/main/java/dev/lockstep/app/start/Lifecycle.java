package dev.lockstep.app.start;

import dev.lockstep.app.CertificateReminder;
import dev.lockstep.app.CoordinatorPart;
import dev.lockstep.app.Gateway;
import dev.lockstep.app.OrdersPart;
import dev.lockstep.app.OutboxPart;
import dev.lockstep.app.PartMetrics;
import dev.lockstep.app.PruningTimer;
import dev.lockstep.app.StandingTroubles;
import dev.lockstep.app.SystemTime;
import dev.lockstep.app.Version;
import dev.lockstep.app.config.Settings;
import dev.lockstep.app.config.UnknownEnvironmentKeys;
import dev.lockstep.app.security.AccessRules;
import dev.lockstep.app.security.AccountReload;
import dev.lockstep.app.security.ConnectionLimit;
import dev.lockstep.app.security.ProviderWatch;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.AuditRecord;
import dev.lockstep.participant.Participant;
import dev.lockstep.rest.TransactionDetails;
import dev.lockstep.rest.restat.EnlistmentRelocation;
import dev.lockstep.transaction.Requester;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Start of the gateway, before the HTTP server listens: a caller that can reach it finds every
 * reservation standing.
 */
@Singleton
final class Lifecycle {
  private static final Logger LOG = Logger.getLogger(Lifecycle.class);

  private static final Duration GOES_ON_AFTER = Duration.ofMillis(200);

  private final AccessRules rules;
  private final AccountReload accounts;
  private final ProviderWatch provider;
  private final Settings settings;
  private final Instance<Gateway> gateway;
  private final Instance<CoordinatorPart> coordinator;
  private final Instance<OutboxPart> outbox;
  private final Instance<OrdersPart> orders;
  private final Instance<TransactionDetails> details;
  private final Instance<EnlistmentRelocation> relocation;
  private final Instance<CertificateReminder> certificates;
  private final Instance<StandingTroubles> troubles;
  private final ConnectionLimit connections;
  private final PartMetrics meters;
  private final SystemTime time;
  private boolean recorded;

  Lifecycle(
      AccessRules rules,
      AccountReload accounts,
      ProviderWatch provider,
      Settings settings,
      Instance<Gateway> gateway,
      Instance<CoordinatorPart> coordinator,
      Instance<OutboxPart> outbox,
      Instance<OrdersPart> orders,
      Instance<TransactionDetails> details,
      Instance<EnlistmentRelocation> relocation,
      Instance<CertificateReminder> certificates,
      Instance<StandingTroubles> troubles,
      ConnectionLimit connections,
      PartMetrics meters,
      SystemTime time) {
    this.rules = rules;
    this.accounts = accounts;
    this.provider = provider;
    this.settings = settings;
    this.gateway = gateway;
    this.coordinator = coordinator;
    this.outbox = outbox;
    this.orders = orders;
    this.details = details;
    this.relocation = relocation;
    this.certificates = certificates;
    this.troubles = troubles;
    this.connections = connections;
    this.meters = meters;
    this.time = time;
  }

  void start(@Observes StartupEvent event) {
    PrintableLog.install();
    UnknownEnvironmentKeys.enforce(System.getenv().keySet());
    rules.enforce();
    accounts.start();
    provider.start();
    Gateway opened = gateway.get();
    recordStart(opened.audit());
    StopHook.install(opened.participant().stop());
    StandbyPhase.recordWords(opened.audit());
    Duration every = settings.config().journal().pruneEvery();
    OutboxPart telling = outbox.get();
    new PruningTimer(
            () -> opened.journal().pruneTold(telling.toldLine()), "transactions", every, time)
        .start();
    coordinator
        .get()
        .log()
        .ifPresent(log -> new PruningTimer(log::prune, "coordinations", every, time).start());
    coordinator.get().log().ifPresent(meters::watch);
    coordinator.get().ensemble().ifPresent(meters::watch);
    meters.watch(opened, details.get(), rules.exposure().insecure());
    meters.watch(relocation.get());
    meters.watch(telling, orders.get());
    meters.watch(connections);
    meters.watch(troubles.get());
    relocation.get().start();
    certificates.get().start();
    HangupSignal.handle(opened.reload()::reloadForSignal);
    LOG.infof(
        "lockstep %s: gateway %s, journal %s, %d live transactions",
        Version.number(),
        settings.gateway(),
        settings.journal().path(),
        opened.participant().live().size());
    coordinator
        .get()
        .place()
        .ifPresent(place -> LOG.infof("coordinator role: on, decisions in %s", place));
    telling.standing().forEach(each -> LOG.infof("outbox: %s %s", each.name(), each.target()));
    orders.get().standing().forEach(each -> LOG.infof("orders: on, from %s", each.target()));
    time.shortcoming().ifPresent(LOG::warn);
    opened.participant().troubles().forEach(LOG::error);
    LOG.log(
        rules.exposure().insecure() ? Logger.Level.WARN : Logger.Level.INFO,
        rules.exposure().summary());
  }

  private void recordStart(AuditLog audit) {
    RestoreRecord.tell(audit, settings.journal().path());
    audit.note(
        new AuditRecord("start", Requester.NONE, settings.config().gateway().name())
            .with("version", Version.number())
            .with("exposure", rules.exposure().summary())
            .with("users", accounts.roles())
            .with("provider", provider.issuer()));
    recorded = true;
  }

  void stop(@Observes ShutdownEvent event) {
    if (recorded) {
      orders.get().close();
      AuditLog audit = gateway.get().audit();
      audit.note(new AuditRecord("stop", Requester.NONE, settings.config().gateway().name()));
    }
  }

  void listening(@ObservesAsync HttpServerStart server) {
    logAddress("http", server.options().getHost(), server.options().getPort());
    resume();
  }

  void listeningWithTls(@ObservesAsync HttpsServerStart server) {
    logAddress("https", server.options().getHost(), server.options().getPort());
    resume();
  }

  /**
   * Delayed, so that callers that waited for the gateway are answered before ten thousand questions
   * leave for coordinators.
   */
  private void resume() {
    Participant participant = gateway.get().participant();
    time.later(GOES_ON_AFTER, () -> Thread.startVirtualThread(participant::goOn));
    orders.get().start();
  }

  private static void logAddress(String scheme, String host, int port) {
    LOG.infof(
        "ready: %s://%s:%d (the page; the API is described at /q/swagger-ui)", scheme, host, port);
  }
}

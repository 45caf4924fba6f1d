package dev.lockstep.app;

import dev.lockstep.app.security.AccessRules;
import dev.lockstep.app.security.ConnectionLimit;
import dev.lockstep.app.security.HealthReader;
import dev.lockstep.coordinator.Coordinator;
import dev.lockstep.device.PrintableText;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.participant.Participant;
import dev.lockstep.rest.CertificateExpiry;
import dev.lockstep.rest.CoordinatorRole;
import dev.lockstep.rest.TransactionDetails;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.State;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * Health checks (MicroProfile Health). A damaged journal or a silent device does not make the
 * gateway unready: it votes ROLLBACK and goes on finishing what it promised (P9). Sentences, in
 * which persons, machines and addresses are named, are for a {@link HealthReader} who may read
 * them; counts and the status are for every probe.
 */
final class GatewayHealth {
  private static final int TEXT_MAX = 4_000;
  private static final int SENTENCES_MAX = 20;

  private GatewayHealth() {}

  /** Ready when every reservation stands again; with the situation as data. */
  @Readiness
  @Singleton
  static final class Standing implements HealthCheck {
    private final Gateway gateway;
    private final TransactionDetails details;
    private final AccessRules rules;
    private final ConnectionLimit connections;
    private final CoordinatorRole role;
    private final OutboxPart outbox;
    private final OrdersPart orders;
    private final CertificateExpiry expiry;
    private final HealthReader reader;

    Standing(
        Gateway gateway,
        TransactionDetails details,
        AccessRules rules,
        ConnectionLimit connections,
        CoordinatorRole role,
        OutboxPart outbox,
        OrdersPart orders,
        CertificateExpiry expiry,
        HealthReader reader) {
      this.gateway = gateway;
      this.details = details;
      this.rules = rules;
      this.connections = connections;
      this.role = role;
      this.outbox = outbox;
      this.orders = orders;
      this.expiry = expiry;
      this.reader = reader;
    }

    @Override
    public HealthCheckResponse call() {
      Participant participant = gateway.participant();
      List<String> troubles = participant.troubles();
      Optional<List<String>> coordinating = role.coordinator().map(Coordinator::troubles);
      Optional<List<String>> ordered = orders.troubles();
      List<String> audit = gateway.audit().troubles();
      List<String> telling = outbox.troubles();
      List<String> alarms = participant.alarms();
      List<String> waiting = participant.waiting(SENTENCES_MAX);
      List<String> accounts = reader.accountsFaults();
      List<String> certificates = expiry.warnings();
      boolean good =
          troubles.isEmpty()
              && audit.isEmpty()
              && telling.isEmpty()
              && accounts.isEmpty()
              && certificates.isEmpty()
              && alarms.isEmpty()
              && waiting.isEmpty()
              && coordinating.orElse(List.of()).isEmpty()
              && ordered.orElse(List.of()).isEmpty();
      HealthCheckResponseBuilder told = HealthCheckResponse.named("gateway");
      if (reader.mayReadNames()) {
        coordinating.ifPresent(list -> told.withData("coordinatorTroubles", joined("; ", list)));
        ordered.ifPresent(list -> told.withData("orderTroubles", joined("; ", list)));
        told.withData("troubles", joined("; ", troubles))
            .withData("auditTroubles", joined("; ", audit))
            .withData("outboxTroubles", joined("; ", telling))
            .withData("alarms", joined("; ", alarms))
            .withData("waitingFor", joined(" | ", waiting))
            .withData("certificates", joined(" | ", certificates))
            .withData("accounts", joined(" | ", accounts));
      }
      Map<Intervention.Kind, Long> kinds = participant.waiting();
      for (Intervention.Kind kind : Intervention.Kind.values()) {
        told.withData("waiting" + camel(kind), kinds.getOrDefault(kind, 0L));
      }
      CatalogReload.InForce files = gateway.reload().inForce();
      return told.status(participant.ready())
          .withData("standing", good ? "GOOD" : "DEGRADED")
          .withData("waiting", kinds.values().stream().mapToLong(Long::longValue).sum())
          .withData("insecure", rules.exposure().insecure())
          .withData("connectionsClosed", connections.closed().count())
          .withData("certificateWarnings", certificates.size())
          .withData("live", count(state -> true))
          .withData("inDoubt", count(details::inDoubt))
          .withData("heldBack", count(GatewayMetrics::heldBack))
          .withData("withheld", count(standing(State.Committing.Standing.WITHHELD)))
          .withData("stuck", count(standing(State.Committing.Standing.STUCK)))
          .withData("catalogSha256", files.sha256())
          .withData("catalogSince", files.since().toString())
          .withData("devices", gateway.links().all().size())
          .withData("devicesConnected", connected())
          .build();
    }

    /** For example {@code HeldBack}. */
    private static String camel(Intervention.Kind kind) {
      return Stream.of(kind.name().split("_"))
          .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
          .collect(Collectors.joining());
    }

    private long count(Predicate<State> which) {
      return gateway.participant().live().stream().filter(which).count();
    }

    private static Predicate<State> standing(State.Committing.Standing wanted) {
      return state ->
          state instanceof State.Committing committing && committing.standing() == wanted;
    }

    private long connected() {
      return gateway.links().all().stream()
          .map(each -> each.link().status())
          .filter(LinkStatus::connected)
          .count();
    }
  }

  /** Down after a fault of the gateway itself. */
  @Liveness
  @Singleton
  static final class Faultless implements HealthCheck {
    private final Gateway gateway;
    private final HealthReader reader;

    Faultless(Gateway gateway, HealthReader reader) {
      this.gateway = gateway;
      this.reader = reader;
    }

    @Override
    public HealthCheckResponse call() {
      List<String> bugs = gateway.participant().bugs();
      HealthCheckResponseBuilder told =
          HealthCheckResponse.named("faultless").status(bugs.isEmpty());
      if (reader.mayReadNames()) {
        told.withData("faults", joined("; ", bugs));
      }
      return told.build();
    }
  }

  private static String joined(String between, List<String> sentences) {
    return cut(String.join(between, sentences));
  }

  private static String cut(String text) {
    return PrintableText.line(text, TEXT_MAX);
  }
}

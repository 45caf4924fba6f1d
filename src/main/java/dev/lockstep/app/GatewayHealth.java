package dev.lockstep.app;

import dev.lockstep.app.StandingTroubles.Part;
import dev.lockstep.app.security.AccessRules;
import dev.lockstep.app.security.ConnectionLimit;
import dev.lockstep.app.security.HealthReader;
import dev.lockstep.device.PrintableText;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.participant.Participant;
import dev.lockstep.rest.CertificateExpiry;
import dev.lockstep.rest.TransactionDetails;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.State;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    private final StandingTroubles troubles;
    private final CertificateExpiry expiry;
    private final HealthReader reader;

    Standing(
        Gateway gateway,
        TransactionDetails details,
        AccessRules rules,
        ConnectionLimit connections,
        StandingTroubles troubles,
        CertificateExpiry expiry,
        HealthReader reader) {
      this.gateway = gateway;
      this.details = details;
      this.rules = rules;
      this.connections = connections;
      this.troubles = troubles;
      this.expiry = expiry;
      this.reader = reader;
    }

    @Override
    public HealthCheckResponse call() {
      Participant participant = gateway.participant();
      List<String> alarms = participant.alarms();
      List<String> waiting = participant.waiting(SENTENCES_MAX);
      List<String> certificates = expiry.warnings();
      boolean good =
          Stream.of(Part.values()).allMatch(part -> troubles.count(part) == 0)
              && certificates.isEmpty()
              && alarms.isEmpty()
              && waiting.isEmpty();
      HealthCheckResponseBuilder told = HealthCheckResponse.named("gateway");
      if (reader.mayReadNames()) {
        troubles.of(Part.COORDINATOR).ifPresent(each -> tell(told, "coordinatorTroubles", each));
        troubles.of(Part.ORDERS).ifPresent(each -> tell(told, "orderTroubles", each));
        troubles.of(Part.LINE).ifPresent(each -> tell(told, "lineTroubles", each));
        tell(told, "troubles", participant.troubles());
        tell(told, "auditTroubles", troubles.of(Part.AUDIT).orElse(List.of()));
        tell(told, "outboxTroubles", troubles.of(Part.OUTBOX).orElse(List.of()));
        tell(told, "accounts", troubles.of(Part.ACCOUNTS).orElse(List.of()));
        tell(told, "alarms", alarms);
        told.withData("waitingFor", joined(" | ", waiting))
            .withData("certificates", joined(" | ", certificates));
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
          .withData("heldBack", count(LiveStates::heldBack))
          .withData("withheld", count(LiveStates::withheld))
          .withData("stuck", count(LiveStates::stuck))
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

  private static void tell(HealthCheckResponseBuilder told, String key, List<String> sentences) {
    told.withData(key, joined("; ", sentences));
  }

  private static String joined(String between, List<String> sentences) {
    return PrintableText.line(String.join(between, sentences), TEXT_MAX);
  }
}

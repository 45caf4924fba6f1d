package dev.lockstep.app;

import dev.lockstep.app.security.AccessRules;
import dev.lockstep.app.security.ConnectionLimit;
import dev.lockstep.coordinator.Coordinator;
import dev.lockstep.device.PrintableText;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.participant.Participant;
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
 * gateway unready: it votes ROLLBACK and goes on finishing what it promised (P9).
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

    Standing(
        Gateway gateway,
        TransactionDetails details,
        AccessRules rules,
        ConnectionLimit connections,
        CoordinatorRole role) {
      this.gateway = gateway;
      this.details = details;
      this.rules = rules;
      this.connections = connections;
      this.role = role;
    }

    @Override
    public HealthCheckResponse call() {
      Participant participant = gateway.participant();
      List<String> troubles = participant.troubles();
      Optional<List<String>> coordinating = role.coordinator().map(Coordinator::troubles);
      List<String> audit = gateway.audit().troubles();
      List<String> alarms = participant.alarms();
      List<String> waiting = participant.waiting(SENTENCES_MAX);
      boolean good =
          troubles.isEmpty()
              && audit.isEmpty()
              && alarms.isEmpty()
              && waiting.isEmpty()
              && coordinating.orElse(List.of()).isEmpty();
      HealthCheckResponseBuilder told = HealthCheckResponse.named("gateway");
      coordinating.ifPresent(
          list -> told.withData("coordinatorTroubles", cut(String.join("; ", list))));
      Map<Intervention.Kind, Long> kinds = participant.waiting();
      for (Intervention.Kind kind : Intervention.Kind.values()) {
        told.withData("waiting" + camel(kind), kinds.getOrDefault(kind, 0L));
      }
      return told.status(participant.ready())
          .withData("standing", good ? "GOOD" : "DEGRADED")
          .withData("troubles", cut(String.join("; ", troubles)))
          .withData("auditTroubles", cut(String.join("; ", audit)))
          .withData("alarms", cut(String.join("; ", alarms)))
          .withData("waiting", kinds.values().stream().mapToLong(Long::longValue).sum())
          .withData("waitingFor", cut(String.join(" | ", waiting)))
          .withData("insecure", rules.exposure().insecure())
          .withData("connectionsClosed", connections.closed().count())
          .withData("live", count(state -> true))
          .withData("inDoubt", count(details::inDoubt))
          .withData("heldBack", count(GatewayMetrics::heldBack))
          .withData("withheld", count(standing(State.Committing.Standing.WITHHELD)))
          .withData("stuck", count(standing(State.Committing.Standing.STUCK)))
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

    Faultless(Gateway gateway) {
      this.gateway = gateway;
    }

    @Override
    public HealthCheckResponse call() {
      List<String> bugs = gateway.participant().bugs();
      return HealthCheckResponse.named("faultless")
          .status(bugs.isEmpty())
          .withData("faults", cut(String.join("; ", bugs)))
          .build();
    }
  }

  private static String cut(String text) {
    return PrintableText.line(text, TEXT_MAX);
  }
}

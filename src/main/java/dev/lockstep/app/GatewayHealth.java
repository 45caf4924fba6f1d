package dev.lockstep.app;

import dev.lockstep.coordinator.Coordinator;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.participant.Participant;
import dev.lockstep.rest.Chronicle;
import dev.lockstep.rest.CoordinatorRole;
import dev.lockstep.transaction.State;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * What a supervisor is told. A troubled journal or a silent device does not make the gateway
 * unready: it votes ROLLBACK, and goes on finishing what it promised (DESIGN P9).
 */
final class GatewayHealth {
  private static final int TEXT_MAX = 4_000;

  private GatewayHealth() {}

  /** Whether every reservation stands; and how it goes, as data. */
  @Readiness
  @Singleton
  static final class Standing implements HealthCheck {
    private final Gateway gateway;
    private final Chronicle chronicle;
    private final AccessRules rules;
    private final CoordinatorRole role;

    Standing(Gateway gateway, Chronicle chronicle, AccessRules rules, CoordinatorRole role) {
      this.gateway = gateway;
      this.chronicle = chronicle;
      this.rules = rules;
      this.role = role;
    }

    @Override
    public HealthCheckResponse call() {
      Participant participant = gateway.participant();
      List<String> troubles = participant.troubles();
      Optional<List<String>> coordinating = role.coordinator().map(Coordinator::troubles);
      List<String> alarms = participant.alarms();
      boolean good =
          troubles.isEmpty() && alarms.isEmpty() && coordinating.orElse(List.of()).isEmpty();
      HealthCheckResponseBuilder told = HealthCheckResponse.named("gateway");
      coordinating.ifPresent(
          list -> told.withData("coordinatorTroubles", cut(String.join("; ", list))));
      return told.status(participant.ready())
          .withData("standing", good ? "GOOD" : "DEGRADED")
          .withData("troubles", cut(String.join("; ", troubles)))
          .withData("alarms", cut(String.join("; ", alarms)))
          .withData("insecure", rules.exposure().insecure())
          .withData("live", count(state -> true))
          .withData("inDoubt", count(chronicle::inDoubt))
          .withData("heldBack", count(Meters::heldBack))
          .withData("withheld", count(standing(State.Committing.Standing.WITHHELD)))
          .withData("stuck", count(standing(State.Committing.Standing.STUCK)))
          .withData("devices", gateway.links().all().size())
          .withData("devicesConnected", connected())
          .build();
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

  /** Down for a fault of the gateway itself: nobody "continues" behind one. */
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
    return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX);
  }
}

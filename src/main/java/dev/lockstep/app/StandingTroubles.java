package dev.lockstep.app;

import dev.lockstep.app.security.HealthReader;
import dev.lockstep.coordinator.Coordinator;
import dev.lockstep.rest.CoordinatorRole;
import jakarta.inject.Singleton;
import java.util.List;

/** What stands in the way of this gateway now, one sentence each. Thread-safe. */
@Singleton
public final class StandingTroubles {
  private final Gateway gateway;
  private final CoordinatorRole role;
  private final OutboxPart outbox;
  private final OrdersPart orders;
  private final HealthReader accounts;

  /** The parts of a gateway. Names are part of the metrics: never renamed. */
  public enum Part {
    /** The journal: {@code troubles} in health. */
    JOURNAL,
    /** The audit log. */
    AUDIT,
    /** The bus that is told. */
    OUTBOX,
    /** The coordinator role, with its log. */
    COORDINATOR,
    /** Orders from the bus. */
    ORDERS,
    /** The files of users and roles, and the identity provider. */
    ACCOUNTS,
    /** Faults of the gateway itself. */
    PROGRAM
  }

  StandingTroubles(
      Gateway gateway,
      CoordinatorRole role,
      OutboxPart outbox,
      OrdersPart orders,
      HealthReader accounts) {
    this.gateway = gateway;
    this.role = role;
    this.outbox = outbox;
    this.orders = orders;
    this.accounts = accounts;
  }

  /** Sentences of one part; empty where all is well, or the part is off. */
  List<String> of(Part part) {
    return switch (part) {
      case JOURNAL -> gateway.participant().troubles();
      case AUDIT -> gateway.audit().troubles();
      case OUTBOX -> outbox.troubles();
      case COORDINATOR -> role.coordinator().map(Coordinator::troubles).orElse(List.of());
      case ORDERS -> orders.troubles().orElse(List.of());
      case ACCOUNTS -> accounts.accountsFaults();
      case PROGRAM -> gateway.participant().bugs();
    };
  }

  int count(Part part) {
    return of(part).size();
  }
}

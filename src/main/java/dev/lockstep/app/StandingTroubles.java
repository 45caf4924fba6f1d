package dev.lockstep.app;

import dev.lockstep.app.security.AccessRules;
import dev.lockstep.app.security.AccountReload;
import dev.lockstep.app.security.ProviderWatch;
import dev.lockstep.coordinator.Coordinator;
import dev.lockstep.rest.CoordinatorRole;
import dev.lockstep.rest.LineAdministration;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What stands in the way of this gateway now, by part, one sentence each: the one source of status,
 * health, the page, and the metric that alarms rest on. Thread-safe.
 */
@Singleton
public final class StandingTroubles {
  private final Gateway gateway;
  private final CoordinatorRole role;
  private final OutboxPart outbox;
  private final OrdersPart orders;
  private final AccessRules rules;
  private final AccountReload accounts;
  private final ProviderWatch provider;
  private final LineAdministration line;

  /**
   * The parts of a gateway, in the order of the status. Names are part of the metrics: never
   * renamed.
   */
  public enum Part {
    /** Faults of the gateway itself. */
    PROGRAM("gateway", "Gateway"),
    /** The journal. */
    JOURNAL("journal", "Journal"),
    /** The coordinator role, with its log. */
    COORDINATOR("coordinator", "Coordinator"),
    /** The audit log. */
    AUDIT("audit", "Audit log"),
    /** The bus that is told. */
    OUTBOX("outbox", "Outbox"),
    /** Orders from the bus. */
    ORDERS("orders", "Orders"),
    /** The files of users and roles, and the identity provider. */
    ACCOUNTS("accounts", "Accounts"),
    /** The other PC of the line. */
    LINE("line", "Second PC");

    private final String inStatus;
    private final String title;

    Part(String inStatus, String title) {
      this.inStatus = inStatus;
      this.title = title;
    }

    /** The part's name in the status. */
    String inStatus() {
      return inStatus;
    }

    /** The part's name on the page. */
    String title() {
      return title;
    }
  }

  StandingTroubles(
      Gateway gateway,
      CoordinatorRole role,
      OutboxPart outbox,
      OrdersPart orders,
      AccessRules rules,
      AccountReload accounts,
      ProviderWatch provider,
      LineAdministration line) {
    this.gateway = gateway;
    this.role = role;
    this.outbox = outbox;
    this.orders = orders;
    this.rules = rules;
    this.accounts = accounts;
    this.provider = provider;
    this.line = line;
  }

  /** Sentences of one part, none where all is well; empty where the part is off. */
  Optional<List<String>> of(Part part) {
    return switch (part) {
      case PROGRAM -> Optional.of(gateway.participant().bugs());
      case JOURNAL -> Optional.of(gateway.journal().troubles());
      case COORDINATOR -> role.coordinator().map(Coordinator::troubles);
      case AUDIT -> Optional.of(gateway.audit().troubles());
      case OUTBOX -> outbox.troubles();
      case ORDERS -> orders.troubles();
      case ACCOUNTS ->
          Optional.of(
                  Stream.of(accounts.fault(), provider.fault()).flatMap(Optional::stream).toList())
              .filter(faults -> rules.exposure().authenticated());
      case LINE -> line.line().map(each -> each.remedy().stream().toList());
    };
  }

  int count(Part part) {
    return of(part).map(List::size).orElse(0);
  }
}

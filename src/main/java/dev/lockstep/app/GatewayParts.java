package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.security.AccessRules;
import dev.lockstep.app.security.AccountReload;
import dev.lockstep.coordinator.Coordinator;
import dev.lockstep.dashboard.TroubleReader;
import dev.lockstep.rest.CoordinatorRole;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parts of the gateway and how they are, for the page. */
@Singleton
final class GatewayParts implements TroubleReader {
  private final Gateway gateway;
  private final CoordinatorRole role;
  private final OutboxPart outbox;
  private final OrdersPart orders;
  private final AccountReload accounts;
  private final AccessRules rules;
  private final SystemTime time;
  private final Settings settings;

  GatewayParts(
      Gateway gateway,
      CoordinatorRole role,
      OutboxPart outbox,
      OrdersPart orders,
      AccountReload accounts,
      AccessRules rules,
      SystemTime time,
      Settings settings) {
    this.gateway = gateway;
    this.role = role;
    this.outbox = outbox;
    this.orders = orders;
    this.accounts = accounts;
    this.rules = rules;
    this.time = time;
    this.settings = settings;
  }

  @Override
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("Gateway", gateway.participant().bugs()));
    parts.add(new Part("Journal", gateway.journal().troubles()));
    parts.add(new Part("Audit log", gateway.audit().troubles()));
    parts.add(new Part("Accounts", accounts.fault().stream().toList()));
    parts.add(new Part("Access", exposed()));
    parts.add(new Part("Clock", time.shortcoming().stream().toList()));
    if (outbox.on()) {
      parts.add(new Part("Outbox", outbox.troubles()));
    }
    Optional<List<String>> coordinating = role.coordinator().map(Coordinator::troubles);
    coordinating.ifPresent(troubles -> parts.add(new Part("Coordinator", troubles)));
    orders.troubles().ifPresent(troubles -> parts.add(new Part("Orders", troubles)));
    return parts;
  }

  private List<String> exposed() {
    return insecure() ? List.of(rules.exposure().summary()) : List.of();
  }

  @Override
  public boolean insecure() {
    return rules.exposure().insecure();
  }

  @Override
  public String gateway() {
    return settings.gateway();
  }

  @Override
  public String version() {
    return Version.number();
  }
}

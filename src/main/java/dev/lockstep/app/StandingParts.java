package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.security.AccessRules;
import dev.lockstep.app.security.HealthReader;
import dev.lockstep.rest.CertificateExpiry;
import dev.lockstep.rest.StatusSources;
import dev.lockstep.rest.StatusViews;
import java.util.ArrayList;
import java.util.List;

/** What the status tells of the parts around participant and coordinator. */
final class StandingParts implements StatusSources {
  private final Settings settings;
  private final Gateway gateway;
  private final OutboxPart outbox;
  private final OrdersPart orders;
  private final AccessRules rules;
  private final HealthReader accounts;
  private final CertificateExpiry certificates;
  private final SystemTime time;

  StandingParts(
      Settings settings,
      Gateway gateway,
      OutboxPart outbox,
      OrdersPart orders,
      AccessRules rules,
      HealthReader accounts,
      CertificateExpiry certificates,
      SystemTime time) {
    this.settings = settings;
    this.gateway = gateway;
    this.outbox = outbox;
    this.orders = orders;
    this.rules = rules;
    this.accounts = accounts;
    this.certificates = certificates;
    this.time = time;
  }

  @Override
  public String gateway() {
    return settings.gateway();
  }

  @Override
  public String version() {
    return Version.number();
  }

  @Override
  public List<StatusViews.Part> parts() {
    List<StatusViews.Part> parts = new ArrayList<>();
    parts.add(StatusViews.Part.of("audit", gateway.audit().troubles()));
    if (outbox.on()) {
      parts.add(StatusViews.Part.of("outbox", outbox.troubles()));
    }
    orders.troubles().ifPresent(found -> parts.add(StatusViews.Part.of("orders", found)));
    if (rules.exposure().authenticated()) {
      parts.add(StatusViews.Part.of("accounts", accounts.accountsFaults()));
    }
    return parts;
  }

  @Override
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (rules.exposure().insecure()) {
      warnings.add(rules.exposure().summary());
    }
    time.shortcoming().ifPresent(warnings::add);
    warnings.addAll(certificates.warnings());
    gateway
        .catalogReport()
        .faults()
        .forEach(each -> warnings.add("left out of the catalog: " + each));
    gateway.catalogReport().warnings().forEach(each -> warnings.add(each.toString()));
    return warnings;
  }
}

package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.security.AccessRules;
import dev.lockstep.rest.CertificateExpiry;
import dev.lockstep.rest.StatusSources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** What the status tells of this gateway: its name, its parts, what will do harm. */
final class StandingParts implements StatusSources {
  private final Settings settings;
  private final Gateway gateway;
  private final StandingTroubles troubles;
  private final AccessRules rules;
  private final CertificateExpiry certificates;
  private final SystemTime time;

  StandingParts(
      Settings settings,
      Gateway gateway,
      StandingTroubles troubles,
      AccessRules rules,
      CertificateExpiry certificates,
      SystemTime time) {
    this.settings = settings;
    this.gateway = gateway;
    this.troubles = troubles;
    this.rules = rules;
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
  public SequencedMap<String, List<String>> troubles() {
    SequencedMap<String, List<String>> parts = new LinkedHashMap<>();
    for (StandingTroubles.Part part : StandingTroubles.Part.values()) {
      troubles.of(part).ifPresent(found -> parts.put(part.inStatus(), found));
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

package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.security.AccessRules;
import dev.lockstep.dashboard.TroubleReader;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Parts of the gateway and how they are, for the page. */
@Singleton
final class GatewayParts implements TroubleReader {
  private final StandingTroubles troubles;
  private final AccessRules rules;
  private final SystemTime time;
  private final Settings settings;

  GatewayParts(StandingTroubles troubles, AccessRules rules, SystemTime time, Settings settings) {
    this.troubles = troubles;
    this.rules = rules;
    this.time = time;
    this.settings = settings;
  }

  @Override
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (StandingTroubles.Part part : StandingTroubles.Part.values()) {
      troubles.of(part).ifPresent(found -> parts.add(new Part(part.title(), found)));
    }
    parts.add(new Part("Access", exposed()));
    parts.add(new Part("Clock", time.shortcoming().stream().toList()));
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

package dev.lockstep.app.start;

import dev.lockstep.app.Reign;
import dev.lockstep.app.StartupResources;
import dev.lockstep.app.SystemTime;
import dev.lockstep.app.config.Settings;
import dev.lockstep.rest.LineAdministration;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** CDI producers of what {@link EarlyStart} has made before CDI was there. */
@Singleton
final class StartBeans {
  @Produces
  @Singleton
  SystemTime time(Settings settings) {
    return EarlyStart.time(settings);
  }

  @Produces
  @Singleton
  Reign reign(Settings settings) {
    return EarlyStart.reign(settings);
  }

  @Produces
  @Singleton
  LineAdministration line() {
    return StandbyPhase.line();
  }

  /** Not kept: what the journal held is large, and the gateway takes it over at once. */
  @Produces
  StartupResources resources(Settings settings, SystemTime time) {
    return EarlyStart.resources(settings, time);
  }
}

package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.security.SecureRandomSource;
import dev.lockstep.dashboard.DashboardSettings;
import dev.lockstep.dashboard.FormToken;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** CDI producers of what the page needs. */
@Singleton
final class DashboardBeans {
  private static final int KEY_BYTES = 32;

  @Produces
  @Singleton
  DashboardSettings dashboard(Settings settings) {
    return settings.config().dashboard();
  }

  @Produces
  @Singleton
  FormToken formTokens() {
    byte[] key = new byte[KEY_BYTES];
    SecureRandomSource.generator().nextBytes(key);
    return new FormToken(key);
  }
}

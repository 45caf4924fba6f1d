package dev.lockstep.dashboard;

import dev.lockstep.device.Range;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the operator's page (P8): {@code lockstep.dashboard.*}. */
public interface DashboardSettings {
  /** How long a login lasts without a press of a button; watching alone does not prolong it. */
  @WithDefault("1h")
  @Range(least = "1s", most = "30d")
  Duration sessionIdleMax();

  /** How long a login lasts at most. */
  @WithDefault("12h")
  @Range(least = "1s", most = "30d", notBelow = "session-idle-max")
  Duration sessionMax();

  /** Logins at once; one more ends the one that was used the longest time ago. */
  @WithDefault("256")
  @Range(least = "1", most = "65536")
  int sessionsMax();

  /** Pages that are kept up to date at once. */
  @WithDefault("64")
  @Range(least = "1", most = "4096")
  int viewersMax();

  /** How often a page is told of changes at most. */
  @WithDefault("1s")
  @Range(least = "100ms", most = "1m")
  Duration refreshEvery();
}

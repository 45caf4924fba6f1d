package dev.lockstep.app.config;

import dev.lockstep.device.Range;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Configuration keys under {@code lockstep.http}: what is heard where the gateway listens. */
public interface HttpConfig {
  /** Names and addresses by which it is called, beside those that it knows by itself. */
  Optional<List<String>> hosts();

  /** Connections at once. */
  @WithDefault("4096")
  @Range(least = "1")
  int connectionsMax();

  /** Connections from one address at once. */
  @WithDefault("2048")
  @Range(least = "1")
  int connectionsPerAddressMax();

  /** How long a new connection may take until its first request's head is here whole. */
  @WithDefault("10s")
  @Range(least = "1ms", most = "1h")
  Duration firstHeadMax();
}

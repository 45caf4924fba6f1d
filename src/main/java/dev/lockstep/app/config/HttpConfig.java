package dev.lockstep.app.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Configuration keys under {@code lockstep.http}: what is heard where the gateway listens. */
public interface HttpConfig {
  /** Names and addresses by which it is called, beside those that it knows by itself. */
  Optional<List<String>> hosts();

  @WithDefault("4096")
  int connectionsMax();

  @WithDefault("2048")
  int connectionsPerAddressMax();

  /** How long a new connection may take until its first request's head is here whole. */
  @WithDefault("10s")
  Duration firstHeadMax();
}

package dev.lockstep.app.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Configuration keys under {@code lockstep.coordinator}: the coordinator role. */
public interface CoordinatorConfig {
  @WithDefault("false")
  boolean enabled();

  /** Where its decisions are kept. */
  @WithDefault("data/decisions.db")
  Path path();

  /** Where gateways in doubt reach it; else where this process listens. */
  Optional<URI> publicUrl();

  /** Base addresses of gateways that may be called; where there are none, loopback only. */
  Optional<List<URI>> gateways();

  @WithDefault("10s")
  Duration timeout();

  @WithDefault("5m")
  Duration timeoutMax();

  @WithDefault("1s")
  Duration transitMax();

  @WithDefault("500ms")
  Duration reasonsMax();

  @WithDefault("20s")
  Duration answerMax();

  @WithDefault("15s")
  Duration requestMax();

  @WithDefault("200ms")
  Duration pause();

  @WithDefault("5s")
  Duration pauseMax();

  @WithDefault("1000")
  int liveMax();

  @WithDefault("16")
  int participantsMax();

  @WithDefault("256")
  int commandsMax();

  @WithDefault("16")
  int requestsPerGatewayMax();

  @WithDefault("64K")
  MemorySize answerBytesMax();

  @WithDefault("5")
  int lostMax();

  @WithDefault("20")
  int forgetsMax();
}

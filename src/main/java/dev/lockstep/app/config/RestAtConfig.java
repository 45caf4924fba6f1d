package dev.lockstep.app.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Configuration keys under {@code lockstep.restat}: coordinators that speak REST-AT. */
public interface RestAtConfig {
  /** What a transaction's address must be, or lie below; empty: no enlistment is accepted. */
  Optional<List<URI>> coordinators();

  /** Where they reach this gateway; else where this process listens. */
  Optional<URI> publicUrl();

  /** How long one of their answers may take. */
  @WithDefault("2s")
  Duration answerMax();

  /** Large, because a coordinator lists all its transactions in its status. */
  @WithDefault("1M")
  MemorySize answerBytesMax();

  @WithDefault("10000")
  int enlistedMax();

  @WithDefault("1h")
  Duration enlistedFor();
}

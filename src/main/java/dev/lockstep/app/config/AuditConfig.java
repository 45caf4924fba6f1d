package dev.lockstep.app.config;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Configuration keys under {@code lockstep.audit}: the record of who did what. */
public interface AuditConfig {
  /** Else beside the journal, with its name. */
  Optional<Path> path();

  /** How long a transition may wait to be recorded with others. */
  @WithDefault("10s")
  Duration followEvery();

  /** In time that the gateway has seen pass. */
  @WithDefault("365D")
  Duration keptFor();

  @WithDefault("2000000")
  long rowsMax();
}

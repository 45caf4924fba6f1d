package dev.lockstep.journal;

import dev.lockstep.device.Range;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Configuration keys under {@code lockstep.backup}: copies of the databases, made while they run.
 */
public interface BackupConfig {
  /** The folder; else {@code backups} beside the journal. */
  Optional<Path> path();

  /** Backups that are kept; the oldest goes when a new one is there. */
  @WithDefault("7")
  @Range(least = "1", most = "1000")
  int keptMax();

  /**
   * Restores whose replaced files may lie beside the journal; none is deleted by itself, and one
   * more is refused.
   */
  @WithDefault("5")
  @Range(least = "1", most = "1000")
  int setAsideMax();
}

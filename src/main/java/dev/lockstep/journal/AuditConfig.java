package dev.lockstep.journal;

import dev.lockstep.device.ByteSize;
import dev.lockstep.device.Range;
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
  @Range(least = "1ms", most = "1m")
  Duration followEvery();

  /** How long a record is kept, in time that the gateway has seen pass. */
  @WithDefault("365D")
  @Range(least = "1h")
  Duration keptFor();

  /** Records that are kept at most. */
  @WithDefault("2000000")
  @Range(least = "1000")
  long rowsMax();

  Export export();

  /** Where the records go besides, for other programs. */
  interface Export {
    /** A file with one record a line, JSON. */
    Optional<Path> path();

    /** How long the file may become before a new one is begun. */
    @WithDefault("10M")
    @Range(least = "64K", most = "1G")
    ByteSize sizeMax();

    /** How many older files are kept beside it. */
    @WithDefault("5")
    @Range(least = "0", most = "100")
    int filesMax();

    /** Whether to systemd's journal, with fields. */
    @WithDefault("false")
    boolean journald();
  }
}

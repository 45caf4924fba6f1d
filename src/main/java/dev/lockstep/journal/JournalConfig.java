package dev.lockstep.journal;

import dev.lockstep.device.ByteSize;
import dev.lockstep.device.Range;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.Duration;

/** Configured limits of a store: {@code lockstep.journal.*}; the decision log has the same. */
public interface JournalConfig {
  /** Also for the pool that reads it. */
  String USUAL_PATH = "data/journal.db";

  /** The journal's file. The decision log has its own ({@code lockstep.coordinator.path}). */
  @WithDefault(USUAL_PATH)
  Path path();

  /** Entries that share one fsync. */
  @WithDefault("256")
  @Range(least = "1", most = "10000")
  int groupMax();

  /** Entries that may wait for the writer; not fewer than a group. */
  @WithDefault("10000")
  @Range(least = "1", notBelow = "group-max")
  int queueMax();

  /** How long an append may take until it fails. */
  @WithDefault("5s")
  @Range(least = "10ms", most = "10m")
  Duration waitMax();

  /**
   * How long a lazy append to the journal may wait for others before it is written alone: as long
   * as the next transaction is usually away where one follows the other.
   */
  @WithDefault("1s")
  @Range(least = "1ms", most = "1D")
  Duration lazyMax();

  /** How long a write waits for another one (pruning) to end. */
  @WithDefault("5s")
  @Range(least = "1ms", most = "10m")
  Duration busyTimeout();

  /** Space kept aside for outcomes, for when the disk is full. */
  @WithDefault("16M")
  @Range(least = "64K")
  ByteSize reserve();

  @WithParentName
  Retention retention();

  /** How often pruning begins. */
  @WithDefault("1h")
  @Range(least = "1ms")
  Duration pruneEvery();

  /** What may be pruned. An unforgotten heuristic never is. */
  interface Retention {
    /** How long what ended and was forgotten is kept. */
    @WithDefault("30D")
    @Range(least = "0s")
    Duration forgottenFor();

    /** How long what ended, without a heuristic, but was never forgotten is kept. */
    @WithDefault("365D")
    @Range(least = "0s", notBelow = "forgotten-for")
    Duration unforgottenFor();

    /** How many of the ended and forgotten are kept. */
    @WithDefault("1000000")
    @Range(least = "0")
    long forgottenMax();

    /** How many go in one SQL transaction, so that appends do not wait for long. */
    @WithDefault("100")
    @Range(least = "1", most = "10000")
    int pruneBatchMax();
  }
}

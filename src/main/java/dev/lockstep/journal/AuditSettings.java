package dev.lockstep.journal;

import dev.lockstep.device.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the audit log lies and how much of it is kept.
 *
 * @param path of its file
 * @param followEvery how long a transition may wait until it is recorded: together they cost the
 *     disk less than one by one
 * @param keptFor how long a record is kept, in time that the gateway has seen pass
 * @param rowsMax how many records are kept at most
 * @param journal the limits of the journal's file, which this one has too, but for the space that
 *     is kept aside
 * @param export where the records go besides; empty: nowhere
 */
public record AuditSettings(
    Path path,
    Duration followEvery,
    Duration keptFor,
    long rowsMax,
    JournalConfig journal,
    Optional<AuditConfig.Export> export) {

  /** Nowhere besides. */
  public AuditSettings(
      Path path, Duration followEvery, Duration keptFor, long rowsMax, JournalConfig journal) {
    this(path, followEvery, keptFor, rowsMax, journal, Optional.empty());
  }

  /** Small: what operators do while the disk is full, so that they may free it. */
  private static final ByteSize RESERVE = new ByteSize(256 * 1024);

  private static final Duration LAZY_MAX = Duration.ofSeconds(1);

  /** How the file is written: as a journal is. */
  public JournalSettings storage() {
    return new JournalSettings(
        path, journal, RESERVE, LAZY_MAX, JournalSettings.CHECKPOINT_ROWS, "");
  }
}

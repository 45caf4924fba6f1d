package dev.lockstep.journal;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the audit log lies and how much of it is kept. Checked here once; the message of a refusal
 * names the value.
 *
 * @param path of its file
 * @param followEvery how long a transition may wait until it is recorded: together they cost the
 *     disk less than one by one
 * @param keptFor how long a record is kept, in time that the gateway has seen pass
 * @param rowsMax how many records are kept at most
 * @throws IllegalArgumentException where a value is out of its bounds
 */
public record AuditSettings(Path path, Duration followEvery, Duration keptFor, long rowsMax) {
  private static final int GROUP_MAX = 256;
  private static final int QUEUE_MAX = 10_000;
  private static final Duration WAIT_MAX = Duration.ofSeconds(5);

  /** Small: what operators do while the disk is full, so that they may free it. */
  private static final long RESERVE_BYTES = 256 * 1024;

  private static final long ROWS_MIN = 1_000;

  private static final Duration FOLLOW_MAX = Duration.ofMinutes(1);

  public AuditSettings {
    if (!followEvery.isPositive() || followEvery.compareTo(FOLLOW_MAX) > 0) {
      throw new IllegalArgumentException(
          "followEvery is %s; allowed: more than zero, up to %s"
              .formatted(followEvery, FOLLOW_MAX));
    }
    if (keptFor.compareTo(Duration.ofHours(1)) < 0) {
      throw new IllegalArgumentException("keptFor is %s; allowed: PT1H or more".formatted(keptFor));
    }
    if (rowsMax < ROWS_MIN) {
      throw new IllegalArgumentException(
          "rowsMax is %d; allowed: %d or more".formatted(rowsMax, ROWS_MIN));
    }
  }

  /** How the file is written: as a journal is. */
  JournalSettings storage() {
    return new JournalSettings(
        path,
        GROUP_MAX,
        QUEUE_MAX,
        WAIT_MAX,
        Duration.ofSeconds(1),
        WAIT_MAX,
        RESERVE_BYTES,
        JournalSettings.CHECKPOINT_ROWS,
        JournalSettings.Retention.USUAL,
        "");
  }
}

package dev.lockstep.journal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a journal lies and what bounds it. Checked here once; the message of a refusal names the
 * value.
 *
 * @param path of the database file; {@code .lock} and {@code .reserve} stand beside it
 * @param groupMax entries that share one fsync at most
 * @param queueMax entries that may wait for the writer at most
 * @param waitMax how long an append may take until it fails
 * @param lazyMax how long a lazy append may wait for others before it is written alone
 * @param busyTimeout how long a write waits for another one (pruning) to end
 * @param reserveBytes space kept aside for outcomes, for when the disk is full
 * @param checkpointRows how many rows are appended from one copying of the log into the file to the
 *     next; each is two or three pages
 * @param retention what pruning may take away
 * @param gateway whose it is: the name; empty where it has none
 * @throws IllegalArgumentException where a value is out of its bounds
 */
public record JournalSettings(
    Path path,
    int groupMax,
    int queueMax,
    Duration waitMax,
    Duration lazyMax,
    Duration busyTimeout,
    long reserveBytes,
    int checkpointRows,
    Retention retention,
    String gateway) {

  /** Some 4 MiB to 16 MiB of log: well before SQLite would copy it by itself, in an append. */
  public static final int CHECKPOINT_ROWS = 8_000;

  private static final long RESERVE_MIN = 64 * 1024;

  public JournalSettings {
    check(groupMax >= 1 && groupMax <= 10_000, "groupMax", groupMax, "1 to 10000");
    check(queueMax >= groupMax, "queueMax", queueMax, "groupMax or more");
    checkBetween("waitMax", waitMax, Duration.ofMillis(10), Duration.ofMinutes(10));
    checkBetween("lazyMax", lazyMax, Duration.ofMillis(1), Duration.ofDays(1));
    checkBetween("busyTimeout", busyTimeout, Duration.ofMillis(1), Duration.ofMinutes(10));
    check(reserveBytes >= RESERVE_MIN, "reserveBytes", reserveBytes, RESERVE_MIN + " or more");
    check(checkpointRows >= 1, "checkpointRows", checkpointRows, "1 or more");
  }

  /** A journal there, with what suits a gateway that knows nothing else. */
  public static JournalSettings at(Path path) {
    return new JournalSettings(
        path,
        256,
        10_000,
        Duration.ofSeconds(5),
        Duration.ofMillis(100),
        Duration.ofSeconds(5),
        16L << 20,
        CHECKPOINT_ROWS,
        Retention.USUAL,
        "");
  }

  /**
   * What may be pruned. An unforgotten heuristic never is.
   *
   * @param forgottenFor how long what ended and was forgotten is kept
   * @param unforgottenFor how long what ended, without a heuristic, but was never forgotten is
   *     kept; empty: for ever
   * @param forgottenMax how many of the ended and forgotten are kept at most
   * @param batchMax how many go in one SQL transaction, so that appends do not wait for long
   */
  public record Retention(
      Duration forgottenFor, Optional<Duration> unforgottenFor, long forgottenMax, int batchMax) {
    public static final Retention USUAL =
        new Retention(Duration.ofDays(30), Optional.of(Duration.ofDays(365)), 1_000_000, 100);

    public Retention {
      check(!forgottenFor.isNegative(), "forgottenFor", forgottenFor, "zero or more");
      unforgottenFor.ifPresent(
          age ->
              check(
                  age.compareTo(forgottenFor) >= 0,
                  "unforgottenFor",
                  age,
                  "not less than forgottenFor"));
      check(forgottenMax >= 0, "forgottenMax", forgottenMax, "zero or more");
      check(batchMax >= 1 && batchMax <= 10_000, "batchMax", batchMax, "1 to 10000");
    }
  }

  /** {@code path} with something behind it: the files beside. */
  Path beside(String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  private static void checkBetween(String name, Duration found, Duration least, Duration most) {
    boolean inside = found.compareTo(least) >= 0 && found.compareTo(most) <= 0;
    check(inside, name, found, least + " to " + most);
  }

  private static void check(boolean right, String name, Object found, String allowed) {
    if (!right) {
      throw new IllegalArgumentException(
          "journal %s is %s; allowed: %s".formatted(name, found, allowed));
    }
  }
}

package dev.lockstep.journal;

import dev.lockstep.device.ByteSize;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of one store.
 *
 * @param path of the database file; {@code .lock} and {@code .reserve} stand beside it
 * @param limits what is configured; path and reserve are not read there, because stores share it
 * @param reserve space kept aside for when the disk is full
 * @param lazyMax how long a lazy append may wait for others before it is written alone
 * @param checkpointRows how many rows are appended from one copying of the log into the file to the
 *     next; each is two or three pages
 * @param gateway whose it is: the name; empty where it has none
 */
public record JournalSettings(
    Path path,
    JournalConfig limits,
    ByteSize reserve,
    Duration lazyMax,
    int checkpointRows,
    String gateway) {

  /** Some 4 MiB to 16 MiB of log: well before SQLite would copy it by itself, in an append. */
  public static final int CHECKPOINT_ROWS = 8_000;

  /** {@code path} with something behind it: the files beside. */
  Path beside(String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }
}

package dev.lockstep.journal;

/**
 * What a process asked of its disk, one call, in the order in which the kernel took them. Files go
 * by their names in the recorded directory.
 */
sealed interface SystemCall {
  /**
   * One of the process's threads opens it, and the name is there from now on; where it was there
   * before, nothing changed.
   */
  record Create(String thread, String file) implements SystemCall {}

  /** Octets at a place, by one of the process's threads. */
  @SuppressWarnings("ArrayRecordComponent") // handed through once, never compared
  record Write(String thread, String file, int offset, byte[] octets) implements SystemCall {}

  record Truncate(String file, int length) implements SystemCall {}

  record Unlink(String file) implements SystemCall {}

  /** A file gets another name, and takes the place of what had it before. */
  record Rename(String from, String to) implements SystemCall {}

  /**
   * All that was written to the file before it began is durable, or nobody knows what of it is.
   *
   * @param late how many writes and truncations of this file came after it began and before it
   *     ended, by other threads: nothing is promised of them
   */
  record Sync(String file, boolean done, int late) implements SystemCall {}

  /** Names that came and went are durable. */
  record SyncDirectory() implements SystemCall {}

  /** What the process said it asked for, or was told. */
  record Said(String line) implements SystemCall {}
}

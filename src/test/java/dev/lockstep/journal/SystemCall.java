package dev.lockstep.journal;

/**
 * What a process asked of its disk, one call, in the order in which the kernel took them. Files go
 * by their names in the recorded directory.
 */
sealed interface SystemCall {
  /** The name is there from now on; where it was there before, nothing changed. */
  record Create(String file) implements SystemCall {}

  /** Octets at a place. */
  @SuppressWarnings("ArrayRecordComponent") // handed through once, never compared
  record Write(String file, int offset, byte[] octets) implements SystemCall {}

  record Truncate(String file, int length) implements SystemCall {}

  record Unlink(String file) implements SystemCall {}

  /** All that was written to the file is durable, or nobody knows what of it is. */
  record Sync(String file, boolean done) implements SystemCall {}

  /** Names that came and went are durable. */
  record SyncDirectory() implements SystemCall {}

  /** What the process said it asked for, or was told. */
  record Said(String line) implements SystemCall {}
}

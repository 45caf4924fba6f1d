package dev.lockstep.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Space kept aside, so that what was promised can still be brought to its end when the disk is full
 * (P9): a file that is given up when an outcome finds no room, and made again when there is.
 *
 * <p>Used by the writer's thread alone; {@link #held()} by any thread.
 */
final class SpaceReserve {
  private static final int CHUNK = 64 * 1024;

  private final Path file;
  private final long bytes;
  private volatile boolean held;

  SpaceReserve(Path file, long bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  boolean held() {
    return held;
  }

  long bytes() {
    return bytes;
  }

  /** Gives the space up; true where there was some to give. */
  boolean release() {
    if (!held) {
      return false;
    }
    held = false;
    return delete();
  }

  /**
   * Takes the space, where it is not held yet and there is twice as much: taking the last of it
   * would only fill the disk for everybody.
   *
   * @param usable bytes that the disk has left
   */
  void restore(long usable) {
    if (held) {
      return;
    }
    try {
      if (Files.exists(file) && Files.size(file) == bytes) {
        held = true;
      } else if (usable >= 2 * bytes) {
        fill();
        held = true;
      }
    } catch (IOException full) {
      delete();
    }
  }

  /** Really written: a sparse file would reserve nothing. */
  private void fill() throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
      for (long written = 0; written < bytes; ) {
        chunk.clear().limit((int) Math.min(CHUNK, bytes - written));
        written += channel.write(chunk);
      }
      channel.force(true);
    }
  }

  private boolean delete() {
    try {
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      return false;
    }
  }
}

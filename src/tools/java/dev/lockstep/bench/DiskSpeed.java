package dev.lockstep.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * What the disk itself can do, so that the gateway's numbers can be judged: 4 KiB appended and made
 * durable, one after the other.
 *
 * @param fsyncsPerSecond on average
 * @param p50Millis of one append with its fsync
 * @param p99Millis of the same
 */
public record DiskSpeed(double fsyncsPerSecond, double p50Millis, double p99Millis) {
  private static final int BLOCK = 4096;

  /** Tries it for that long, in a file that is gone afterwards. */
  public static DiskSpeed measure(Path directory, Duration time) throws IOException {
    Path file = Files.createTempFile(directory, "disk", ".tmp");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
      ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
      Latencies latencies = new Latencies();
      long begin = System.nanoTime();
      long now = begin;
      while (now - begin < time.toNanos()) {
        long before = now;
        block.clear();
        while (block.hasRemaining()) {
          channel.write(block);
        }
        // As SQLite is seen to do from here: fsync, not fdatasync.
        channel.force(true);
        now = System.nanoTime();
        latencies.add(now - before);
      }
      return new DiskSpeed(
          latencies.count() * 1e9 / (now - begin),
          latencies.percentileMillis(50),
          latencies.percentileMillis(99));
    } finally {
      Files.delete(file);
    }
  }
}

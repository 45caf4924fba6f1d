package dev.lockstep.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second gateway off the same journal: two of them would each believe that they hold the
 * machines. The lock is the operating system's, so a killed process leaves none behind; the file
 * itself stays, because deleting it would let two processes lock two files of one name.
 */
final class FileGuard implements AutoCloseable {
  private static final int NOTE_MAX = 32;
  // Behind the note, because where locks are mandatory a locked byte cannot be read by others.
  private static final long LOCKED_BYTE = 1L << 30;

  private final FileChannel channel;

  private FileGuard(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock, or says who has it.
   *
   * @param lock the file to be locked; made where it is missing, with its directories
   */
  static FileGuard take(Path lock, Path database) throws JournalUnavailableException {
    FileChannel channel = null;
    try {
      Files.createDirectories(lock.toAbsolutePath().getParent());
      channel =
          FileChannel.open(
              lock, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock taken = tryLock(channel);
      if (taken == null) {
        String holder = note(channel);
        channel.close();
        throw new JournalUnavailableException(inUse(database, holder));
      }
      leaveNote(channel);
      return new FileGuard(channel);
    } catch (IOException e) {
      close(channel, e);
      String message =
          "the journal %s cannot be opened: %s (check that the directory exists and may be written)";
      throw new JournalUnavailableException(message.formatted(database, e), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, false);
    } catch (OverlappingFileLockException sameProcess) {
      return null;
    }
  }

  private static String inUse(Path database, String holder) {
    return "the journal %s is in use by %s: stop that gateway, or give this one a journal of its own (lockstep.journal.path)"
        .formatted(database, holder.isBlank() ? "another process" : "process " + holder);
  }

  private static String note(FileChannel channel) throws IOException {
    ByteBuffer note = ByteBuffer.allocate(NOTE_MAX);
    int length = channel.read(note, 0);
    return length <= 0
        ? ""
        : new String(note.array(), 0, length, StandardCharsets.US_ASCII).strip();
  }

  private static void leaveNote(FileChannel channel) throws IOException {
    byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(pid), 0);
  }

  private static void close(@Nullable FileChannel channel, IOException cause) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

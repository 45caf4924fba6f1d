package dev.lockstep.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * How far a database had come, kept in a small file beside it: the only witness when acknowledged
 * entries vanish without a trace. SQLite takes a log whose end fails its checksums for one that
 * power cut short, a database that is empty for a new one, and yesterday's copy for today's.
 *
 * <p>Written after each group, in place and without an fsync of its own: after a power cut it may
 * say less than there was, never more, because what it says was durable before it was written. So
 * it finds out less then, and never raises a false alarm. Thread-safe.
 */
final class HighWater implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.journal");
  private static final int NOTE_MAX = 128;

  /** Longer than the longest: two numbers of 18 digits and a checksum. */
  private static final int NOTE_LENGTH = 64;

  private static final Pattern NOTE = Pattern.compile("1 (\\d{1,18}) (\\d{1,18}|-) (-?\\d+)\\s*");

  private final FileChannel channel;
  private long reached;
  private Optional<Loss> loss = Optional.empty();
  private boolean deaf;

  /**
   * Entries that had been acknowledged and are not there.
   *
   * @param from the last entry that is there, or was when that was noticed
   * @param to the last entry that was durable once
   */
  record Loss(long from, long to) {}

  private HighWater(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Compares what the file says with what is there.
   *
   * @param file made where there is none
   * @param there the database's last entry
   */
  static HighWater open(Path file, long there) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      HighWater mark = new HighWater(channel);
      mark.compare(file, there);
      return mark;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * The last entry that such a file says was durable once; empty where none is there or it is torn.
   */
  static OptionalLong said(Path file) {
    try {
      Matcher parts = NOTE.matcher(Files.readString(file, StandardCharsets.US_ASCII));
      return parts.matches() && parts.group(3).equals(seal(parts.group(1), parts.group(2)))
          ? OptionalLong.of(Long.parseLong(parts.group(1)))
          : OptionalLong.empty();
    } catch (IOException unreadable) {
      return OptionalLong.empty();
    }
  }

  private void compare(Path file, long there) throws IOException {
    ByteBuffer note = ByteBuffer.allocate(NOTE_MAX);
    int length = channel.read(note, 0);
    String text = length <= 0 ? "" : new String(note.array(), 0, length, StandardCharsets.US_ASCII);
    Matcher parts = NOTE.matcher(text);
    reached = there;
    if (parts.matches() && parts.group(3).equals(seal(parts.group(1), parts.group(2)))) {
      long said = Long.parseLong(parts.group(1));
      if (!parts.group(2).equals("-")) {
        loss = Optional.of(new Loss(Long.parseLong(parts.group(2)), said));
      } else if (said > there) {
        loss = Optional.of(new Loss(there, said));
      }
    } else if (!text.isEmpty()) {
      // A power cut can tear it while it is new. What it would have said is unknown.
      LOG.warnf(
          "%s was damaged and is written anew: whether entries of the journal beside it are missing"
              + " cannot be told at this start; where its disk may have lost some, compare what the"
              + " coordinators know with GET /api/v1/transactions",
          file);
    }
    write(true);
  }

  /** What is missing, until an operator has acknowledged it. */
  synchronized Optional<Loss> loss() {
    return loss;
  }

  /** The last entry that is durable. */
  synchronized long reached() {
    return reached;
  }

  /**
   * Everything up to that entry is durable. While something is missing, the note of that stands
   * instead: the entries that are written meanwhile must not paper it over.
   */
  synchronized void reach(long entry) {
    if (entry <= reached) {
      return;
    }
    reached = entry;
    if (loss.isEmpty() && !deaf) {
      try {
        write(false);
      } catch (IOException e) {
        // The entries themselves are durable: only the net under them has a hole from here on.
        deaf = true;
        LOG.warnf("missing entries would not be noticed from now on: %s", e);
      }
    }
  }

  /** An operator has acknowledged what is missing. */
  synchronized void forgive() throws IOException {
    Optional<Loss> standing = loss;
    loss = Optional.empty();
    try {
      write(true);
    } catch (IOException e) {
      loss = standing;
      throw e;
    }
  }

  private void write(boolean force) throws IOException {
    String said = Long.toString(loss.map(Loss::to).orElse(reached));
    String from = loss.map(Loss::from).map(Object::toString).orElse("-");
    StringBuilder note = new StringBuilder(NOTE_LENGTH);
    note.append("1 ").append(said).append(' ').append(from).append(' ').append(seal(said, from));
    // Of one length, so that a shorter one leaves nothing of the one before.
    note.repeat(' ', NOTE_LENGTH - 1 - note.length()).append('\n');
    channel.write(ByteBuffer.wrap(note.toString().getBytes(StandardCharsets.US_ASCII)), 0);
    if (force) {
      channel.force(true);
    }
  }

  private static String seal(String said, String from) {
    return Integer.toString(new Checksum().with(said).with(from).value());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

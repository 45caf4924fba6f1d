package dev.lockstep.journal;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.sqlite.SQLiteConfig;

/**
 * Copies of all databases of a gateway, taken while they are written to, for a standby to begin
 * with. To be closed, which takes the files away.
 */
public final class BaseCopy implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.journal");

  private final long term;
  private final List<Copy> copies = new ArrayList<>();

  /** One file, and where it stands. */
  private record Copy(Path file, ChangePosition at, long length) {}

  private BaseCopy(long term) {
    this.term = term;
  }

  /**
   * A database to be copied.
   *
   * @param database its name, as {@link ChangePosition#database}
   */
  public record Source(String database, Path file) {}

  /**
   * Takes the copies, beside the databases, which have to be open and followed. Change sets have to
   * be kept from before this call on: {@link ChangeBuffer}.
   *
   * @param sources in the order in which they are copied: what follows another file comes before
   *     it, so that its cursor lies behind that file's end (outbox, audit, decisions, journal)
   * @param term of the reign in which it is taken
   * @param roomLeft octets of disk that stay free: the journal needs them for outcomes
   * @throws JournalUnavailableException where one could not be made; the message says what to do
   */
  public static BaseCopy take(List<Source> sources, long term, long roomLeft)
      throws JournalUnavailableException {
    BaseCopy copy = new BaseCopy(term);
    try {
      for (Source each : sources) {
        copy.add(each, roomLeft);
      }
      return copy;
    } catch (SQLException | IOException e) {
      copy.close();
      throw new JournalUnavailableException(
          "no copy was made for the standby: " + DiskRemedy.of(e), e);
    } catch (JournalUnavailableException e) {
      copy.close();
      throw e;
    }
  }

  private void add(Source source, long roomLeft)
      throws SQLException, IOException, JournalUnavailableException {
    Path target = source.file().resolveSibling(source.file().getFileName() + ".sent");
    Files.deleteIfExists(target); // of a run that was killed
    requireRoom(source.file(), roomLeft);
    copies.add(new Copy(target, ChangePosition.NOWHERE, 0)); // so that it goes, whatever happens
    DatabaseCopy.make(source.file(), target);
    copies.removeLast();
    copies.add(new Copy(target, position(target, source.database()), Files.size(target)));
  }

  private static void requireRoom(Path file, long roomLeft)
      throws IOException, JournalUnavailableException {
    long wanted = Files.size(file) + roomLeft;
    long free = Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace();
    if (free < wanted) {
      throw new JournalUnavailableException(
          "no copy of %s was made for the standby: its disk has %d MiB free, and %d MiB are wanted, those included that the journal keeps for outcomes; make room"
              .formatted(file, free >> 20, (wanted >> 20) + 1));
    }
  }

  /** Where a closed file stands. */
  static ChangePosition position(Path file, String database) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    try (Connection connection = config.createConnection(SqliteUrl.of(file))) {
      int schema = ReplicaFile.version(connection);
      return ChangeCount.read(connection, database, schema)
          .map(ChangeCount.Stand::at)
          .orElseThrow(() -> new SQLException("%s is followed by nobody".formatted(file)));
    }
  }

  /** Where each copy stands: its change sets behind that follow on it. */
  public List<ChangePosition> positions() {
    return copies.stream().map(Copy::at).toList();
  }

  /** How many octets {@link #writeTo} writes. */
  public long length() {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    try {
      header().write(new DataOutputStream(header));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return header.size()
        + copies.stream().mapToLong(each -> each.length() + BaseCopyHeader.DIGEST).sum();
  }

  private BaseCopyHeader header() {
    return new BaseCopyHeader(
        term,
        copies.stream().map(each -> new BaseCopyHeader.Part(each.at(), each.length())).toList());
  }

  /**
   * Writes everything that {@link Replica#receive} reads. May be repeated.
   *
   * @param out not closed
   */
  public void writeTo(OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    header().write(data);
    for (Copy each : copies) {
      MessageDigest digest = ChangeSetCodec.sha256();
      try (InputStream file = Files.newInputStream(each.file())) {
        file.transferTo(new DigestOutputStream(data, digest));
      }
      data.write(digest.digest());
    }
    data.flush();
  }

  @Override
  public void close() {
    for (Copy each : copies) {
      try {
        Files.deleteIfExists(each.file());
      } catch (IOException left) {
        LOG.warnf("%s was left over from a copy for the standby: %s", each.file(), left);
      }
    }
  }
}

package dev.lockstep.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The sign beside a database that the files of a base copy are being put into their places: those
 * of several databases belong together, and no start may find one of them new and another one old.
 *
 * <p>Crash story: power fails between two of them. The signs are all there before the first file is
 * touched, and go after the last one. The standby takes another base copy, and an ordinary start
 * refuses the file.
 *
 * @param database whose sign it is
 */
record UnfinishedCopy(Path database, Path sign) {
  static UnfinishedCopy of(JournalSettings settings) {
    return new UnfinishedCopy(settings.path(), settings.beside(".unfinished"));
  }

  boolean isThere() {
    return Files.exists(sign);
  }

  /** Durable when it returns. */
  void put() throws IOException {
    OwnerOnly.make(sign);
    FileChannel.open(sign, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
    syncFolder(sign);
  }

  void remove() throws IOException {
    Files.deleteIfExists(sign);
    syncFolder(sign);
  }

  /** What came, went or changed its name beside that file is durable from now on. */
  static void syncFolder(Path file) throws IOException {
    try (FileChannel folder =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  /** Before an ordinary start opens the file. */
  void refuse() throws JournalUnavailableException {
    if (isThere()) {
      throw new JournalUnavailableException(
          "the journal %s was not put into its place to the end when this PC took a copy from the other one (%s is there): let it be the standby once more, so that it takes another one; or, where the other PC is lost, bring back %s.before-term-… with all the files beside it, and delete %s"
              .formatted(database, sign, database, sign));
    }
  }
}

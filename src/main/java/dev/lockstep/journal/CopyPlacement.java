package dev.lockstep.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Puts the files of a base copy into their places, all or none as far as any start can tell.
 *
 * <p>Crash story, at each step:
 *
 * <ol>
 *   <li>before {@link UnfinishedCopy} stands beside each database: nothing was touched; what was
 *       received is deleted by the next start of the standby;
 *   <li>until the last file is in its place: the sign stands beside those that are still to come;
 *       where it stands, the standby has nothing that change sets could follow on, asks for another
 *       base copy, and an ordinary start refuses;
 *   <li>while the signs go: every file is in its place; one that still has a sign costs another
 *       base copy.
 * </ol>
 */
record CopyPlacement(BaseCopyHeader header, List<ReplicaFile> files) {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.journal");

  /** Of each database; each is as large as it was. */
  private static final int ASIDE_MAX = 3;

  private static final String LOG_SUFFIX = "-wal";

  void place() throws IOException, SQLException {
    for (ReplicaFile each : files) {
      UnfinishedCopy.of(each.settings()).put();
    }
    for (int n = 0; n < files.size(); n++) {
      place(files.get(n), header.parts().get(n).at());
    }
    for (ReplicaFile each : files) {
      UnfinishedCopy.of(each.settings()).remove();
    }
  }

  private void place(ReplicaFile file, ChangePosition copy) throws IOException, SQLException {
    Path path = file.path();
    boolean onlyOlder = file.stand().filter(stand -> isOlder(stand, copy)).isPresent();
    file.closeFile();
    if (Files.exists(path) && !onlyOlder) {
      putAside(path);
    }
    // A log that is not this file's own would be read into it, and the mark is of the file before.
    Files.deleteIfExists(beside(path, LOG_SUFFIX));
    Files.deleteIfExists(beside(path, "-shm"));
    Files.deleteIfExists(beside(path, "-journal"));
    Files.deleteIfExists(beside(path, ".mark"));
    UnfinishedCopy.syncFolder(path);
    Files.move(
        file.staged(), path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    UnfinishedCopy.syncFolder(path);
  }

  /** What the standby itself has taken from this line of change sets, the copy has too. */
  private static boolean isOlder(ChangeCount.Stand stand, ChangePosition copy) {
    return stand.applied()
        && stand.at().lineage().equals(copy.lineage())
        && stand.at().sequence() <= copy.sequence();
  }

  private static Path beside(Path path, String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  private void putAside(Path path) throws IOException {
    Path aside = beside(path, ".before-term-" + header.term());
    for (int n = 2; Files.exists(aside); n++) {
      aside = beside(path, ".before-term-%d-%d".formatted(header.term(), n));
    }
    Path log = beside(path, LOG_SUFFIX);
    if (Files.exists(log)) {
      Files.move(log, beside(aside, LOG_SUFFIX), StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
    UnfinishedCopy.syncFolder(path);
    LOG.warnf(
        "%s may hold what the active gateway does not, and was put aside as %s: compare the two"
            + " where something is missed (lockstep verify), and delete it when nothing is",
        path, aside);
    prune(path);
  }

  private static void prune(Path path) throws IOException {
    String name = path.getFileName() + ".before-term-";
    List<Path> aside;
    try (Stream<Path> all = Files.list(path.toAbsolutePath().getParent())) {
      aside =
          all.filter(each -> each.getFileName().toString().startsWith(name))
              .filter(each -> !each.getFileName().toString().endsWith(LOG_SUFFIX))
              .sorted(Comparator.comparing(CopyPlacement::changed))
              .toList();
    }
    for (Path each : aside.subList(0, Math.max(0, aside.size() - ASIDE_MAX))) {
      LOG.warnf("%s was deleted: %d newer ones are there", each, ASIDE_MAX);
      Files.delete(each);
      Files.deleteIfExists(beside(each, LOG_SUFFIX));
    }
  }

  private static Optional<Long> changedAt(Path file) {
    try {
      return Optional.of(Files.getLastModifiedTime(file).toMillis());
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private static long changed(Path file) {
    return changedAt(file).orElse(0L);
  }
}

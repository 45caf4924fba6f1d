package dev.lockstep.journal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Folder of backups: each is a folder of its own with the databases of one gateway, whole or not
 * there at all. One caller at a time.
 *
 * <p>Crash story: power fails while a backup is made. Its folder has still the name of an
 * unfinished one, is no backup to anybody, and goes with the next.
 *
 * @param path made where it is missing; its owner alone may look into it
 * @param keptMax backups that stay; the oldest go when a new one is there
 * @param roomLeft bytes of disk that a backup leaves free: the journal may lie on the same one
 */
public record BackupFolder(Path path, int keptMax, long roomLeft) {
  private static final String UNFINISHED = ".unfinished-";
  private static final Pattern NAME = Pattern.compile("backup-\\d{8}T\\d{6}\\.\\d{3}Z");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  /**
   * A database to be copied.
   *
   * @param name of the copy
   * @param file may be missing: then it is left out
   */
  public record Source(String name, Path file) {}

  /** A file of a backup, with its size in bytes. */
  public record Copy(String name, long bytes) {}

  /**
   * A backup that was taken.
   *
   * @param folder with the copies
   * @param kept how many backups there are now
   */
  public record Backup(Path folder, Instant at, List<Copy> copies, int kept) {}

  /**
   * Takes a backup.
   *
   * @param sources in the order in which they are copied: what follows another file comes before
   *     it, so that its cursor lies behind that file's end and never ahead of it
   * @throws BackupFailedException where it could not be made
   */
  public Backup take(List<Source> sources, Instant at) throws BackupFailedException {
    List<Source> there = sources.stream().filter(each -> Files.exists(each.file())).toList();
    try {
      make();
      sweepUnfinished();
      requireRoom(there);
      Path work = Files.createDirectory(path.resolve(UNFINISHED + STAMP.format(at)));
      List<Copy> copies = new ArrayList<>();
      for (Source each : there) {
        copies.add(copy(each, work.resolve(each.name()), at));
      }
      List<Path> made = copies.stream().map(each -> work.resolve(each.name())).toList();
      BackupManifest.of(at, made).write(work);
      Durable.folder(work);
      Path folder = path.resolve("backup-" + STAMP.format(at));
      Files.move(work, folder, StandardCopyOption.ATOMIC_MOVE);
      Durable.folder(path);
      return new Backup(folder, at, List.copyOf(copies), prune(folder));
    } catch (IOException fault) {
      sweepQuietly();
      throw failed(why(fault), fault);
    } catch (BackupFailedException failed) {
      sweepQuietly();
      throw failed;
    }
  }

  private Copy copy(Source source, Path copy, Instant at)
      throws IOException, BackupFailedException {
    try {
      DatabaseCopy.make(source.file(), copy);
      DatabaseCopy.mark(copy, at);
      return new Copy(source.name(), Files.size(copy));
    } catch (SQLException fault) {
      throw failed(source.file() + ": " + DiskRemedy.with(fault, source.file()), fault);
    }
  }

  private BackupFailedException failed(String why, Exception cause) {
    return new BackupFailedException(
        "no backup was made in %s, and nothing else was touched: %s".formatted(path, why), cause);
  }

  private static String why(IOException fault) {
    return fault instanceof AccessDeniedException denied
        ? denied.getFile() + " may not be written by the gateway's user"
        : String.valueOf(fault.getMessage());
  }

  private void make() throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    Files.createDirectories(path, OwnerOnly.folder(path));
  }

  /** A backup that fills the disk would take the journal's outcomes their room. */
  private void requireRoom(List<Source> sources) throws IOException, BackupFailedException {
    long wanted = roomLeft;
    for (Source each : sources) {
      wanted += Files.size(each.file());
    }
    long free = Files.getFileStore(path).getUsableSpace();
    if (free < wanted) {
      throw new BackupFailedException(
          "no backup was made: %s has %d MiB free, and %d MiB are wanted, those included that the journal keeps for outcomes; make room, or name another disk with lockstep.backup.path"
              .formatted(path, free >> 20, (wanted >> 20) + 1));
    }
  }

  private void sweepUnfinished() throws IOException {
    for (Path each : folders(name -> name.startsWith(UNFINISHED))) {
      delete(each);
    }
  }

  private void sweepQuietly() {
    try {
      sweepUnfinished();
    } catch (IOException left) {
      // The next backup tries again; what is left is no backup to anybody.
    }
  }

  /** Never the newest, whatever a clock that jumped has called it. */
  private int prune(Path newest) throws IOException {
    List<Path> others =
        folders(NAME.asMatchPredicate()).stream().filter(each -> !each.equals(newest)).toList();
    int surplus = Math.max(0, others.size() + 1 - keptMax);
    for (Path each : others.subList(0, surplus)) {
      delete(each);
    }
    return others.size() + 1 - surplus;
  }

  /** In the order of their names, which is the order in which they were taken. */
  private List<Path> folders(Predicate<String> wanted) throws IOException {
    try (Stream<Path> all = Files.list(path)) {
      return all.filter(Files::isDirectory)
          .filter(each -> wanted.test(each.getFileName().toString()))
          .sorted()
          .toList();
    }
  }

  /** Flat: a backup has no folders in it. */
  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.toList()) {
        Files.delete(each);
      }
    }
    Files.delete(folder);
  }
}

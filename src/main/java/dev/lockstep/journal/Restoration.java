package dev.lockstep.journal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Restore of a backup: copies take the place of a gateway's databases while no gateway runs.
 *
 * <p>Crash story, power goes:
 *
 * <ol>
 *   <li>while the copies are brought beside their places: nothing points to them. The next start
 *       finds all as it was, and the next restore writes them anew.
 *   <li>when the note is durable: the copies beside the places are whole and durable. The next
 *       start, or the next restore, does what the note says before it opens anything.
 *   <li>between two moves: a copy that still stands beside its place has not taken it, so that what
 *       stands there is the old file, and is set aside first; with its log, which would be played
 *       into the new one. The rest as before.
 *   <li>after the last move: nothing is left to do but to tell the audit log.
 * </ol>
 */
public final class Restoration {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern SET_ASIDE = Pattern.compile("replaced-\\d{8}T\\d{6}\\.\\d{3}Z");
  private static final String BESIDE = ".restoring";

  private final RestorePlan plan;
  private final RestorePlan.Places places;
  private final String setAside;

  private Restoration(RestorePlan plan, RestorePlan.Places places, Instant at) {
    this.plan = plan;
    this.places = places;
    this.setAside = "replaced-" + STAMP.format(at);
  }

  /**
   * Puts the copies there. Holds the databases' locks: see {@link DatabaseLocks}.
   *
   * @param word for the audit log, which the next start tells it
   * @return where the files before are kept, beside each place
   * @throws RestoreRefusedException where it was not begun: nothing was touched
   * @throws IOException where it stopped half-way: the next start goes on with it
   */
  public static String perform(
      RestorePlan plan, RestorePlan.Places places, AuditRecord word, Instant at)
      throws RestoreRefusedException, IOException {
    return perform(plan, places, new AuditEntry.Timed(at, word), FileMoves.REAL);
  }

  static String perform(
      RestorePlan plan, RestorePlan.Places places, AuditEntry.Timed word, FileMoves moves)
      throws RestoreRefusedException, IOException {
    Instant at = word.at();
    Restoration restoration = new Restoration(plan, places, at);
    List<Path> replaced =
        plan.parts().stream()
            .filter(RestorePlan.Part::replaced)
            .map(RestorePlan.Part::place)
            .toList();
    restoration.bring();
    AuditRecord whole = word.record().with("setAside", restoration.setAside);
    RestoreNote note =
        new RestoreNote(restoration.setAside, replaced, List.of(new AuditEntry.Timed(at, whole)));
    restoration.note(note, moves);
    put(note, moves);
    return restoration.setAside;
  }

  /** Where it stands once, the restore is begun, whatever else the disk says. */
  private void note(RestoreNote note, FileMoves moves) throws RestoreRefusedException, IOException {
    try {
      note.behind(RestoreNote.of(places.journal())).write(places.journal(), moves);
    } catch (JournalUnavailableException unreadable) {
      sweep();
      throw refused(String.valueOf(unreadable.getMessage()), unreadable);
    } catch (IOException fault) {
      if (RestoreNote.begun(places.journal(), setAside)) {
        throw fault;
      }
      sweep();
      throw refused(fault.toString(), fault);
    }
  }

  /**
   * Finds out whether what this user makes is the gateway's: a journal that root restored could not
   * be opened by the gateway's own user.
   *
   * @throws RestoreRefusedException where it is not
   */
  public static void checkUser(RestorePlan.Places places) throws RestoreRefusedException {
    Path folder = Durable.parent(places.journal());
    if (!Files.isDirectory(folder) || !OwnerOnly.isPosix(folder)) {
      return;
    }
    try {
      Path probe = Files.createTempFile(folder, ".restore", null);
      UserPrincipal here = Files.getOwner(probe);
      Files.delete(probe);
      UserPrincipal owner = Files.getOwner(folder);
      if (!here.equals(owner)) {
        throw refused(
            "%s belongs to %s, and this is %s, whose files the gateway could not open: say it as that user (sudo -u %s lockstep restore …)"
                .formatted(folder, owner, here, owner),
            null);
      }
    } catch (IOException fault) {
      throw refused("%s may not be written by this user (%s)".formatted(folder, fault), fault);
    }
  }

  /**
   * Goes on with a restore that was interrupted, before the files are opened; asks one file where
   * there was none.
   *
   * @throws JournalUnavailableException where that does not succeed: then nothing may be opened
   */
  public static void finish(Path journal) throws JournalUnavailableException {
    Optional<RestoreNote> note = RestoreNote.of(journal);
    if (note.isEmpty()) {
      return;
    }
    Path lock = journal.resolveSibling(journal.getFileName() + ".lock");
    try (FileGuard _ = FileGuard.take(lock, journal)) {
      put(note.get(), FileMoves.REAL);
    } catch (IOException fault) {
      throw new JournalUnavailableException(
          "a restore was interrupted, and cannot be brought to its end: %s (the files before are in the folders %s)"
              .formatted(fault, note.get().setAside()),
          fault);
    }
  }

  private void bring() throws RestoreRefusedException {
    try {
      checkSetAside();
      checkRoom();
      for (RestorePlan.Part part : plan.parts()) {
        if (part.replaced()) {
          bring(part);
        }
      }
    } catch (IOException fault) {
      sweep();
      throw refused(fault.toString(), fault);
    }
  }

  private void bring(RestorePlan.Part part) throws IOException, RestoreRefusedException {
    String name = part.kind().copyName();
    Path beside = beside(part.place());
    Files.createDirectories(Durable.parent(part.place()));
    Files.deleteIfExists(beside);
    OwnerOnly.make(beside);
    Path copy = plan.backup().folder().resolve(name);
    // Into the file that its owner alone may read: a copy would bring the rights of its source.
    try (OutputStream out = Files.newOutputStream(beside)) {
      Files.copy(copy, out);
    }
    Durable.file(beside);
    Durable.folderOf(beside);
    Optional<String> fault = BackupManifest.read(plan.backup().folder()).faultOf(name, beside);
    if (fault.isPresent()) {
      sweep();
      throw refused("%s, once copied: %s".formatted(beside, fault.get()), null);
    }
  }

  private void checkSetAside() throws IOException, RestoreRefusedException {
    Path folder = Durable.parent(places.journal());
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> earlier =
          all.filter(each -> SET_ASIDE.matcher(each.getFileName().toString()).matches())
              .sorted()
              .toList();
      if (earlier.size() >= places.setAsideMax()) {
        throw refused(
            "%d earlier restores have left the files before them here, as many as may be kept (lockstep.backup.set-aside-max), and none is deleted unasked: bring %s to another disk, or delete it"
                .formatted(earlier.size(), earlier.getFirst()),
            null);
      }
    }
  }

  private void checkRoom() throws IOException, RestoreRefusedException {
    for (RestorePlan.Part part : plan.parts()) {
      Path folder = Durable.parent(part.place());
      while (!Files.exists(folder)) {
        folder = Durable.parent(folder);
      }
      long wanted = wanted(folder);
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < wanted) {
        throw refused(
            "%s has %d MiB free, and %d MiB are wanted; make room"
                .formatted(folder, free >> 20, (wanted >> 20) + 1),
            null);
      }
    }
  }

  /** Of all copies that come to the same disk. */
  private long wanted(Path folder) throws IOException {
    long wanted = 0;
    for (RestorePlan.Part part : plan.parts()) {
      if (part.replaced() && Durable.parent(part.place()).startsWith(folder)) {
        wanted += Files.size(plan.backup().folder().resolve(part.kind().copyName()));
      }
    }
    return wanted;
  }

  private void sweep() {
    for (RestorePlan.Part part : plan.parts()) {
      try {
        Files.deleteIfExists(beside(part.place()));
      } catch (IOException left) {
        // Nothing points to it, and the next restore writes it anew.
      }
    }
  }

  /** May be said again after any crash: what was moved already is not there to be moved. */
  private static void put(RestoreNote note, FileMoves moves) throws IOException {
    for (Path place : note.places()) {
      Path beside = beside(place);
      if (!Files.exists(beside)) {
        continue; // it has taken its place
      }
      Path aside = Durable.parent(place).resolve(note.setAside());
      for (String suffix : Stream.concat(Stream.of(""), PresentFile.OF_SQLITE.stream()).toList()) {
        setAside(place.resolveSibling(place.getFileName() + suffix), aside, moves);
      }
      // Before the copy has the name: an old log beside a new file would be played into it.
      moves.sync(Durable.parent(place));
      moves.move(beside, place);
      moves.sync(Durable.parent(place));
    }
  }

  private static void setAside(Path file, Path aside, FileMoves moves) throws IOException {
    if (Files.exists(file)) {
      if (!Files.isDirectory(aside)) {
        Files.createDirectory(aside, OwnerOnly.folder(aside));
        moves.sync(Durable.parent(aside));
      }
      moves.move(file, aside.resolve(file.getFileName()));
      moves.sync(aside);
    }
  }

  private static Path beside(Path place) {
    return place.resolveSibling(place.getFileName() + BESIDE);
  }

  private static RestoreRefusedException refused(String why, @Nullable Throwable cause) {
    String message = "nothing was restored, and nothing else was touched: " + why;
    return cause == null
        ? new RestoreRefusedException(message)
        : new RestoreRefusedException(message, cause);
  }
}

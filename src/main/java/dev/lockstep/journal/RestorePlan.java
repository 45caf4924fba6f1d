package dev.lockstep.journal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a restore comes to, before anything is touched: which copies take the place of which files.
 *
 * <p>The journal is what is restored. The others are taken from the backup only where the present
 * ones cannot be gone on with: nothing in them points into the journal in a way that an older one
 * would not be noticed by, and an older copy of them would forget what was decided, recorded and
 * told since (decision 65).
 *
 * @param parts one for each database that is concerned, in the order in which they are put there
 * @param newer what was not over in the present journal, where it can be read, and stands otherwise
 *     in the backup
 */
public record RestorePlan(BackupContents backup, List<Part> parts, List<LiveReport.Row> newer) {
  public RestorePlan {
    parts = List.copyOf(parts);
    newer = List.copyOf(newer);
  }

  /**
   * Where the gateway's databases stand.
   *
   * @param gateway its name; empty where it is not known
   * @param coordinator whether it decides for others, in a file
   * @param setAsideMax how many earlier restores may have left files beside the journal
   */
  public record Places(
      String gateway, boolean coordinator, Map<DatabaseKind, Path> files, int setAsideMax) {
    public Places {
      files = new EnumMap<>(files);
    }

    /** Where the journal stands: the note of a restore lies beside it. */
    public Path journal() {
      return file(DatabaseKind.JOURNAL);
    }

    Path file(DatabaseKind kind) {
      return Objects.requireNonNull(files.get(kind), kind.name());
    }
  }

  /**
   * One database.
   *
   * @param copied whether the backup has a copy of it
   * @param replaced whether that copy takes its place
   */
  public record Part(
      DatabaseKind kind, Path place, PresentFile present, boolean copied, boolean replaced) {}

  /**
   * Makes the plan.
   *
   * @param giveUpNewer a journal that is whole may be replaced by the older one
   * @throws RestoreRefusedException where the backup is not to be put there
   */
  public static RestorePlan of(BackupContents backup, Places places, boolean giveUpNewer)
      throws RestoreRefusedException {
    checkGateway(backup, places);
    List<Part> parts = new ArrayList<>();
    for (DatabaseKind kind : DatabaseKind.values()) {
      Path place = places.file(kind);
      PresentFile present = PresentFile.at(place, kind);
      Optional<Long> copied = Optional.ofNullable(backup.reached().get(kind));
      boolean replaced = copied.filter(each -> replaced(kind, present, each)).isPresent();
      if (copied.isPresent() || present.there()) {
        parts.add(new Part(kind, place, present, copied.isPresent(), replaced));
      }
    }
    RestorePlan plan = new RestorePlan(backup, parts, newer(backup, places.journal()));
    plan.checkDecisions(places);
    if (!giveUpNewer) {
      plan.checkJournal();
    }
    return plan;
  }

  private static boolean replaced(DatabaseKind kind, PresentFile present, long copied) {
    return kind == DatabaseKind.JOURNAL || !present.holds(copied);
  }

  private static void checkGateway(BackupContents backup, Places places)
      throws RestoreRefusedException {
    String other = backup.gateway();
    if (!other.isEmpty() && !places.gateway().isEmpty() && !other.equals(places.gateway())) {
      throw new RestoreRefusedException(
          "the backup %s is of gateway %s, and this is gateway %s: take one of this gateway; where this PC takes the place of that one, set lockstep.gateway.name=%s first"
              .formatted(backup.folder(), other, places.gateway(), other));
    }
  }

  /** Without its decisions a coordinator would answer that it never made them (P2). */
  private void checkDecisions(Places places) throws RestoreRefusedException {
    if (!places.coordinator()) {
      return;
    }
    Optional<Part> decisions = part(DatabaseKind.DECISIONS);
    boolean known =
        decisions.filter(each -> each.copied() || each.present().fault().isEmpty()).isPresent();
    if (!known) {
      throw new RestoreRefusedException(
          "this gateway is a coordinator, its decisions %s cannot be gone on with, and the backup has no %s: what was decided would be taken for what never was; take a backup that has one, or set lockstep.coordinator.enabled=false until every gateway that it served has been looked at"
              .formatted(places.file(DatabaseKind.DECISIONS), DatabaseKind.DECISIONS.copyName()));
    }
  }

  private void checkJournal() throws RestoreRefusedException {
    Part journal = part(DatabaseKind.JOURNAL).orElseThrow();
    if (journal.present().holds(backup.reached().getOrDefault(DatabaseKind.JOURNAL, 0L))) {
      throw new RestoreRefusedException(
          "the journal %s is whole, and holds all that the backup holds and %s: go on with it; where it is to be given up all the same, with what was promised in it, say --give-up-newer"
              .formatted(
                  journal.place(),
                  since().isPresent() ? since().getAsLong() + " entries more" : "more"));
    }
  }

  /** What becomes of one of the databases; empty where it is not concerned. */
  public Optional<Part> part(DatabaseKind kind) {
    return parts.stream().filter(each -> each.kind() == kind).findFirst();
  }

  /**
   * Entries of the journal that are known to have been durable and are not in the backup, by the
   * mark and by the journal itself; empty where neither can be read.
   */
  public OptionalLong since() {
    PresentFile journal = part(DatabaseKind.JOURNAL).orElseThrow().present();
    long copied = backup.reached().getOrDefault(DatabaseKind.JOURNAL, 0L);
    return journal.marked().isEmpty() && journal.reached() == 0
        ? OptionalLong.empty()
        : OptionalLong.of(
            Math.max(0, Math.max(journal.marked().orElse(0), journal.reached()) - copied));
  }

  private static List<LiveReport.Row> newer(BackupContents backup, Path journal) {
    try {
      Set<LiveReport.Row> copied = new HashSet<>(backup.live().transactions());
      return LiveReport.of(journal, Optional.empty()).transactions().stream()
          .filter(each -> !copied.contains(each))
          .toList();
    } catch (JournalUnavailableException unreadable) {
      return List.of(); // told by the mark alone
    }
  }
}

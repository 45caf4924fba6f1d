package dev.lockstep.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a backup holds, once it was found whole: every copy as it was made, all of one moment and of
 * one gateway, and none newer than this version. Read, and nothing is changed.
 *
 * @param gateway whose it is; empty where it has no name
 * @param at when it was taken
 * @param reached how far each copy had come, by {@link Schema#reached}
 * @param live what was not over when it was taken
 * @param heuristics outcomes that a person answers for and that are not forgotten
 * @param rows what reading each row and the audit log's chain came to
 */
public record BackupContents(
    Path folder,
    String gateway,
    Instant at,
    Map<DatabaseKind, Long> reached,
    LiveReport live,
    int heuristics,
    JournalVerification.Report rows) {

  public BackupContents {
    reached = Map.copyOf(reached);
  }

  /**
   * Reads a backup.
   *
   * @throws RestoreRefusedException where it is not whole; the message names the file
   */
  public static BackupContents read(Path folder) throws RestoreRefusedException {
    BackupManifest manifest = manifest(folder);
    Map<DatabaseKind, Long> reached = new EnumMap<>(DatabaseKind.class);
    String gateway = "";
    for (BackupManifest.Part part : manifest.parts()) {
      DatabaseKind kind = kind(folder, part);
      Path copy = folder.resolve(part.name());
      try (Connection connection = JournalVerification.open(copy)) {
        checkSchema(connection, kind, copy);
        reached.put(kind, PresentFile.reached(connection, kind));
        if (kind == DatabaseKind.JOURNAL || kind == DatabaseKind.DECISIONS) {
          gateway = owner(connection, manifest, copy).gateway();
        }
      } catch (SQLException | JournalUnavailableException unreadable) {
        throw broken(folder, part.name(), String.valueOf(unreadable.getMessage()));
      }
    }
    for (DatabaseKind kind : List.of(DatabaseKind.JOURNAL, DatabaseKind.AUDIT)) {
      if (!reached.containsKey(kind)) {
        throw broken(folder, kind.copyName(), "it is not there");
      }
    }
    return looked(folder, gateway, manifest.at(), reached);
  }

  private static BackupContents looked(
      Path folder, String gateway, Instant at, Map<DatabaseKind, Long> reached)
      throws RestoreRefusedException {
    Path journal = folder.resolve(DatabaseKind.JOURNAL.copyName());
    Path audit = folder.resolve(DatabaseKind.AUDIT.copyName());
    Optional<Path> decisions =
        reached.containsKey(DatabaseKind.DECISIONS)
            ? Optional.of(folder.resolve(DatabaseKind.DECISIONS.copyName()))
            : Optional.empty();
    try (Connection connection = JournalVerification.open(journal);
        RowReader rows = new RowReader(connection, Schema.JOURNAL.table())) {
      return new BackupContents(
          folder,
          gateway,
          at,
          reached,
          LiveReport.of(journal, decisions),
          rows.heuristics().size(),
          JournalVerification.of(journal, audit, Optional.empty()));
    } catch (SQLException | JournalUnavailableException unreadable) {
      throw broken(folder, journal.getFileName().toString(), "" + unreadable.getMessage());
    }
  }

  private static BackupManifest manifest(Path folder) throws RestoreRefusedException {
    if (!Files.isReadable(folder.resolve(BackupManifest.NAME))) {
      throw new RestoreRefusedException(
          "%s is no backup, or may not be read by this user: a backup is a folder with a file %s in it, as `lockstep backup` makes it"
              .formatted(folder, BackupManifest.NAME));
    }
    try {
      return BackupManifest.read(folder);
    } catch (IOException | IllegalArgumentException fault) {
      throw broken(folder, BackupManifest.NAME, String.valueOf(fault.getMessage()));
    }
  }

  private static DatabaseKind kind(Path folder, BackupManifest.Part part)
      throws RestoreRefusedException {
    try {
      Optional<String> fault = part.faultOf(folder.resolve(part.name()));
      if (fault.isPresent()) {
        throw broken(folder, part.name(), fault.get());
      }
    } catch (IOException unreadable) {
      throw broken(folder, part.name(), unreadable.toString());
    }
    return DatabaseKind.ofCopy(part.name())
        .orElseThrow(
            () -> broken(folder, part.name(), "this version of the gateway knows no such file"));
  }

  private static void checkSchema(Connection connection, DatabaseKind kind, Path copy)
      throws SQLException, RestoreRefusedException {
    int found = MigrationRecord.steps(connection);
    int known = kind.schema().scripts().size();
    if (found > known) {
      throw new RestoreRefusedException(
          "%s was written by a newer version of the gateway (schema %d, this one knows %d): install that version, and restore with it"
              .formatted(copy, found, known));
    }
  }

  private static JournalOwner owner(Connection connection, BackupManifest manifest, Path copy)
      throws SQLException, RestoreRefusedException {
    Optional<JournalOwner> owner = JournalOwner.of(connection);
    if (owner.flatMap(JournalOwner::takenAt).equals(Optional.of(manifest.at().toString()))) {
      return owner.orElseThrow();
    }
    throw broken(
        Durable.parent(copy),
        copy.getFileName().toString(),
        "it is not the copy that was made at " + manifest.at());
  }

  private static RestoreRefusedException broken(Path folder, String name, String why) {
    return new RestoreRefusedException(
        "the backup %s is not whole: %s: %s; take another one (the others lie beside it)"
            .formatted(folder, name, why));
  }
}

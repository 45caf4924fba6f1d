package dev.lockstep.journal;

import dev.lockstep.device.TimeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The files of a gateway that was a coordinator too, its backup, and what it did since. */
final class BackedUpGateway {
  static final Instant TAKEN_AT = Instant.parse("2026-11-30T04:15:00.123Z");
  static final Instant RESTORED_AT = Instant.parse("2026-11-30T17:55:00Z");
  static final String SET_ASIDE = "replaced-20261130T175500.000Z";

  private final Path folder;
  private final Path backup;

  private BackedUpGateway(Path folder, Path backup) {
    this.folder = folder;
    this.backup = backup;
  }

  /** Stopped. */
  static BackedUpGateway in(Path folder, TimeSource clock) throws Exception {
    List<BackupFolder.Source> sources =
        Stream.of(DatabaseKind.AUDIT, DatabaseKind.JOURNAL, DatabaseKind.DECISIONS)
            .map(kind -> new BackupFolder.Source(kind.copyName(), folder.resolve(kind.copyName())))
            .toList();
    JournalSettings decided =
        TunedSettings.at(folder.resolve("decisions.db")).gateway("line-a").settings();
    Path backup;
    try (AuditedJournal gateway = AuditedJournal.open(folder, clock, "line-a");
        var log = SqliteDecisionLog.open(decided, Document.CODEC, clock)) {
      // It opens meanwhile; who asks for a backup is recorded first.
      gateway.audit.record(new AuditRecord("backup", AuditedJournal.MES, ""));
      gateway.append(JournalSamples.prepared("before"), "Checked");
      log.decide("decided-before", new Document("decided-before", true, "{}"));
      backup =
          new BackupFolder(folder.resolveSibling(folder.getFileName() + "-backups"), 7, 0)
              .take(sources, TAKEN_AT)
              .folder();
      gateway.append(JournalSamples.committing("before"), "CommitDecided");
      gateway.append(JournalSamples.prepared("since"), "Checked");
      log.decide("decided-since", new Document("decided-since", true, "{}"));
    }
    return new BackedUpGateway(folder, backup);
  }

  Path backup() {
    return backup;
  }

  Path file(DatabaseKind kind) {
    return folder.resolve(kind.copyName());
  }

  Path beside(DatabaseKind kind, String suffix) {
    return folder.resolve(kind.copyName() + suffix);
  }

  RestorePlan.Places places() {
    return places("line-a", 5);
  }

  RestorePlan.Places places(String gateway, int setAsideMax) {
    Map<DatabaseKind, Path> files = new EnumMap<>(DatabaseKind.class);
    for (DatabaseKind kind : DatabaseKind.values()) {
      files.put(kind, file(kind));
    }
    return new RestorePlan.Places(gateway, true, files, setAsideMax);
  }

  RestorePlan plan(boolean giveUpNewer) throws RestoreRefusedException {
    return RestorePlan.of(BackupContents.read(backup), places(), giveUpNewer);
  }

  /** What a disk does to a file. */
  void tear(DatabaseKind kind) throws IOException {
    tear(file(kind), 0);
  }

  static void tear(Path file, long at) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap("torn".getBytes(StandardCharsets.US_ASCII)), at);
    }
  }

  /** Makes one folder what the other one is. */
  static void copy(Path from, Path to) throws IOException {
    if (Files.exists(to)) {
      try (Stream<Path> all = Files.walk(to)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          if (!each.equals(to)) {
            Files.delete(each);
          }
        }
      }
    }
    Files.createDirectories(to);
    try (Stream<Path> all = Files.list(from)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        Files.copy(each, to.resolve(each.getFileName()));
      }
    }
  }
}

package dev.lockstep.journal;

import dev.lockstep.UsualSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The four databases of a gateway, opened and closed like a gateway's, with a follower. */
final class FollowedGateway implements AutoCloseable {
  static final List<String> NAMES = List.of("outbox", "audit", "decisions", "journal");

  final SqliteJournal journal;
  final SqliteDecisionLog<Document> decisions;
  final AuditFile audit;
  final OutboxFile outbox;

  private FollowedGateway(Path folder, String name, SettableClock clock, Replication replication)
      throws JournalUnavailableException {
    Map<String, JournalSettings> places = places(folder, name);
    journal = SqliteJournal.open(place(places, Schema.JOURNAL, replication), clock);
    decisions = SqliteDecisionLog.open(places.get("decisions"), Document.CODEC, clock, replication);
    audit = AuditFile.open(audit(folder), clock, replication);
    outbox = OutboxFile.open(places.get("outbox"), replication);
  }

  static FollowedGateway open(
      Path folder, String name, SettableClock clock, Replication replication)
      throws JournalUnavailableException {
    return new FollowedGateway(folder, name, clock, replication);
  }

  static FollowedGateway open(Path folder, SettableClock clock, ChangeFollower follower)
      throws JournalUnavailableException {
    return open(folder, "line 1", clock, replication(clock, follower));
  }

  static Replication replication(SettableClock clock, ChangeFollower follower) {
    return Replication.to(follower, 1, clock.now().run());
  }

  private static Database.Place place(
      Map<String, JournalSettings> places, Schema schema, Replication replication) {
    return new Database.Place(places.get(schema.name()), schema, Disk.REAL, replication);
  }

  /** Where an ordinary start looks for them, in the order in which a base copy takes them. */
  static Map<String, JournalSettings> places(Path folder, String name) {
    Map<String, JournalSettings> places = new LinkedHashMap<>();
    for (String each : NAMES) {
      places.put(each, settings(folder.resolve(each + ".db"), name));
    }
    places.put("audit", audit(folder).storage());
    return places;
  }

  static Map<String, JournalSettings> places(Path folder) {
    return places(folder, "line 1");
  }

  static List<BaseCopy.Source> sources(Path folder) {
    return NAMES.stream()
        .map(each -> new BaseCopy.Source(each, folder.resolve(each + ".db")))
        .toList();
  }

  private static JournalSettings settings(Path path, String name) {
    return TunedSettings.at(path)
        .gateway(name)
        .reserveBytes(64 * 1024)
        .lazyMax(Duration.ofMillis(1))
        .retention(Duration.ofDays(1), Duration.ofDays(9), 20, 3)
        .checkpointRows(50)
        .settings();
  }

  private static AuditSettings audit(Path folder) {
    return new AuditSettings(
        folder.resolve("audit.db"),
        Duration.ofMinutes(1),
        Duration.ofDays(20),
        60,
        UsualSettings.of(JournalConfig.class, "reserve=65536", "wait-max=5s"));
  }

  /** What differs between two folders, database by database. */
  static List<String> differences(Path one, Path other) throws Exception {
    List<String> differences = new ArrayList<>();
    for (String each : NAMES) {
      List<String> here = EqualDatabases.rows(one.resolve(each + ".db"));
      List<String> there = EqualDatabases.rows(other.resolve(each + ".db"));
      here.stream()
          .filter(row -> !there.contains(row))
          .forEach(row -> differences.add(each + " only here: " + row));
      there.stream()
          .filter(row -> !here.contains(row))
          .forEach(row -> differences.add(each + " only there: " + row));
      if (differences.isEmpty() && !here.equals(there)) {
        differences.add(each + ": in another order");
      }
    }
    return differences;
  }

  static Path folder(Path parent, String name) throws IOException {
    return Files.createDirectories(parent.resolve(name));
  }

  @Override
  public void close() {
    outbox.close();
    audit.close();
    decisions.close();
    journal.close();
  }
}

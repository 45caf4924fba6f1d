package dev.lockstep.journal;

import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What {@link RecordedWork} has asked for and was told up to now, and whether a disk keeps it: of
 * each transaction the state that was acknowledged, or one that was asked for after it; every row
 * sound, every index right, and nothing to be acknowledged by anybody, because a power cut alone
 * damages nothing.
 */
final class Promised {
  /** Not in the journal. */
  private static final int ABSENT = -1;

  private final Map<String, Standing> transactions = new HashMap<>();
  private final Map<String, Standing> documents = new HashMap<>();
  private final Set<String> prunable = new HashSet<>();

  /**
   * Of one transaction or document.
   *
   * @param asked the last version that was asked for
   * @param told the last version that was acknowledged; {@link #ABSENT} where none was
   */
  private record Standing(int asked, int told) {}

  /** As it is now; what is heard later does not change it. */
  Promised copy() {
    Promised copy = new Promised();
    copy.transactions.putAll(transactions);
    copy.documents.putAll(documents);
    copy.prunable.addAll(prunable);
    return copy;
  }

  void hear(String line) {
    String[] words = line.split(" ", -1);
    if (words[0].equals("pruning")) {
      transactions.forEach(
          (id, standing) -> {
            if (standing.asked() == RecordedWork.VERSIONS - 1) {
              prunable.add(id);
            }
          });
      return;
    }
    Map<String, Standing> all = words[1].equals(RecordedWork.JOURNAL) ? transactions : documents;
    int version = Integer.parseInt(words[3]);
    Standing before = all.getOrDefault(words[2], new Standing(ABSENT, ABSENT));
    switch (words[0]) {
      case "asked" -> all.put(words[2], new Standing(version, before.told()));
      case "told" -> all.put(words[2], new Standing(before.asked(), version));
      case "refused" -> {}
      default -> throw new IllegalStateException("not foreseen: " + line);
    }
  }

  /** Opens what lies there as a start would; returns what is not as promised, one line each. */
  List<String> broken(Path directory) {
    List<String> broken = new ArrayList<>();
    try {
      Path path = directory.resolve(RecordedWork.JOURNAL);
      try (SqliteJournal journal =
          SqliteJournal.open(RecordedWork.settings(path), SqliteJournalTest.CLOCK)) {
        broken.addAll(journal.atStart().damaged());
        for (var each : transactions.entrySet()) {
          check(each.getKey(), each.getValue(), version(journal, each.getKey()))
              .ifPresent(broken::add);
        }
        broken.addAll(journal.troubles());
        broken.addAll(faults(path));
      }
      path = directory.resolve(RecordedWork.DECISIONS);
      try (SqliteDecisionLog<Document> log =
          SqliteDecisionLog.open(
              RecordedWork.settings(path), Document.CODEC, SqliteJournalTest.CLOCK)) {
        for (var each : documents.entrySet()) {
          check(each.getKey(), each.getValue(), version(log, each.getKey())).ifPresent(broken::add);
        }
        broken.addAll(log.troubles());
        broken.addAll(faults(path));
      }
    } catch (JournalUnavailableException | SQLException unreadable) {
      broken.add(String.valueOf(unreadable.getMessage()));
    }
    return broken;
  }

  private static int version(SqliteJournal journal, String id) throws JournalUnavailableException {
    State found = journal.find(new TransactionId(id));
    return found instanceof State.Absent
        ? ABSENT
        : IntStream.range(0, RecordedWork.VERSIONS)
            .filter(version -> RecordedWork.state(id, version).equals(found))
            .findFirst()
            .orElseThrow(
                () ->
                    new JournalUnavailableException(id + " was never written like this: " + found));
  }

  private static int version(SqliteDecisionLog<Document> log, String id)
      throws JournalUnavailableException {
    Optional<Document> found = log.find(id);
    return found.isEmpty()
        ? ABSENT
        : IntStream.range(0, 2)
            .filter(version -> RecordedWork.document(id, version).equals(found.get()))
            .findFirst()
            .orElseThrow(
                () -> new JournalUnavailableException(id + " was never written like this"));
  }

  private Optional<String> check(String id, Standing promised, int found) {
    if (found == ABSENT && prunable.contains(id)) {
      return Optional.empty();
    }
    return found >= promised.told() && found <= promised.asked()
        ? Optional.empty()
        : Optional.of(
            "%s: version %d was acknowledged, %d asked for, %d is there"
                .formatted(id, promised.told(), promised.asked(), found));
  }

  /** What SQLite finds wrong with its own pages. */
  private static List<String> faults(Path path) throws SQLException {
    List<String> faults = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("pragma integrity_check")) {
      while (rows.next()) {
        faults.add(rows.getString(1));
      }
    }
    faults.remove("ok");
    return faults;
  }
}

package dev.lockstep.coordinator;

import dev.lockstep.journal.DecisionLog;
import dev.lockstep.journal.DecisionLog.Document;
import dev.lockstep.journal.JournalUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * The decision log, and in memory what it need not know at once: documents that say nothing is left
 * to be done. Written many together they cost the disk next to nothing; each alone would be as dear
 * as the decision itself. Thread-safe.
 *
 * <p>If power fails, what waits is gone, and the log still has the document before: at most {@link
 * #TOGETHER} coordinations and those being written are taken up as a start finds them.
 */
final class LazyLog {
  /** So many that wait are written. */
  static final int TOGETHER = 64;

  private final DecisionLog log;
  private final Executor executor;

  /** What readers are told, until the log says the same. */
  private final Map<String, Document> ahead = new ConcurrentHashMap<>();

  private final List<Document> waiting = new ArrayList<>();

  LazyLog(DecisionLog log, Executor executor) {
    this.log = log;
    this.executor = executor;
  }

  /** As {@link DecisionLog#append}. */
  void append(Document document) throws JournalUnavailableException {
    log.append(document);
  }

  /** The last word on a coordination; waits for nothing, and tells nobody where it is lost. */
  void appendLazily(Document document) {
    ahead.put(document.id(), document);
    List<Document> due = List.of();
    synchronized (waiting) {
      waiting.add(document);
      if (waiting.size() >= TOGETHER) {
        due = drain();
      }
    }
    var unused = write(due);
  }

  /** As {@link DecisionLog#find}, of what was appended in either way. */
  Optional<Document> find(String id) throws JournalUnavailableException {
    Optional<Document> newer = Optional.ofNullable(ahead.get(id));
    return newer.isPresent() ? newer : log.find(id);
  }

  /**
   * What is known of a coordination.
   *
   * @throws JournalUnavailableException as {@link DecisionLog#find}; and where it is undecided here
   *     while the log has a gap. The crash story: 1. COMMIT is decided and told; 2. an older copy
   *     of the log takes its place; 3. the restart finds the coordination begun and not decided,
   *     and would abort it
   */
  Optional<CoordinationRecord> dossier(String id)
      throws JournalUnavailableException, UnreadableRecordException {
    Optional<Document> found = find(id);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    CoordinationRecord record = CoordinationRecordReader.read(id, found.get().text());
    List<String> gaps = log.gaps();
    if (record.coordination() instanceof Coordination.Preparing && !gaps.isEmpty()) {
      throw new JournalUnavailableException(
          "coordination %s is not decided here, and its decision may stand in what is missing: %s"
              .formatted(id, String.join("; ", gaps)));
    }
    return Optional.of(record);
  }

  /** As {@link DecisionLog#open}. */
  List<Document> open() throws JournalUnavailableException {
    Map<String, Document> newer = Map.copyOf(ahead);
    return log.open().stream().filter(each -> !newer.containsKey(each.id())).toList();
  }

  /** As {@link DecisionLog#page}, of what was appended in either way. */
  List<Document> page(String after, int limit) throws JournalUnavailableException {
    // Looked at first: what leaves it meanwhile has come to the log before.
    Map<String, Document> newer = Map.copyOf(ahead);
    return log.page(after, limit).stream()
        .map(each -> newer.getOrDefault(each.id(), each))
        .toList();
  }

  /** Writes what waits; returns when that is done. */
  void writeAll() {
    List<Document> due;
    synchronized (waiting) {
      due = drain();
    }
    write(due).join();
  }

  private List<Document> drain() {
    List<Document> due = List.copyOf(waiting);
    waiting.clear();
    return due;
  }

  /** All at once, so that they share a group of the log's and its fsync. */
  private CompletableFuture<Void> write(List<Document> due) {
    return CompletableFuture.allOf(
        due.stream()
            .map(each -> CompletableFuture.runAsync(() -> write(each), executor))
            .toArray(CompletableFuture<?>[]::new));
  }

  private void write(Document document) {
    try {
      log.append(document);
    } catch (JournalUnavailableException lost) {
      // The log itself says what is wrong with it. Whoever looks at the coordination next finds it
      // as a restart would, and it is brought to its end once more.
    } finally {
      ahead.remove(document.id(), document);
    }
  }
}

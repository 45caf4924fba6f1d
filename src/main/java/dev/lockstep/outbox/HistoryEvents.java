package dev.lockstep.outbox;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lockstep.journal.HistoryEnd;
import dev.lockstep.journal.HistoryEntries;
import dev.lockstep.journal.HistoryEntry;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.Transition;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The transitions of transactions, from the journal's history: one event for each line. */
final class HistoryEvents implements EventSource {
  static final String NAME = "history";
  static final String PREFIX = "dev.lockstep.transaction.";

  private final String gateway;
  private final SqliteJournal journal;
  private @Nullable HistoryEntries open;

  HistoryEvents(String gateway, SqliteJournal journal) {
    this.gateway = gateway;
    this.journal = journal;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public long begin() {
    return journal.lineWhenOpened();
  }

  @Override
  public long last() {
    return journal.lastLine();
  }

  @Override
  public boolean dense() {
    return true;
  }

  @Override
  public Batch behind(long number, int limit) throws JournalUnavailableException {
    return read(
        number,
        limit,
        (behind, most) -> entries().behind(behind, most),
        each -> new Entry(each.line(), event(gateway, each)));
  }

  private HistoryEntries entries() throws JournalUnavailableException {
    HistoryEntries known = open;
    if (known == null) {
      known = HistoryEntries.of(journal);
      open = known;
    }
    return known;
  }

  static CloudEvent event(String gateway, HistoryEntry entry) {
    String id = "%s/%s/%d/%08x".formatted(gateway, NAME, entry.line(), entry.check());
    if (entry.transition().isEmpty()) {
      // What it says is not to be believed; that it is there is (P9).
      CloudEvent.Head head =
          new CloudEvent.Head(PREFIX + "unreadable.v1", entry.id(), Instant.EPOCH);
      return CloudEvent.of(gateway, id, head, json -> json.writeNumberField("entry", entry.line()));
    }
    Transition line = entry.transition().get();
    CloudEvent.Head head =
        new CloudEvent.Head(PREFIX + kind(line) + ".v1", entry.id(), line.at().wall());
    return CloudEvent.of(gateway, id, head, json -> write(json, entry, line));
  }

  /** What the event is called: the state that was entered, or what happened in it. */
  private static String kind(Transition line) {
    if (line.from() == line.to()) {
      return switch (line.event()) {
        case "Forgotten" -> "forgotten";
        // A decision that comes after the end: the first word of READ_ONLY, or a contradiction.
        case "CommitDecided", "RollbackDecided" ->
            line.to() == State.Name.ENDED ? "outcome" : "progressed";
        default -> "progressed";
      };
    }
    return switch (line.to()) {
      case ABSENT -> "progressed";
      case PREPARING -> "preparing";
      case PREPARED -> "prepared";
      case COMMITTING -> "committing";
      case ROLLING_BACK -> "rolling-back";
      case ENDED -> "ended";
    };
  }

  private static void write(JsonGenerator json, HistoryEntry entry, Transition line)
      throws IOException {
    json.writeNumberField("entry", entry.line());
    json.writeStringField("event", line.event());
    json.writeStringField("from", line.from().name());
    json.writeStringField("to", line.to().name());
    CloudEvent.writeText(json, "vote", vote(entry, line));
    CloudEvent.writeText(json, "outcome", outcome(entry, line).map(Outcome::name).orElse(""));
    CloudEvent.writeText(json, "who", line.who());
    CloudEvent.writeText(json, "principal", line.requester().principal());
    CloudEvent.writeText(json, "address", line.requester().address());
    CloudEvent.writeText(json, "detail", line.detail());
  }

  /** The vote that this line is; empty where it is none. */
  private static String vote(HistoryEntry entry, Transition line) {
    boolean before = line.from() == State.Name.ABSENT || line.from() == State.Name.PREPARING;
    if (!before) {
      return "";
    }
    if (line.to() == State.Name.PREPARED || line.to() == State.Name.COMMITTING) {
      return "COMMIT";
    }
    return entry.end().flatMap(HistoryEnd::vote).map(HistoryEnd.Vote::name).orElse("");
  }

  /**
   * The outcome as it was when the line was written. The state may have gone on since: READ_ONLY
   * ends before its decision, and a person may be contradicted after the end.
   */
  private static Optional<Outcome> outcome(HistoryEntry entry, Transition line) {
    Optional<Outcome> now = entry.end().flatMap(HistoryEnd::outcome);
    if (line.from() == State.Name.ENDED) {
      return now;
    }
    if (entry.end().flatMap(HistoryEnd::vote).equals(Optional.of(HistoryEnd.Vote.READ_ONLY))) {
      return Optional.empty();
    }
    Optional<Outcome> against = entry.end().flatMap(HistoryEnd::against);
    return against.isPresent() && now.equals(Optional.of(Outcome.HEURISTIC_MIXED))
        ? Optional.of(
            against.get() == Outcome.COMMITTED
                ? Outcome.HEURISTIC_ROLLBACK
                : Outcome.HEURISTIC_COMMIT)
        : now;
  }

  @Override
  public void close() {
    HistoryEntries known = open;
    open = null;
    if (known != null) {
      known.close();
    }
  }
}

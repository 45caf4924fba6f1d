package dev.lockstep.journal;

import dev.lockstep.transaction.Requester;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the journal's history into the audit log, behind the cursor that lies there. For one
 * thread.
 */
final class HistoryFollower {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.audit");
  private static final int LINES_AT_ONCE = 500;
  private static final long NOT_KNOWN = -1;

  private final SqliteJournal journal;

  /** The last line of the journal when it was opened; empty once that was compared. */
  private OptionalLong atStart;

  private @Nullable HistoryTail tail;

  /** Groups that the journal had written when all of them were recorded. */
  private long recorded = NOT_KNOWN;

  /** Before the journal is written to: what it holds now, others have written. */
  HistoryFollower(SqliteJournal journal) {
    this.journal = journal;
    this.atStart = last(journal);
  }

  private static OptionalLong last(SqliteJournal journal) {
    try (HistoryTail history = HistoryTail.of(journal.database())) {
      return OptionalLong.of(history.last());
    } catch (JournalUnavailableException unreadable) {
      return OptionalLong.empty(); // the journal itself says so
    }
  }

  /** Records every line that is not recorded yet. A journal that rests is not read. */
  void follow(AuditFile file) throws JournalUnavailableException {
    long written = journal.meter().fsyncs(); // before its lines are read: none is passed over
    if (written == recorded) {
      return;
    }
    HistoryTail history = history(file);
    long reached = file.followed();
    List<HistoryTail.Numbered> lines;
    do {
      lines = history.behind(reached, LINES_AT_ONCE);
      if (!lines.isEmpty()) {
        file.follow(records(lines, reached, file.now()), lines.getLast().line());
        reached = lines.getLast().line();
      }
    } while (lines.size() == LINES_AT_ONCE);
    recorded = written;
  }

  private HistoryTail history(AuditFile file) throws JournalUnavailableException {
    HistoryTail known = tail;
    if (known == null) {
      known = HistoryTail.of(journal.database());
      tail = known;
      begin(file);
    }
    return known;
  }

  /**
   * What a start finds: an older journal, or lines that were written while nothing was recorded.
   */
  private void begin(AuditFile file) throws JournalUnavailableException {
    if (atStart.isEmpty()) {
      return;
    }
    long reached = file.followed();
    long there = atStart.getAsLong();
    if (there < reached) {
      AuditRecord rewound =
          AuditRecord.ofGateway(
              AuditRecord.REWOUND,
              Map.of(AuditRecord.LINE, Long.toString(there), "was", Long.toString(reached)));
      LOG.info(rewound.logLine());
      file.follow(List.of(new AuditEntry.Timed(file.now(), rewound)), there);
    } else if (reached > 0 && there > reached) {
      file.append(lines("lines found", reached + 1, there));
    }
    atStart = OptionalLong.empty();
  }

  private static AuditRecord lines(String act, long from, long to) {
    return AuditRecord.ofGateway(act, Map.of("from", Long.toString(from), "to", Long.toString(to)));
  }

  private static List<AuditEntry.Timed> records(
      List<HistoryTail.Numbered> lines, long reached, Instant now) {
    List<AuditEntry.Timed> records = new ArrayList<>(lines.size());
    long before = reached;
    for (HistoryTail.Numbered each : lines) {
      if (each.line() > before + 1) {
        AuditRecord gap = lines("lines gone", before + 1, each.line() - 1);
        records.add(new AuditEntry.Timed(now, gap));
      }
      records.add(new AuditEntry.Timed(each.stored().wall().orElse(now), record(each)));
      before = each.line();
    }
    return records;
  }

  private static AuditRecord record(HistoryTail.Numbered line) {
    HistoryLine stored = line.stored();
    Map<String, String> details = new LinkedHashMap<>();
    put(details, "who", stored.who());
    put(details, AuditRecord.TO, state(stored.toCode()));
    put(details, "why", stored.detail());
    put(details, AuditRecord.LINE, Long.toString(line.line()));
    put(details, AuditRecord.LINE_DIGEST, line.digest());
    put(details, "damaged", stored.sound() ? "" : "it failed its checksum when it was recorded");
    Requester requester = new Requester(stored.principal(), stored.address());
    AuditRecord record = new AuditRecord(stored.event(), requester, line.id(), details);
    if (LOG.isDebugEnabled()) {
      LOG.debug(record.logLine());
    }
    return record;
  }

  private static void put(Map<String, String> details, String name, String text) {
    if (!text.isEmpty()) {
      details.put(name, text);
    }
  }

  private static String state(int code) {
    try {
      return StateCodec.name(code).name();
    } catch (IllegalArgumentException unknown) {
      return Integer.toString(code);
    }
  }

  /** Reads the journal anew: after a fault, and when it is no longer followed. */
  void reset() {
    recorded = NOT_KNOWN;
    HistoryTail open = tail;
    tail = null;
    if (open != null) {
      open.close();
    }
  }
}

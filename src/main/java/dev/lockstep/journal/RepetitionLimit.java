package dev.lockstep.journal;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import dev.lockstep.transaction.Requester;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rate limit for records of refused calls: the first of a name and host in a minute is recorded at
 * once, those that follow are counted, and so are all beyond a number of names and hosts. So a
 * flood of guesses shows and does not fill the disk. Thread-safe.
 */
final class RepetitionLimit {
  static final int KEYS_MAX = 20;
  static final Duration WINDOW = Duration.ofMinutes(1);

  private final TimeSource clock;
  private final Map<Key, Long> repeats = new LinkedHashMap<>();
  private long others;
  private Deadline end;

  private record Key(String act, String principal, String host) {
    static Key of(AuditRecord record) {
      String address = record.requester().address();
      int port = address.lastIndexOf(':');
      String host = port < 0 ? address : address.substring(0, port);
      return new Key(record.act(), record.requester().principal(), host);
    }

    AuditRecord repeated(long times) {
      return new AuditRecord(act, new Requester(principal, host), "")
          .with("again", Long.toString(times));
    }
  }

  RepetitionLimit(TimeSource clock) {
    this.clock = clock;
    this.end = Deadline.in(WINDOW, clock);
  }

  /** The record where it is to be written now; empty where it is only counted. */
  synchronized Optional<AuditRecord> admit(AuditRecord record) {
    Key key = Key.of(record);
    if (repeats.containsKey(key)) {
      repeats.merge(key, 1L, Long::sum);
      return Optional.empty();
    }
    if (repeats.size() >= KEYS_MAX) {
      others++;
      return Optional.empty();
    }
    repeats.put(key, 0L);
    return Optional.of(record);
  }

  /**
   * What was counted, and from now on is counted anew; nothing before the minute is over.
   *
   * @param now whether not to wait for that
   */
  synchronized List<AuditRecord> counted(boolean now) {
    if (!now && !end.passed(clock)) {
      return List.of();
    }
    List<AuditRecord> counted = new ArrayList<>();
    repeats.forEach(
        (key, times) -> {
          if (times > 0) {
            counted.add(key.repeated(times));
          }
        });
    if (others > 0) {
      counted.add(
          AuditRecord.ofGateway("calls refused", Map.of("ofOthers", Long.toString(others))));
    }
    repeats.clear();
    others = 0;
    end = Deadline.in(WINDOW, clock);
    return counted;
  }
}

package dev.lockstep.outbox;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.OutboxFile;
import dev.lockstep.journal.OutboxFile.Notice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * What a channel gave up, by source, until that is told itself. For one thread.
 *
 * <p>Crash story: the gateway is killed before it was told. The count stands beside the cursor,
 * which is noted far more often; only its event is lost.
 */
final class DroppedEntries {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.outbox");
  private static final String TYPE = "dev.lockstep.outbox.dropped.v1";

  /** While a broker is away for long, something is dropped all the time. */
  private static final Duration TOLD_EVERY = Duration.ofMinutes(1);

  private final String channel;
  private final long waitingMax;
  private final TimeSource clock;
  private final Map<String, SourceTrack.Dropped> untold = new TreeMap<>();
  private Deadline nextTelling;

  /**
   * @param waitingMax beyond which entries are given up, for people
   */
  DroppedEntries(String channel, long waitingMax, TimeSource clock) {
    this.channel = channel;
    this.waitingMax = waitingMax;
    this.clock = clock;
    this.nextTelling = Deadline.in(Duration.ZERO, clock);
  }

  void add(SourceTrack.Dropped dropped) {
    untold.merge(dropped.source(), dropped, SourceTrack.Dropped::and);
  }

  /** Whether it is time to tell something. */
  boolean due() {
    return !untold.isEmpty() && nextTelling.passed(clock);
  }

  /** Logs what was given up, and notes it as events of their own. */
  void tell(OutboxFile file) throws JournalUnavailableException {
    List<Notice> notices = new ArrayList<>();
    for (SourceTrack.Dropped each : untold.values()) {
      LOG.errorf(
          "outbox %s: %d entries of %s (%d to %d) are not told: more than %d waited, or they are"
              + " gone; the transactions themselves are untouched",
          channel, each.count(), each.source(), each.from(), each.to(), waitingMax);
      // A notice of dropped notices would be the next to be dropped.
      if (!each.source().equals(NoticeEvents.NAME)) {
        notices.add(notice(each));
      }
    }
    file.note(notices, Set.of(), Set.of());
    untold.clear();
    nextTelling = Deadline.in(TOLD_EVERY, clock);
  }

  private Notice notice(SourceTrack.Dropped dropped) {
    String data =
        CloudEvent.data(
            json -> {
              json.writeStringField("channel", channel);
              json.writeStringField("entries", dropped.source());
              json.writeNumberField("from", dropped.from());
              json.writeNumberField("to", dropped.to());
              json.writeNumberField("count", dropped.count());
            });
    return new Notice(0, clock.now().wall(), TYPE, "", data);
  }
}

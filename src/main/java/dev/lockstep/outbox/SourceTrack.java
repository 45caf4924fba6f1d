package dev.lockstep.outbox;

import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.OutboxFile.Cursor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One channel's way through one source: what is read, what is told, and the cursor behind it. For
 * one thread, but for {@link #standing}.
 */
final class SourceTrack {
  private final EventSource source;
  private final TimeSource clock;
  private final EventWindow window = new EventWindow();
  private @Nullable Cursor cursor;
  private long read;
  private volatile Seen seen = new Seen(0, 0, 0, Long.MAX_VALUE);

  /** What others may know; the ticks are those at which the oldest entry was first seen waiting. */
  private record Seen(long cursor, long last, long dropped, long waitsSince) {}

  /** Entries that were given up. */
  record Dropped(String source, long from, long to, long count) {
    Dropped and(Dropped later) {
      return new Dropped(
          source, Math.min(from, later.from()), Math.max(to, later.to()), count + later.count());
    }
  }

  SourceTrack(EventSource source, TimeSource clock) {
    this.source = source;
    this.clock = clock;
  }

  EventSource source() {
    return source;
  }

  EventWindow window() {
    return window;
  }

  /** Where it has come to; empty before {@link #begin}. */
  Optional<Cursor> cursor() {
    return Optional.ofNullable(cursor);
  }

  /**
   * Begins, or begins anew after a fault.
   *
   * @param noted as it was noted last; empty where nothing was told of this source yet
   * @return whether the source is an older one than was told from
   */
  boolean begin(Optional<Cursor> noted) throws JournalUnavailableException {
    Cursor known = cursor;
    if (known == null) {
      known = noted.isPresent() ? noted.get() : new Cursor(source.begin(), 0);
    }
    long last = source.last();
    boolean rewound = last < known.number();
    window.clear();
    set(rewound ? new Cursor(last, known.dropped()) : known, last);
    read = cursor().map(Cursor::number).orElse(0L);
    return rewound;
  }

  private void set(Cursor next, long last) {
    cursor = next;
    Seen before = seen;
    boolean waits = last > next.number();
    boolean same = before.cursor() == next.number() && before.waitsSince() != Long.MAX_VALUE;
    seen =
        new Seen(
            next.number(),
            last,
            next.dropped(),
            !waits ? Long.MAX_VALUE : same ? before.waitsSince() : clock.ticks());
  }

  /**
   * Reads what is new, as far as there is room, and gives up the oldest where too much waits.
   *
   * @param room for entries in the window
   * @param waitingMax entries that may wait
   * @return what was given up, or found to be gone
   */
  Optional<Dropped> follow(int room, long waitingMax) throws JournalUnavailableException {
    Cursor known = cursor().orElseThrow();
    long last = source.last();
    set(known, last);
    // Some at once, and seldom: not one with each entry that is written.
    if (last - known.number() > waitingMax + waitingMax / 100) {
      return Optional.of(drop(known, last - waitingMax, last));
    }
    return room > 0 && last > read ? read(room, last) : Optional.empty();
  }

  private Dropped drop(Cursor known, long until, long last) {
    window.drop(until);
    read = Math.max(read, until);
    long count = until - known.number();
    set(new Cursor(until, known.dropped() + count), last);
    return new Dropped(source.name(), known.number() + 1, until, count);
  }

  private Optional<Dropped> read(int room, long last) throws JournalUnavailableException {
    EventSource.Batch batch = source.behind(read, room);
    long before = read;
    long gone = 0;
    for (EventSource.Entry each : batch.entries()) {
      gone += each.number() - before - 1;
      before = each.number();
      window.add(each);
    }
    gone += batch.through() - before;
    long from = read + 1;
    read = batch.through();
    if (window.size() == 0) {
      // Nothing to be told up to there.
      Cursor known = cursor().orElseThrow();
      set(new Cursor(read, known.dropped()), last);
    }
    if (gone == 0 || !source.dense()) {
      return Optional.empty();
    }
    Cursor known = cursor().orElseThrow();
    set(new Cursor(known.number(), known.dropped() + gone), last);
    return Optional.of(new Dropped(source.name(), from, read, gone));
  }

  /** Moves the cursor behind what was told; returns whether it moved. */
  boolean advance() {
    long reached = window.advance();
    if (reached == 0) {
      return false;
    }
    Cursor known = cursor().orElseThrow();
    // Behind the last entry of the window there may be numbers that nothing is told of.
    long number = window.size() == 0 ? Math.max(reached, read) : reached;
    set(new Cursor(number, known.dropped()), Math.max(seen.last(), number));
    return true;
  }

  ChannelStanding.Source standing() {
    Seen now = seen;
    long since = now.waitsSince();
    Duration oldest =
        since == Long.MAX_VALUE
            ? Duration.ZERO
            : Duration.ofNanos(Math.max(0, clock.ticks() - since));
    return new ChannelStanding.Source(
        source.name(),
        now.cursor(),
        now.last(),
        now.dropped(),
        oldest.truncatedTo(TimeUnit.MILLISECONDS.toChronoUnit()));
  }
}

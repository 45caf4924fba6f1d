package dev.lockstep.outbox;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.OutboxFile;
import dev.lockstep.journal.OutboxFile.Cursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells one channel what its sources hold, behind durable cursors: at least once, in order for each
 * subject. {@link #step} for one thread; {@link #standing} for all.
 *
 * <p>Crash story: the gateway is killed. What was acknowledged since the cursor was noted is told
 * again, under the same ids; what was not, is told then.
 */
final class EventPump {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.outbox");

  private final EventChannel channel;
  private final OutboxSettings settings;
  private final TimeSource clock;
  private final Runnable wake;
  private final Queue<Result> results = new ConcurrentLinkedQueue<>();
  private final Map<EventWindow.Item, Sent> sent = new HashMap<>();
  private final ChannelCondition condition;
  private final DroppedEntries dropped;
  private List<SourceTrack> tracks = List.of();
  private @Nullable OutboxFile file;
  private Deadline nextNote;
  private volatile Map<String, Cursor> noted = Map.of();
  private volatile List<SourceTrack> shown = List.of();

  /** What a broker answered, or did not. */
  private record Result(
      SourceTrack track, EventWindow.Item item, int attempt, @Nullable Throwable failure) {}

  private record Sent(SourceTrack track, Deadline until) {}

  /**
   * @param wake has {@link #step} called soon; from any thread
   */
  EventPump(
      EventChannel channel,
      OutboxSettings settings,
      TimeSource clock,
      RandomGenerator random,
      Runnable wake) {
    this.channel = channel;
    this.settings = settings;
    this.clock = clock;
    this.wake = wake;
    this.condition = new ChannelCondition(channel, settings.times(), clock, random);
    this.dropped = new DroppedEntries(channel.name(), settings.waitingMax(), clock);
    this.nextNote = Deadline.in(settings.times().noteEvery(), clock);
  }

  /** Begins where the cursors stand; again after a fault of the disk. */
  void begin(OutboxFile opened, List<EventSource> sources) throws JournalUnavailableException {
    List<SourceTrack> begun = new ArrayList<>();
    for (EventSource source : sources) {
      SourceTrack track = new SourceTrack(source, clock);
      if (track.begin(opened.cursor(channel.name(), source.name()))) {
        LOG.warnf(
            "outbox %s: %s ends before what was told of it: an older copy took its place; what is"
                + " written from now on is told under ids of its own",
            channel.name(), source.name());
      }
      begun.add(track);
    }
    file = opened;
    sent.clear();
    tracks = List.copyOf(begun);
    shown = tracks;
    note(opened); // so that a kill before the first event does not begin elsewhere
  }

  /**
   * Does what can be done now; waits for nothing but the disk.
   *
   * @return whether there may be more to do at once
   */
  boolean step() throws JournalUnavailableException {
    OutboxFile open = file;
    if (open == null) {
      return false;
    }
    takeResults();
    giveUpWaiting();
    boolean moved = false;
    for (SourceTrack track : tracks) {
      moved |= track.advance();
      track
          .follow(settings.windowMax() - track.window().size(), settings.waitingMax())
          .ifPresent(dropped::add);
    }
    if (dropped.due()) {
      dropped.tell(open);
      note(open);
    }
    send();
    if (nextNote.passed(clock)) {
      note(open);
    }
    condition.faultless();
    return moved;
  }

  private void takeResults() {
    for (Result each = results.poll(); each != null; each = results.poll()) {
      Throwable failure = each.failure();
      if (failure == null) {
        sent.remove(each.item());
        each.track().window().told(each.item());
        condition.told();
      } else {
        if (each.item().attempt() == each.attempt()) {
          sent.remove(each.item());
        }
        if (each.track().window().failed(each.item(), each.attempt())) {
          condition.failed(failure);
        }
      }
    }
  }

  /** A library that never answers must not hold up what waits behind. */
  private void giveUpWaiting() {
    List<EventWindow.Item> late = new ArrayList<>();
    sent.forEach(
        (item, each) -> {
          if (each.until().passed(clock)) {
            late.add(item);
          }
        });
    for (EventWindow.Item item : late) {
      Sent each = sent.remove(item);
      if (each != null && each.track().window().failed(item, item.attempt())) {
        condition.silent();
      }
    }
  }

  private void send() {
    int most = condition.room(settings.windowMax());
    for (SourceTrack track : tracks) {
      while (sent.size() < most) {
        Optional<EventWindow.Item> next = track.window().next();
        if (next.isEmpty()) {
          break;
        }
        send(track, next.get());
      }
    }
  }

  private void send(SourceTrack track, EventWindow.Item item) {
    int attempt = item.attempt();
    sent.put(item, new Sent(track, Deadline.in(settings.times().answerMax(), clock)));
    CloudEvent event = item.entry().event();
    var unused =
        channel
            .send(event.subject(), event.json())
            .whenComplete(
                (done, failure) -> {
                  results.add(new Result(track, item, attempt, failure));
                  wake.run();
                });
  }

  private void note(OutboxFile open) throws JournalUnavailableException {
    nextNote = Deadline.in(settings.times().noteEvery(), clock);
    Map<String, Cursor> now = cursors();
    if (!now.equals(noted)) {
      open.move(channel.name(), now);
      noted = Map.copyOf(now);
    }
  }

  private Map<String, Cursor> cursors() {
    Map<String, Cursor> now = new HashMap<>();
    for (SourceTrack track : tracks) {
      track.cursor().ifPresent(cursor -> now.put(track.source().name(), cursor));
    }
    return now;
  }

  /** Notes what was told last; the sources are read no more. */
  void end() {
    try {
      takeResults();
      tracks.forEach(SourceTrack::advance);
      OutboxFile open = file;
      if (open != null) {
        note(open);
      }
    } catch (JournalUnavailableException unwritten) {
      LOG.warnf(
          "outbox %s: %s; what was told last is told again",
          channel.name(), unwritten.getMessage());
    } finally {
      tracks.forEach(track -> track.source().close());
    }
  }

  /** A fault of the disk, told once for as long as it lasts. */
  void broken(JournalUnavailableException why) {
    condition.broken(String.valueOf(why.getMessage()));
    tracks.forEach(track -> track.source().close());
  }

  /** A fault of the gateway itself: nothing is told any more. */
  void stopped(Throwable bug) {
    condition.stopped(bug);
  }

  /** The time until something is to be done without a wake. */
  Duration idle() {
    return settings.times().followEvery();
  }

  /**
   * Up to this entry everything is told or given up, and that is durable: it may be pruned.
   *
   * @return 0 where that is not known yet
   */
  long done(String source) {
    Cursor cursor = noted.get(source);
    return cursor == null ? 0 : cursor.number();
  }

  ChannelStanding standing() {
    return condition.standing(shown.stream().map(SourceTrack::standing).toList());
  }
}

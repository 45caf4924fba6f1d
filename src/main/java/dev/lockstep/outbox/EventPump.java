package dev.lockstep.outbox;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.OutboxFile;
import dev.lockstep.journal.OutboxFile.Cursor;
import dev.lockstep.journal.OutboxFile.Notice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
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

  /** While a broker is away for long, something is dropped all the time. */
  private static final Duration DROPPED_TOLD_EVERY = Duration.ofMinutes(1);

  private final EventChannel channel;
  private final OutboxSettings settings;
  private final TimeSource clock;
  private final RandomGenerator random;
  private final Runnable wake;
  private final Queue<Result> results = new ConcurrentLinkedQueue<>();
  private final Map<EventWindow.Item, Sent> sent = new HashMap<>();
  private List<SourceTrack> tracks = List.of();
  private @Nullable OutboxFile file;
  private int failedInARow;
  private Optional<String> lastFailure = Optional.empty();
  private Deadline pause;
  private Deadline nextNote;
  private Deadline nextTelling;

  /** What was dropped, and is still to be told, by source. */
  private final Map<String, SourceTrack.Dropped> untold = new TreeMap<>();

  private volatile Map<String, Cursor> noted = Map.of();
  private final AtomicLong told = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile Optional<String> trouble = Optional.empty();
  private volatile Optional<String> fault = Optional.empty();
  private volatile Optional<ChannelStanding.Failure> lastError = Optional.empty();
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
    this.random = random;
    this.wake = wake;
    this.pause = Deadline.in(Duration.ZERO, clock);
    this.nextTelling = Deadline.in(Duration.ZERO, clock);
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
      Optional<SourceTrack.Dropped> dropped =
          track.follow(settings.windowMax() - track.window().size(), settings.waitingMax());
      dropped.ifPresent(each -> untold.merge(each.source(), each, SourceTrack.Dropped::and));
    }
    if (!untold.isEmpty() && nextTelling.passed(clock)) {
      tellDropped(open);
    }
    send();
    if (nextNote.passed(clock)) {
      note(open);
    }
    fault = Optional.empty();
    return moved;
  }

  private void takeResults() {
    for (Result each = results.poll(); each != null; each = results.poll()) {
      Throwable failure = each.failure();
      if (failure == null) {
        sent.remove(each.item());
        each.track().window().told(each.item());
        told.incrementAndGet();
        recovered();
      } else {
        if (each.item().attempt() == each.attempt()) {
          sent.remove(each.item());
        }
        if (each.track().window().failed(each.item(), each.attempt())) {
          failed(failure);
        }
      }
    }
  }

  private void recovered() {
    failedInARow = 0;
    lastFailure = Optional.empty();
    if (trouble.isPresent()) {
      trouble = Optional.empty();
      LOG.infof("outbox %s: %s takes events again", channel.name(), channel.target());
    }
  }

  private void failed(Throwable failure) {
    lastFailure = Optional.ofNullable(failure.getMessage());
    failures.incrementAndGet();
    if (pause.passed(clock) || failedInARow == 0) {
      pause = Deadline.in(settings.times().backoff().pause(failedInARow, random), clock);
      failedInARow++;
    }
    String message =
        "outbox %s: %s does not take events: %s"
            .formatted(channel.name(), channel.target(), failure.getMessage());
    lastError = Optional.of(new ChannelStanding.Failure(message, clock.now().wall()));
    if (trouble.isEmpty() || !trouble.get().equals(message)) {
      LOG.warnf("%s; they wait, and are sent again by themselves", message);
    }
    trouble = Optional.of(message);
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
        silent();
      }
    }
  }

  /** What the library has told before says more than its silence. */
  private void silent() {
    failed(
        new UntoldException(
            lastFailure.orElseGet(
                () ->
                    "it acknowledged nothing for %s; %s"
                        .formatted(settings.times().answerMax(), channel.silenceRemedy()))));
  }

  private void send() {
    if (failedInARow > 0 && !pause.passed(clock)) {
      return;
    }
    // After a failure one event finds out whether the broker takes them again.
    int most = failedInARow > 0 ? 1 : settings.windowMax();
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

  private void tellDropped(OutboxFile open) throws JournalUnavailableException {
    List<Notice> notices = new ArrayList<>();
    for (SourceTrack.Dropped each : untold.values()) {
      LOG.errorf(
          "outbox %s: %d entries of %s (%d to %d) are not told: more than %d waited, or they are"
              + " gone; the transactions themselves are untouched",
          channel.name(),
          each.count(),
          each.source(),
          each.from(),
          each.to(),
          settings.waitingMax());
      // A notice of dropped notices would be the next to be dropped.
      if (!each.source().equals(NoticeEvents.NAME)) {
        notices.add(notice(each));
      }
    }
    open.note(notices, Set.of(), Set.of());
    note(open);
    untold.clear();
    nextTelling = Deadline.in(DROPPED_TOLD_EVERY, clock);
  }

  private Notice notice(SourceTrack.Dropped dropped) {
    String data =
        CloudEvent.data(
            json -> {
              json.writeStringField("channel", channel.name());
              json.writeStringField("entries", dropped.source());
              json.writeNumberField("from", dropped.from());
              json.writeNumberField("to", dropped.to());
              json.writeNumberField("count", dropped.count());
            });
    return new Notice(0, clock.now().wall(), "dev.lockstep.outbox.dropped.v1", "", data);
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
    String message = "outbox %s: %s".formatted(channel.name(), why.getMessage());
    if (!fault.equals(Optional.of(message))) {
      LOG.warnf("%s; until then nothing is told", message);
    }
    fault = Optional.of(message);
    tracks.forEach(track -> track.source().close());
  }

  /** A fault of the gateway itself: nothing is told any more. */
  void stopped(Throwable bug) {
    fault =
        Optional.of(
            "outbox %s: stopped by a fault of the gateway itself: %s; restart it, and report this"
                .formatted(channel.name(), bug));
  }

  /** Whether much is under way, so that each wait costs events. */
  boolean rush() {
    return sent.size() >= settings.windowMax() / 2;
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
    return new ChannelStanding(
        channel.name(),
        channel.target(),
        shown.stream().map(SourceTrack::standing).toList(),
        told.get(),
        failures.get(),
        fault.isPresent() ? fault : trouble,
        lastError);
  }
}

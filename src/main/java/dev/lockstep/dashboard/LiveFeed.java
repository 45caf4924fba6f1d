package dev.lockstep.dashboard;

import dev.lockstep.device.TimeSource;
import dev.lockstep.participant.Participant;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Feed of changes for the pages that are open. One look at all that can change serves every viewer,
 * at most once in so long, and none is taken without a viewer. A message has the version of each
 * topic, so that a viewer who missed some is told everything by the next; a page then asks for the
 * part that it shows. No stream holds a thread. Thread-safe.
 */
@Singleton
final class LiveFeed {
  private static final Logger LOG = Logger.getLogger(LiveFeed.class);

  /** By which a page knows that the connection stands, though nothing changes. */
  private static final Duration BEAT_EVERY = Duration.ofSeconds(10);

  /** Read by the script of the pages: the session is over. */
  static final String ENDED = "{\"ended\":true}";

  private final ToLongFunction<LiveTopic> fingerprints;
  private final DashboardSettings settings;
  private final String run;
  private final ScheduledThreadPoolExecutor timer;
  private final Map<LiveTopic, Long> seen = new EnumMap<>(LiveTopic.class);
  private final Map<LiveTopic, Long> versions = new EnumMap<>(LiveTopic.class);
  private final Set<Stream> streams = new LinkedHashSet<>();
  private @Nullable ScheduledFuture<?> looking;
  private Duration silent = Duration.ZERO;
  private boolean ending;

  private record Stream(MultiEmitter<? super String> to, BooleanSupplier lasts) {}

  @Inject
  LiveFeed(
      Fingerprints fingerprints,
      DashboardSettings settings,
      TimeSource clock,
      Participant participant) {
    this(fingerprints::of, settings, clock.now().run());
    participant.stop().then(this::end);
  }

  /**
   * @param run another one after each start: versions of before mean nothing then
   */
  LiveFeed(ToLongFunction<LiveTopic> fingerprints, DashboardSettings settings, String run) {
    this.fingerprints = fingerprints;
    this.settings = settings;
    this.run = run;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("lockstep-live").daemon(true).factory());
    timer.setRemoveOnCancelPolicy(true);
    for (LiveTopic each : LiveTopic.values()) {
      versions.put(each, 0L);
    }
  }

  /** The versions now, as JSON. */
  synchronized String versions() {
    return versions.entrySet().stream()
        .map(each -> "\"%s\":%d".formatted(each.getKey().word(), each.getValue()))
        .collect(Collectors.joining(",", "{\"run\":\"" + run + "\",", "}"));
  }

  /** How many watch. */
  synchronized int viewers() {
    return streams.size();
  }

  /**
   * The changes from now on; the versions as they are come at once.
   *
   * @param lasts whether the viewer may still watch; asked before each message
   * @throws RequestRefusedException OVERLOADED where as many watch as may
   */
  Multi<String> changes(BooleanSupplier lasts) {
    if (viewers() >= settings.viewersMax()) {
      throw new RequestRefusedException(
          ProblemType.OVERLOADED,
          "as many pages are kept up to date as may be (lockstep.dashboard.viewers-max)");
    }
    // Only the latest is kept for a browser that reads slowly: it says all that those before did.
    return Multi.createFrom()
        .emitter(to -> add(new Stream(to, lasts)), BackPressureStrategy.LATEST);
  }

  private void add(Stream stream) {
    stream.to().onTermination(() -> remove(stream));
    boolean over;
    synchronized (this) {
      over = ending;
      streams.add(stream);
      if (looking == null) {
        long every = settings.refreshEvery().toMillis();
        looking = timer.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
      }
    }
    stream.to().emit(versions());
    if (over) {
      stream.to().complete();
    }
  }

  /** The gateway stops: an open stream would hold that up. A page asks again by itself. */
  void end() {
    List<Stream> all;
    synchronized (this) {
      ending = true;
      all = List.copyOf(streams);
    }
    all.forEach(each -> each.to().complete());
  }

  private synchronized void remove(Stream stream) {
    streams.remove(stream);
    if (streams.isEmpty() && looking != null) {
      looking.cancel(false);
      looking = null;
    }
  }

  private void look() {
    try {
      List<Stream> all = new ArrayList<>();
      boolean tell = changed();
      synchronized (this) {
        silent = tell ? Duration.ZERO : silent.plus(settings.refreshEvery());
        if (silent.compareTo(BEAT_EVERY) >= 0) {
          silent = Duration.ZERO;
          tell = true;
        }
        all.addAll(streams);
      }
      String message = versions();
      for (Stream each : all) {
        if (!each.lasts().getAsBoolean()) {
          each.to().emit(ENDED);
          each.to().complete();
        } else if (tell) {
          each.to().emit(message);
        }
      }
    } catch (RuntimeException bug) { // the outermost frame: the next look must come
      LOG.error("pages are not told of changes, for a fault of the gateway itself", bug);
    }
  }

  private boolean changed() {
    boolean changed = false;
    for (LiveTopic each : LiveTopic.values()) {
      long now = fingerprints.applyAsLong(each);
      synchronized (this) {
        Long before = seen.put(each, now);
        if (before == null || before != now) {
          versions.merge(each, 1L, Long::sum);
          changed = true;
        }
      }
    }
    return changed;
  }

  @PreDestroy
  void stop() {
    timer.shutdownNow();
  }
}

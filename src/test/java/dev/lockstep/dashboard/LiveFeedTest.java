package dev.lockstep.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.rest.RequestRefusedException;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who watches is told what changed, and nobody looks where nobody watches. */
class LiveFeedTest {
  private final AtomicLong devices = new AtomicLong();
  private final AtomicInteger looks = new AtomicInteger();
  private final LiveFeed feed = new LiveFeed(this::fingerprint, new Settings(), "run-1");
  private final List<String> heard = new CopyOnWriteArrayList<>();

  private record Settings() implements DashboardSettings {
    @Override
    public Duration sessionIdleMax() {
      return Duration.ofHours(1);
    }

    @Override
    public Duration sessionMax() {
      return Duration.ofHours(1);
    }

    @Override
    public int sessionsMax() {
      return 1;
    }

    @Override
    public int viewersMax() {
      return 2;
    }

    @Override
    public Duration refreshEvery() {
      return Duration.ofMillis(5);
    }
  }

  private long fingerprint(LiveTopic topic) {
    looks.incrementAndGet();
    return topic == LiveTopic.DEVICES ? devices.get() : 0;
  }

  @AfterEach
  void stop() {
    feed.stop();
  }

  private Cancellable watch() {
    return feed.changes(() -> true).subscribe().with(heard::add);
  }

  @Test
  void viewerHearsTheVersionsAtOnceAndThenEachChange() {
    watch();
    assertThat(heard).isNotEmpty();
    await().until(() -> heard.getLast().contains("\"devices\":1"));
    int before = heard.size();

    devices.incrementAndGet();

    await().until(() -> heard.getLast().contains("\"devices\":2"));
    assertThat(heard.getLast()).startsWith("{\"run\":\"run-1\"").contains("\"transactions\":1");
    assertThat(heard).hasSize(before + 1);
  }

  @Test
  void nothingIsLookedAtWithoutAViewer() {
    assertThat(looks).hasValue(0);
    Cancellable viewer = watch();
    await().until(() -> looks.get() > 20);

    viewer.cancel();

    assertThat(feed.viewers()).isZero();
    await()
        .until(
            () -> {
              int seen = looks.get();
              Thread.onSpinWait();
              return seen == looks.get() && feed.viewers() == 0;
            });
  }

  @Test
  void streamEndsWithTheSession() {
    AtomicBoolean lasts = new AtomicBoolean(true);
    AtomicBoolean over = new AtomicBoolean();
    feed.changes(lasts::get).subscribe().with(heard::add, fault -> {}, () -> over.set(true));
    await().until(() -> heard.size() > 1);

    lasts.set(false);

    await().untilTrue(over);
    assertThat(heard.getLast()).isEqualTo(LiveFeed.ENDED);
    assertThat(feed.viewers()).isZero();
  }

  @Test
  void noMoreViewersThanAreAllowed() {
    Cancellable first = watch();
    watch();
    assertThatThrownBy(this::watch)
        .isInstanceOf(RequestRefusedException.class)
        .hasMessageContaining("viewers-max");

    first.cancel();

    watch();
    assertThat(feed.viewers()).isEqualTo(2);
  }

  /** An open stream would hold up the stop for as long as anybody looks. */
  @Test
  void streamsEndBeforeTheGatewayStopsAndNoneBeginsThen() {
    AtomicInteger over = new AtomicInteger();
    feed.changes(() -> true).subscribe().with(heard::add, fault -> {}, over::incrementAndGet);

    feed.end();

    assertThat(over).hasValue(1);
    assertThat(feed.viewers()).isZero();
    feed.changes(() -> true).subscribe().with(heard::add, fault -> {}, over::incrementAndGet);
    assertThat(over).hasValue(2);
  }
}

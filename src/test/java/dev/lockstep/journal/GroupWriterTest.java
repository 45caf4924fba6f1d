package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Moment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for whom on the way to the disk, by a clock and a ledger that are moved by hand. */
class GroupWriterTest {
  @TempDir Path directory;
  private final AtomicLong ticks = new AtomicLong();
  private final Semaphore turns = new Semaphore(0);
  private final List<List<String>> groups = new CopyOnWriteArrayList<>();
  private final List<Long> pauses = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<String> latecomers = new ConcurrentLinkedQueue<>();
  private Database database;
  private GroupWriter<String> writer;
  private JournalMeter meter;

  /** Takes a turn for each group. */
  private final class Blocked implements RowWriter<String> {
    @Override
    public long write(List<String> rows) {
      groups.add(List.copyOf(rows));
      turns.acquireUninterruptibly();
      return 0;
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void open() throws Exception {
    JournalSettings settings =
        TunedSettings.at(directory.resolve("lockstep.db"))
            .groupMax(8)
            .waitMax(Duration.ofMinutes(1))
            .lazyMax(Duration.ofMillis(1))
            .settings();
    database = Database.open(settings, Schema.JOURNAL, Disk.REAL);
    GroupCommit<String> commit =
        GroupCommit.on(database, (Connection own) -> new Blocked(), settings, this::now);
    meter = commit.meter();
    writer = new GroupWriter<>(settings, this::now, commit, this::pause);
  }

  @AfterEach
  void close() {
    turns.release(1000);
    writer.close();
    database.close();
  }

  private Moment now() {
    return new Moment(Instant.EPOCH, ticks.get(), "test");
  }

  private void pause(long nanos) {
    pauses.add(nanos);
    String row = latecomers.poll();
    while (row != null) {
      var unused = writer.appendLazily(row, false);
      row = latecomers.poll();
    }
  }

  /** The writer is at this row, and goes no further before it gets its turn. */
  private void occupy(String row) {
    int before = groups.size();
    var unused = writer.appendLazily(row, false);
    await(row).until(() -> groups.size() > before);
  }

  /** What waited meanwhile, written as one or more groups; the group before took so long. */
  private void after(Duration taken, String... rows) {
    List<CompletableFuture<?>> written = new ArrayList<>();
    for (String row : rows) {
      written.add(writer.appendLazily(row, false));
    }
    ticks.addAndGet(taken.toNanos());
    turns.release(1000);
    written.forEach(CompletableFuture::join);
    turns.drainPermits();
  }

  @Test
  void whoeverComesAloneWaitsForNobody() throws Exception {
    turns.release(1000);
    ticks.addAndGet(1_000_000);

    writer.append("alone", false);
    writer.append("alone again", false);

    assertThat(groups).containsExactly(List.of("alone"), List.of("alone again"));
    assertThat(pauses).isEmpty();
  }

  @Test
  void fewWhoMeetShareAGroupAndWaitForNobodyElse() {
    occupy("first");

    after(Duration.ofMillis(1), "a", "b", "c");

    assertThat(groups).containsExactly(List.of("first"), List.of("a", "b", "c"));
    assertThat(pauses).isEmpty();
  }

  @Test
  void rushWaitsHalfAGroupLongAndTakesAllThatHasComeMeanwhile() {
    occupy("first");
    latecomers.addAll(List.of("e", "f"));

    after(Duration.ofNanos(600_000), "a", "b", "c", "d");

    assertThat(groups).startsWith(List.of("first"), List.of("a", "b", "c", "d", "e", "f"));
    assertThat(pauses).startsWith(300_000L);
  }

  @Test
  void rushWaitsNoLongerThanAMillisecondHoweverSlowTheDiskIs() {
    occupy("first");

    after(Duration.ofSeconds(3), "a", "b", "c", "d");

    assertThat(pauses).containsExactly(1_000_000L);
  }

  @Test
  void rushIsNeverALargerGroupThanIsAllowed() {
    occupy("first");
    latecomers.addAll(List.of("g", "h", "i", "j"));

    after(Duration.ofMillis(1), "a", "b", "c", "d", "e", "f");
    await("the rest").until(() -> groups.size() == 3);

    assertThat(groups.get(1)).containsExactly("a", "b", "c", "d", "e", "f", "g", "h");
    assertThat(groups.get(2)).containsExactly("i", "j");
  }

  @Test
  void waitsOfCallersQueueAndDiskAreTold() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    meter.observe(
        new JournalMeter.Observer() {
          @Override
          public void waited(long nanos) {
            told.add("waited " + nanos);
          }

          @Override
          public void queued(long nanos) {
            told.add("queued " + nanos);
          }

          @Override
          public void committed(long nanos) {
            told.add("committed " + nanos);
          }
        });
    occupy("first");
    Thread caller = Thread.startVirtualThread(() -> append("second"));
    await("the caller").until(() -> meter.queue() == 1);
    ticks.addAndGet(3_000_000);

    turns.release(1000);
    caller.join();
    await("the disk").until(() -> told.size() == 4);

    assertThat(told)
        .containsExactlyInAnyOrder(
            "committed 3000000", "queued 3000000", "committed 0", "waited 3000000");
    assertThat(meter.queue()).isZero();
  }

  /** Many gateways may share a machine, and one may share a small one. */
  @Test
  void writerWithoutWorkDoesNotWakeUp() throws Exception {
    turns.release(1000);
    writer.append("alone", false);
    Thread resting =
        Thread.getAllStackTraces().keySet().stream()
            .filter(each -> each.getName().equals("journal lockstep.db"))
            .max(Comparator.comparingLong(Thread::threadId))
            .orElseThrow();
    await("rest").until(() -> resting.getState() == Thread.State.TIMED_WAITING);

    long before = waits(resting);

    await("no wake").during(Duration.ofMillis(500)).until(() -> waits(resting) == before);
  }

  private static long waits(Thread thread) {
    return ManagementFactory.getThreadMXBean().getThreadInfo(thread.threadId()).getWaitedCount();
  }

  private void append(String row) {
    try {
      writer.append(row, false);
    } catch (JournalUnavailableException failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void threadThatIsAtItsWorkGivesASignOfLifeAlsoWhereNothingIsToBeWritten() {
    assertThat(writer.alive()).succeedsWithin(Duration.ofMinutes(1));
    assertThat(writer.alive()).succeedsWithin(Duration.ofMinutes(1));
  }

  /** The disk has not come back: no timer may speak for the thread that waits for it. */
  @Test
  void threadThatHangsInAWriteGivesNoneUntilItHasComeBack() {
    occupy("stalled");
    CompletableFuture<Void> answer = writer.alive();
    var unused = writer.appendLazily("behind it", false);
    assertThat(answer).isNotDone();

    turns.release(1000);
    assertThat(answer).succeedsWithin(Duration.ofMinutes(1));
  }

  @Test
  void threadThatHasEndedNeverGivesOne() {
    turns.release(1000);
    writer.close();
    assertThat(writer.alive()).isNotDone();
  }
}

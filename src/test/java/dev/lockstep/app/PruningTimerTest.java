package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.journal.JournalUnavailableException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The thread that prunes. */
class PruningTimerTest {
  private static final Duration OFTEN = Duration.ofMillis(1);

  private final BlockingQueue<Thread> rounds = new LinkedBlockingQueue<>();

  private Thread round() throws InterruptedException {
    return rounds.poll(20, TimeUnit.SECONDS);
  }

  @Test
  void prunesAgainAndAgainOnAThreadThatHoldsUpNobody() throws Exception {
    try (SystemTime time = new SystemTime()) {
      new PruningTimer(
              () -> {
                rounds.add(Thread.currentThread());
                return 1;
              },
              "transactions",
              OFTEN,
              time)
          .start();

      assertThat(round()).isNotNull();
      Thread later = round();
      assertThat(later).isNotNull();
      assertThat(later.isVirtual()).as("SQLite waits in native code").isFalse();
      assertThat(later.isDaemon()).as("it keeps no process alive").isTrue();
      assertThat(later.getName()).isEqualTo("lockstep-pruning");
    }
  }

  @Test
  void roundThatFailsIsFollowedByAnother() throws Exception {
    try (SystemTime time = new SystemTime()) {
      new PruningTimer(
              () -> {
                rounds.add(Thread.currentThread());
                throw new JournalUnavailableException("the disk is away");
              },
              "transactions",
              OFTEN,
              time)
          .start();

      assertThat(round()).isNotNull();
      assertThat(round()).isNotNull();
    }
  }
}

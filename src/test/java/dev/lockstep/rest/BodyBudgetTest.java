package dev.lockstep.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.device.Moment;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Bodies that come as their senders please. */
class BodyBudgetTest {
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final int ALL_MAX = 100;

  private final AtomicLong ticks = new AtomicLong();
  private final BodyBudget budget =
      new BodyBudget(
          ALL_MAX, new BodyDeadline(LONGEST, () -> new Moment(Instant.EPOCH, ticks.get(), "run")));

  /** A body of which each byte comes so long after the one before. */
  private InputStream dripping(int length, Duration pause) {
    return new InputStream() {
      private int left = length;

      @Override
      public int read() {
        throw new AssertionError("bodies are read in pieces");
      }

      @Override
      public int read(byte[] piece, int from, int most) {
        ticks.addAndGet(pause.toNanos());
        if (left == 0) {
          return -1;
        }
        left--;
        piece[from] = ' ';
        return 1;
      }
    };
  }

  @Test
  void bodyThatDripsEndsThoughEachByteComesInTime() {
    assertThatExceptionOfType(RequestRefusedException.class)
        .isThrownBy(() -> budget.whole(dripping(50, Duration.ofSeconds(1)), 50))
        .matches(refusal -> refusal.type() == ProblemType.BODY_TOO_SLOW)
        .withMessageContaining("10000 ms");
    assertThat(ticks.get()).isEqualTo(Duration.ofSeconds(11).toNanos());
  }

  @Test
  void whatABodyTookIsGivenBackWhenItEnds() {
    for (int each = 0; each < 20; each++) {
      assertThatExceptionOfType(RequestRefusedException.class)
          .isThrownBy(() -> budget.whole(dripping(50, Duration.ofSeconds(1)), 50))
          .matches(refusal -> refusal.type() == ProblemType.BODY_TOO_SLOW);
    }
  }

  @Test
  void bodyThatIsWholeInTimeIsTaken() {
    try (BodyBudget.ReceivedBody received =
        budget.whole(dripping(9, Duration.ofSeconds(1)), ALL_MAX)) {
      assertThat(received.bytes()).hasSize(9);
    }
  }
}

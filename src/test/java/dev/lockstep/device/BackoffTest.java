package dev.lockstep.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Backoff BACKOFF = new Backoff(FIRST, LONGEST);

  /** Bits that {@code nextDouble} makes 0.0 of, and the largest double below 1. */
  private static final RandomGenerator LOWEST = () -> 0;

  private static final RandomGenerator HIGHEST = () -> -1;

  @Test
  void pauseDoublesWithEachAttemptUpToTheLongest() {
    assertThat(BACKOFF.whole(0)).isEqualTo(FIRST);
    assertThat(BACKOFF.whole(3)).isEqualTo(FIRST.multipliedBy(8));
    assertThat(BACKOFF.whole(8)).isEqualTo(LONGEST);
    assertThat(BACKOFF.whole(Integer.MAX_VALUE)).isEqualTo(LONGEST);
  }

  @Test
  void betweenHalfAndAllOfItIsWaited() {
    assertThat(BACKOFF.pause(1, LOWEST)).isEqualTo(FIRST.multipliedBy(2));
    assertThat(BACKOFF.pause(1, HIGHEST)).isBetween(FIRST, FIRST.plusNanos(1_000));
    assertThat(BACKOFF.pause(100, HIGHEST))
        .isBetween(LONGEST.dividedBy(2), LONGEST.dividedBy(2).plusNanos(1_000));
  }

  @Test
  void pauseThatIsAskedForIsKeptToWithinTheLimits() {
    Duration asked = Duration.ofSeconds(7);

    assertThat(BACKOFF.clamp(asked)).isEqualTo(asked);
    assertThat(BACKOFF.clamp(Duration.ZERO)).isEqualTo(FIRST);
    assertThat(BACKOFF.clamp(Duration.ofHours(1))).isEqualTo(LONGEST);
  }

  @Test
  void noPauseIsLongerThanABoundThatIsSetLater() {
    Backoff bounded = BACKOFF.within(Duration.ofMillis(100));

    assertThat(bounded.whole(0)).isEqualTo(Duration.ofMillis(100));
    assertThat(bounded.whole(9)).isEqualTo(Duration.ofMillis(100));
    assertThat(BACKOFF.within(Duration.ofHours(1))).isEqualTo(BACKOFF);
  }

  @Test
  void pausesThatMakeNoSenseAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(Duration.ZERO, LONGEST))
        .withMessage("the first pause is PT0S; it must be more than zero");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(LONGEST, FIRST))
        .withMessage("the longest pause PT0.2S is shorter than the first PT30S");
  }
}

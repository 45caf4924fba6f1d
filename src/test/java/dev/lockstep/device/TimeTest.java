package dev.lockstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Moments and deadlines, where clocks jump and gateways restart. */
class TimeTest {
  private static final Moment START = moment(0, 0, "first run");

  @Test
  void ageWithinOneRunIsTheLargerOfBothClocks() {
    assertThat(moment(60, 60, "first run").since(START)).isEqualTo(Duration.ofSeconds(60));
    // The wall clock was set back: the ticks know better.
    assertThat(moment(-3_600, 60, "first run").since(START)).isEqualTo(Duration.ofSeconds(60));
    // The machine slept: the ticks may have stood still.
    assertThat(moment(3_600, 60, "first run").since(START)).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void ageAcrossRunsIsTheWallsAlone() {
    assertThat(moment(60, 999_999, "second run").since(START)).isEqualTo(Duration.ofSeconds(60));
    assertThat(moment(60, -5, "second run").since(START)).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void clockSetBackAcrossRunsShowsAsANegativeAge() {
    assertThat(moment(-60, 999_999, "second run").since(START)).isNegative();
  }

  @Test
  void laterMomentIsLaterOnBothClocks() {
    Moment later = START.plus(Duration.ofSeconds(5));
    assertThat(later).isEqualTo(moment(5, 5, "first run"));
  }

  @Test
  void deadlinePassesAtItsVeryTick() {
    Deadline deadline = Deadline.in(Duration.ofSeconds(2), () -> START);
    assertThat(deadline.passed(() -> moment(0, 1, "first run"))).isFalse();
    assertThat(deadline.left(() -> moment(0, 1, "first run"))).isEqualTo(Duration.ofSeconds(1));
    assertThat(deadline.passed(() -> moment(0, 2, "first run"))).isTrue();
    assertThat(deadline.left(() -> moment(0, 3, "first run"))).isZero();
  }

  @Test
  void deadlineHearsOnlyTheMonotonicClock() {
    Deadline deadline = Deadline.in(Duration.ofSeconds(2), () -> START);
    assertThat(deadline.passed(() -> moment(1_000_000, 1, "first run"))).isFalse();
  }

  @Test
  void deadlineWithinAnotherIsTheEarlierOfBoth() {
    Deadline deadline = Deadline.in(Duration.ofSeconds(2), () -> START);
    assertThat(deadline.within(Duration.ofSeconds(1), () -> START))
        .isEqualTo(Deadline.in(Duration.ofSeconds(1), () -> START));
    assertThat(deadline.within(Duration.ofSeconds(3), () -> START)).isEqualTo(deadline);
  }

  @Test
  void deadlineSurvivesTheOverflowOfTheTicks() {
    // System.nanoTime may start anywhere, also just below its end.
    Moment nearTheEnd = new Moment(Instant.EPOCH, Long.MAX_VALUE - 10, "first run");
    Deadline deadline = Deadline.in(Duration.ofNanos(100), () -> nearTheEnd);
    assertThat(deadline.passed(() -> nearTheEnd)).isFalse();
    assertThat(deadline.left(() -> nearTheEnd)).isEqualTo(Duration.ofNanos(100));
  }

  private static Moment moment(long wallSeconds, long tickSeconds, String run) {
    Instant noon = Instant.parse("2026-03-02T12:00:00Z");
    return new Moment(
        noon.plusSeconds(wallSeconds), Duration.ofSeconds(tickSeconds).toNanos(), run);
  }
}

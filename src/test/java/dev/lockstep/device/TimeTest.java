package dev.lockstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Moments and deadlines, where clocks jump and gateways restart. */
class TimeTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Moment START = moment(0, 0, "first run");
  private static final Moment BOOTED = booted(0, 0, "first run");

  @Test
  void ageWithinOneBootIsTheMonotonicClocksWhateverTheWallClockDoes() {
    assertThat(booted(60, 60, "first run").since(BOOTED)).isEqualTo(Age.of(MINUTE));
    // An operator set the clock: forward, and back.
    assertThat(booted(18_000, 60, "first run").since(BOOTED)).isEqualTo(Age.of(MINUTE));
    assertThat(booted(-3_600, 60, "first run").since(BOOTED)).isEqualTo(Age.of(MINUTE));
  }

  @Test
  void restartOfTheGatewayWithinOneBootIsProvedByTheClockOfTheBoot() {
    assertThat(booted(-99, 60, "second run").since(BOOTED)).isEqualTo(Age.of(MINUTE));
  }

  @Test
  void clockOfTheBootThatShowsLessThanBeforeProvesNothing() {
    Age age = booted(60, -1, "second run").since(BOOTED);
    assertThat(age.within(Duration.ofDays(9_999))).isFalse();
    assertThat(age.doubt()).contains("monotonic clock went backwards");
  }

  @Test
  void acrossBootsTheWallClockCountsWhereItWasSynchronisedBothTimes() {
    Moment then = inBoot(0, "first", true);
    assertThat(inBoot(60, "second", true).since(then)).isEqualTo(Age.of(MINUTE));
    for (Age unproved :
        List.of(
            inBoot(60, "second", false).since(then),
            inBoot(60, "second", true).since(inBoot(0, "first", false)))) {
      assertThat(unproved.within(Duration.ofDays(9_999))).isFalse();
      assertThat(unproved.doubt())
          .contains("the PC was rebooted, and the clock")
          .contains("synchronised");
    }
  }

  @Test
  void synchronisedClockThatStandsBeforeThatOfTheEarlierBootProvesNothing() {
    Age age = inBoot(-60, "second", true).since(inBoot(0, "first", true));
    assertThat(age.within(Duration.ofDays(9_999))).isFalse();
    assertThat(age.doubt()).contains("the clock jumped");
  }

  @Test
  void ageOfWhatStandsInABackupIsNeverBelievedWhateverTheClocksSay() {
    Moment copied = new Moment(START.wall(), 0, "first run", Boot.BACKUP, true);
    for (Moment now : List.of(booted(1, 1, "first run"), inBoot(1, "first", true))) {
      assertThat(now.since(copied).within(Duration.ofDays(9_999))).isFalse();
      assertThat(now.since(copied).doubt()).contains("may have been carried out since");
      assertThat(now.after(copied, now)).isEqualTo(!now.run().equals(copied.run()));
    }
  }

  @Test
  void ageAcrossHostsIsNeverBelieved() {
    Moment elsewhere =
        new Moment(START.wall(), 0, "first run", new Boot("first", "other pc"), true);
    assertThat(inBoot(60, "second", true).since(elsewhere).within(Duration.ofDays(9_999)))
        .isFalse();
    Moment nameless = new Moment(START.wall(), 0, "first run", new Boot("first", ""), true);
    Moment later = new Moment(START.wall(), 0, "second run", new Boot("second", ""), true);
    assertThat(later.since(nameless).within(Duration.ofDays(9_999))).isFalse();
  }

  @Test
  void withoutABootAnAgeWithinTheRunIsAtMostWhatEitherClockShows() {
    assertThat(moment(60, 60, "first run").since(START)).isEqualTo(Age.of(MINUTE));
    assertThat(moment(-3_600, 60, "first run").since(START)).isEqualTo(Age.of(MINUTE));
    // The PC may have slept, and such ticks with it.
    Age slept = moment(3_600, 60, "first run").since(START);
    assertThat(slept.atLeast()).isEqualTo(MINUTE);
    assertThat(slept.atMost()).contains(Duration.ofHours(1));
    assertThat(slept.doubt()).contains("the clock jumped, or the PC was suspended");
  }

  @Test
  void withoutABootAnAgeAcrossRunsIsUnproved() {
    Age age = moment(60, 999_999, "second run").since(START);
    assertThat(age.within(Duration.ofDays(9_999))).isFalse();
    assertThat(age.doubt()).contains("was restarted");
  }

  @Test
  void laterIsWhatTheClocksProveOrWhatThisRunTookAfterAnEarlierOne() {
    Moment now = booted(60, 60, "first run");
    assertThat(now.after(BOOTED, now)).isTrue();
    assertThat(BOOTED.after(now, now)).isFalse();
    assertThat(now.after(now, now)).isFalse();
    Moment reboot =
        new Moment(Instant.EPOCH, 1, "second run", new Boot("second boot", "pc"), false);
    assertThat(reboot.after(BOOTED, reboot)).isTrue();
    assertThat(BOOTED.after(reboot, reboot)).isFalse();
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

  private static Moment booted(long wallSeconds, long tickSeconds, String run) {
    Moment bare = moment(wallSeconds, tickSeconds, run);
    return new Moment(bare.wall(), bare.ticks(), run, new Boot("first boot", "pc"), false);
  }

  /** Each boot has one run, and ticks of its own. */
  private static Moment inBoot(long wallSeconds, String boot, boolean synchronised) {
    Moment bare = moment(wallSeconds, 7, "run of the " + boot);
    return new Moment(bare.wall(), bare.ticks(), bare.run(), new Boot(boot, "pc"), synchronised);
  }
}

package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ages for pruning: time that passed, and no clock that was set. */
class ClockJumpTest {
  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path directory;
  private final SettableClock clock = new SettableClock();
  private long beganAt;

  @BeforeEach
  void begin() throws JournalUnavailableException {
    beganAt = observed();
  }

  private JournalSettings tuned(String file) {
    return TunedSettings.at(directory.resolve(file))
        .retention(Duration.ofDays(30), YEAR, 1_000, 10)
        .settings();
  }

  private JournalSettings settings() {
    return tuned("journal.db");
  }

  /** In one life of the gateway; how much it has seen pass by its end. */
  private long observed() throws JournalUnavailableException {
    return observed(Duration.ZERO);
  }

  private long observed(Duration life) throws JournalUnavailableException {
    try (SqliteJournal journal = SqliteJournal.open(settings(), clock)) {
      clock.pass(life);
      return journal.now() - beganAt;
    }
  }

  @Test
  void clockThatJumpsWhileTheGatewayRunsAgesNothing() throws JournalUnavailableException {
    clock.jump(YEAR.multipliedBy(2));
    assertThat(observed(HOUR)).isEqualTo(HOUR.toMillis());
    clock.jump(YEAR.multipliedBy(-56));
    assertThat(observed(HOUR)).isEqualTo(HOUR.toMillis() * 2);
  }

  @Test
  void timeThatTheGatewayWasStoppedCountsWithinOneBoot() throws JournalUnavailableException {
    clock.restart();
    clock.jump(YEAR);
    clock.pass(HOUR);
    assertThat(observed()).isEqualTo(HOUR.toMillis());
  }

  @Test
  void timeThatThePcWasOffCountsWhereItsClockWasSynchronisedBothTimes()
      throws JournalUnavailableException {
    clock.synchronised(true);
    observed();
    clock.boot();
    clock.pass(YEAR);
    assertThat(observed()).isEqualTo(YEAR.toMillis());
  }

  @Test
  void pcThatBootsIn1970AndIsSetByNtpLaterHasSeenNoYearsPass() throws JournalUnavailableException {
    clock.boot();
    clock.jump(YEAR.multipliedBy(-56));
    assertThat(observed(HOUR)).isEqualTo(HOUR.toMillis());
    clock.jump(YEAR.multipliedBy(56));
    clock.synchronised(true);
    assertThat(observed(HOUR)).isEqualTo(HOUR.toMillis() * 2);
    clock.synchronised(false);
    clock.boot();
    clock.jump(YEAR);
    assertThat(observed(HOUR)).isEqualTo(HOUR.toMillis() * 3);
  }

  @Test
  void timeOnAnotherHostIsNotBelieved() throws JournalUnavailableException {
    clock.synchronised(true);
    observed();
    clock.move("spare");
    clock.pass(YEAR);
    assertThat(observed()).isZero();
  }

  @Test
  void noteThatIsDamagedMakesRecordsYoungerAndNeverOlder() throws Exception {
    observed(HOUR);
    try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + settings().path());
        var statement = connection.createStatement()) {
      statement.execute("update observed_time set millis = millis + 99999999999");
    }
    assertThat(observed() + beganAt).isZero();
  }

  @Test
  void closedCoordinationIsPrunedByTimeThatPassedAndByNoJump() throws Exception {
    try (SqliteDecisionLog<Document> log =
        SqliteDecisionLog.open(decisions(), Document.CODEC, clock)) {
      log.decide("closed", new Document("closed", false, "text"));
      clock.jump(YEAR.multipliedBy(2));
      assertThat(log.prune()).isZero();
      clock.jump(YEAR.multipliedBy(-4));
      assertThat(log.prune()).isZero();
      clock.pass(YEAR.plusDays(1));
      assertThat(log.prune()).isEqualTo(1);
    }
  }

  private JournalSettings decisions() {
    return tuned("decisions.db");
  }

  @Test
  void memoryReachesBackAsFarAsNothingWasPrunedWhateverTheClockShows() throws Exception {
    try (SqliteJournal journal = SqliteJournal.open(settings(), clock)) {
      clock.jump(YEAR.multipliedBy(-40));
      assertThat(journal.remembers()).isEqualTo(Duration.ofDays(30));
    }
  }
}

package dev.lockstep.journal;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * The wait of a writer's thread for who follows its database. That may take long, and is no fault
 * of the disk: the thread gives signs of life meanwhile. Used by the writer's thread alone, but for
 * {@link #isOn} and {@link #trouble}.
 */
final class FollowerWait {
  private final Database database;
  private final Duration patience;
  private final TimeSource clock;
  private volatile Optional<Deadline> waiting = Optional.empty();
  private volatile Runnable beginning = () -> {};

  /**
   * @param patience after which it is a trouble
   */
  FollowerWait(Database database, Duration patience, TimeSource clock) {
    this.database = database;
    this.patience = patience;
    this.clock = clock;
  }

  TimeSource clock() {
    return clock;
  }

  /** What is done when a wait has begun, on the writer's thread. */
  void atBeginning(Runnable action) {
    beginning = action;
  }

  boolean isOn() {
    return waiting.isPresent();
  }

  /** Over its time. */
  boolean isLong() {
    return waiting.filter(until -> until.passed(clock)).isPresent();
  }

  /** Why no vote may rest on the database now: the standby would not know of it. */
  Optional<String> trouble() {
    return isLong()
        ? Optional.of(
            "the journal %s waits for the standby, which has not confirmed an entry for more than %d ms: see what the standby says (lockstep standby)"
                .formatted(database.path(), patience.toMillis()))
        : Optional.empty();
  }

  /** What will be readable outside once this SQL transaction is confirmed. */
  long readable(WriteTransaction transaction) throws SQLException {
    if (!database.feed().isFollowed()) {
      return 0;
    }
    try (PreparedStatement question =
        transaction.connection().prepareStatement(database.schema().readable())) {
      return Database.reached(question);
    }
  }

  /** Waits for what a run before has left. */
  void ofTheOpening() throws JournalUnavailableException {
    of(database.feed().lastSent(), database.feed().readableWhenOpened());
  }

  /**
   * Waits for one change set.
   *
   * @param readable the last entry that may be shown outside then
   * @throws JournalUnavailableException as {@link ChangeFollower.Sent#await}
   */
  void of(ChangeFollower.Sent sent, long readable) throws JournalUnavailableException {
    if (!database.feed().isFollowed()) {
      return;
    }
    waiting = Optional.of(Deadline.in(patience, clock));
    try {
      beginning.run();
      sent.await();
    } finally {
      waiting = Optional.empty();
    }
    database.feed().confirmed(readable);
  }
}

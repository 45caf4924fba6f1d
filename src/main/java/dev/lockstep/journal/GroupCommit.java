package dev.lockstep.journal;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings a group of rows to the disk, and knows what to do where that fails. Used by the writer's
 * thread alone, but for {@link #trouble()}.
 *
 * <p>If power fails before the commit's fsync has come back, the whole group is gone and no caller
 * was told otherwise; if it fails after, the whole group is there.
 */
final class GroupCommit<T> {
  private static final Duration PULSE = Duration.ofSeconds(1);

  private final Database database;
  private final RowWriter.Opening<T> opening;
  private final SpaceReserve reserve;
  private final TimeSource clock;
  private final Checkpointer checkpointer;
  private final FollowerWait follower;
  private final JournalMeter meter = new JournalMeter();
  private @Nullable DatabaseWriter writer;
  private @Nullable RowWriter<T> ledger;
  private @Nullable PreparedStatement reaching;
  private Deadline nextPulse;
  private volatile Optional<String> trouble = Optional.empty();

  private GroupCommit(
      Database database,
      RowWriter.Opening<T> opening,
      SpaceReserve reserve,
      FollowerWait follower) {
    this.database = database;
    this.opening = opening;
    this.reserve = reserve;
    this.clock = follower.clock();
    this.follower = follower;
    this.nextPulse = Deadline.in(PULSE, clock);
    this.checkpointer = new Checkpointer(database);
  }

  /** For that database, with its space reserve taken where there is room. */
  static <T> GroupCommit<T> on(
      Database database, RowWriter.Opening<T> opening, JournalSettings settings, TimeSource clock)
      throws JournalUnavailableException {
    SpaceReserve reserve =
        new SpaceReserve(settings.beside(".reserve"), settings.reserve().count());
    try {
      reserve.restore(database.usableBytes());
    } catch (IOException e) {
      throw database.unavailable("stands on a disk that does not answer", e);
    }
    FollowerWait follower = new FollowerWait(database, settings.limits().waitMax(), clock);
    return new GroupCommit<>(database, opening, reserve, follower);
  }

  JournalMeter meter() {
    return meter;
  }

  FollowerWait follower() {
    return follower;
  }

  /** Why no vote may rest on this file now, one sentence. */
  Optional<String> trouble() {
    return trouble
        .or(follower::trouble)
        .or(() -> reserve.held() ? Optional.empty() : Optional.of(outOfSpace()));
  }

  private String outOfSpace() {
    String message =
        "the disk of the journal %s is full: free %d MiB; until then outcomes are written, votes"
            + " are not";
    return message.formatted(database.path(), Math.max(1, (2 * reserve.bytes()) >> 20));
  }

  JournalUnavailableException unavailable(Throwable why) {
    return why instanceof JournalUnavailableException known
        ? known
        : new JournalUnavailableException(
            "the journal %s did not take an entry: %s"
                .formatted(database.path(), DiskRemedy.with(why, database.path())),
            why);
  }

  /** Writes the group, and tells each row's caller whether it is durable. */
  void write(List<PendingRow<T>> group) {
    try {
      writeAdmitted(group);
    } catch (RuntimeException | Error bug) {
      group.forEach(each -> each.durable().completeExceptionally(bug));
      throw bug;
    }
  }

  private void writeAdmitted(List<PendingRow<T>> group) {
    List<PendingRow<T>> admitted = group;
    if (!reserve.held()) {
      admitted = group.stream().filter(PendingRow::outcome).toList();
      group.stream()
          .filter(each -> !each.outcome())
          .forEach(each -> fail(each, new JournalUnavailableException(outOfSpace())));
    }
    Optional<SQLException> fault = admitted.isEmpty() ? Optional.empty() : attempt(admitted);
    if (fault.isPresent()) {
      writeAgain(admitted, fault.get());
    }
    pulse();
  }

  /** One bad row, or a full disk, must not fail those that could be written without it. */
  private void writeAgain(List<PendingRow<T>> group, SQLException fault) {
    List<PendingRow<T>> again =
        switch (SqlFault.of(fault)) {
          case ROW -> group.size() > 1 ? group : List.of();
          case FULL -> afterRelease(group);
          case BUSY, DISK -> List.of();
        };
    List<PendingRow<T>> lost = new ArrayList<>(group);
    lost.removeAll(again);
    lost.forEach(each -> fail(each, fault));
    for (PendingRow<T> each : again) {
      attempt(List.of(each)).ifPresent(still -> fail(each, still));
    }
  }

  private List<PendingRow<T>> afterRelease(List<PendingRow<T>> group) {
    List<PendingRow<T>> outcomes = group.stream().filter(PendingRow::outcome).toList();
    return !outcomes.isEmpty() && reserve.release() ? outcomes : List.of();
  }

  private void fail(PendingRow<T> pending, Exception why) {
    if (pending.lazy()) {
      meter.lostLazily();
    }
    pending.durable().completeExceptionally(why);
  }

  /**
   * One SQL transaction, one fsync. Rows are taken when nothing is waited for any more but the
   * disk: who gave up while another program held the database is not written afterwards.
   */
  private Optional<SQLException> attempt(List<PendingRow<T>> all) {
    try {
      RowWriter<T> open = ledger();
      WriteTransaction transaction = writer().begin();
      List<PendingRow<T>> group = all.stream().filter(PendingRow::take).toList();
      long bytes = open.write(group.stream().map(PendingRow::row).toList());
      long reached = Database.reached(reaching());
      long readable = follower.readable(transaction);
      ChangeFollower.Sent sent = transaction.commit();
      trouble = Optional.empty();
      follower.of(sent, readable);
      database.highWater().reach(reached);
      int lazy = (int) group.stream().filter(PendingRow::lazy).count();
      meter.grouped(group.size() - lazy, lazy, bytes);
      group.forEach(each -> each.durable().complete(null));
      checkpointer.appended(group.size(), writer().connection());
      return Optional.empty();
    } catch (SQLException fault) {
      abandon(fault);
      return Optional.of(fault);
    } catch (JournalUnavailableException unknown) {
      halt(all, String.valueOf(unknown.getMessage()));
      return Optional.empty();
    }
  }

  /**
   * It is on the disk here, and whether the standby has it will not be known in this process: the
   * callers are told no more than that. Nothing is written behind it, and the next start knows.
   */
  private void halt(List<PendingRow<T>> group, String why) {
    String told = "the journal %s takes nothing more: %s".formatted(database.path(), why);
    database.feed().halt(told);
    trouble = Optional.of(told);
    UncertainWriteException uncertain = UncertainWriteException.forGood(told);
    group.forEach(each -> each.durable().completeExceptionally(uncertain));
  }

  /** Before the first group: waits for what a run before has left to be confirmed. */
  void begin() {
    try {
      follower.ofTheOpening();
    } catch (JournalUnavailableException unknown) {
      halt(List.of(), String.valueOf(unknown.getMessage()));
    }
  }

  /**
   * After a failed fsync it is unknown what the kernel still holds, so nothing is taken over: a new
   * connection reads the log anew and writes the same places again (WAL frames behind the last
   * commit are never trusted).
   */
  private void abandon(SQLException fault) {
    switch (SqlFault.of(fault)) {
      case ROW -> {}
      case FULL, BUSY, DISK ->
          trouble =
              Optional.of(
                  "the journal %s cannot be written: %s"
                      .formatted(database.path(), DiskRemedy.with(fault, database.path())));
    }
    disconnect(fault);
  }

  private void disconnect(SQLException cause) {
    DatabaseWriter broken = writer;
    ledger = null;
    reaching = null;
    writer = null;
    if (broken == null) {
      return;
    }
    try {
      // Rolls back whatever was open.
      broken.close();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private DatabaseWriter writer() throws SQLException {
    DatabaseWriter open = writer;
    if (open == null) {
      open = database.writer();
      writer = open;
    }
    return open;
  }

  private RowWriter<T> ledger() throws SQLException {
    RowWriter<T> open = ledger;
    if (open == null) {
      open = opening.on(writer().connection());
      ledger = open;
    }
    return open;
  }

  private PreparedStatement reaching() throws SQLException {
    PreparedStatement open = reaching;
    if (open == null) {
      open = database.reaching(writer().connection());
      reaching = open;
    }
    return open;
  }

  /** While something is wrong: tries, now and then, whether it still is. */
  void pulse() {
    if (trouble().isEmpty() || !nextPulse.passed(clock)) {
      return;
    }
    nextPulse = Deadline.in(PULSE, clock);
    try {
      long usable = database.usableBytes();
      reserve.restore(usable);
      if (usable >= reserve.bytes() && trouble.isPresent()) {
        beat();
        trouble = Optional.empty();
      }
    } catch (SQLException fault) {
      abandon(fault);
    } catch (IOException unreadable) {
      trouble =
          Optional.of("the disk of the journal %s: %s".formatted(database.path(), unreadable));
    }
  }

  private void beat() throws SQLException {
    try (Statement statement = writer().connection().createStatement()) {
      WriteTransaction transaction = writer().begin();
      statement.executeUpdate("update pulse set beats = beats + 1");
      transaction.commit();
    }
  }

  /** Nothing more is written. */
  void stop(String why) {
    checkpointer.close();
    trouble = Optional.of("the journal %s %s".formatted(database.path(), why));
    disconnect(new SQLException(why));
  }
}

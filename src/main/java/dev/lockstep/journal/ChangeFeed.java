package dev.lockstep.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one open database gives to its follower, and what it has been told of it. Without a follower
 * it does nothing. Thread-safe.
 */
final class ChangeFeed {
  private static final long ALL = Long.MAX_VALUE;

  private final Schema schema;
  private final Replication replication;
  private final AtomicInteger lineages = new AtomicInteger();
  private volatile ChangeFollower.Sent lastSent = ChangeFollower.Sent.DONE;
  private volatile long readable;
  private long readableWhenOpened;
  private volatile Optional<String> halted = Optional.empty();

  ChangeFeed(Schema schema, Replication replication) {
    this.schema = schema;
    this.replication = replication;
    this.readable = isFollowed() ? 0 : ALL;
  }

  Replication replication() {
    return replication;
  }

  boolean isFollowed() {
    return replication.follower().isPresent();
  }

  /** Finds where the database stands, or begins to count; tells the follower. */
  void open(Database database) throws SQLException {
    Optional<ChangeCount.Stand> found;
    try (Connection connection = database.connect()) {
      found = ChangeCount.read(connection, schema);
    }
    if (!isFollowed()) {
      if (found.isPresent()) {
        database.write(transaction -> ChangeCount.forget(transaction.connection()));
      }
      return;
    }
    if (found.isEmpty()) {
      database.write(WriteTransaction::beginLineage);
    }
    try (Connection connection = database.connect()) {
      ChangePosition at = position(connection);
      try (PreparedStatement question = connection.prepareStatement(schema.readable())) {
        readableWhenOpened = Database.reached(question);
      }
      lastSent = replication.follower().orElseThrow().opened(at);
    }
  }

  private ChangePosition position(Connection connection) throws SQLException {
    return ChangeCount.read(connection, schema)
        .map(ChangeCount.Stand::at)
        .orElseThrow(() -> new SQLException("the table " + ChangeCount.TABLE + " is empty"));
  }

  /** Inside an SQL transaction: the change sets of this file are counted anew. */
  void beginLineage(Connection connection) throws SQLException {
    int already = lineages.getAndIncrement();
    String lineage = already == 0 ? replication.run() : replication.run() + "-" + already;
    ChangePosition at =
        ChangePosition.beginning(schema.name(), schema.version(), lineage, replication.term());
    ChangeCount.write(connection, at, false);
  }

  /**
   * Counts what this SQL transaction has changed, and gives it to the follower.
   *
   * @throws SQLException also where it is too large, as SQLite would say of a row
   */
  ChangeFollower.Sent ship(Connection connection, List<RowChange> rows) throws SQLException {
    ChangePosition before = position(connection);
    ChangeSet changes =
        ChangeSetCodec.encode(
            new ChangeSet.Header(
                schema.name(),
                schema.version(),
                replication.term(),
                before.lineage(),
                before.sequence() + 1,
                before.digest()),
            rows);
    if (changes.encode().length > ChangeSetCodec.OCTETS_MAX) {
      throw new SQLException(
          "a change set of %d octets is too large for a standby".formatted(changes.encode().length),
          null,
          SqlFault.SQLITE_TOOBIG);
    }
    ChangeCount.write(connection, changes.position(), false);
    ChangeFollower.Sent sent = replication.follower().orElseThrow().ship(changes);
    lastSent = sent;
    return sent;
  }

  /** Waits until what was committed up to now, and found at the opening, may be called durable. */
  ChangeFollower.Sent lastSent() {
    return lastSent;
  }

  /** What it was when the database was opened, were it confirmed. */
  long readableWhenOpened() {
    return readableWhenOpened;
  }

  /** Entries up to that one may be called durable, and shown. */
  void confirmed(long entry) {
    readable = Math.max(readable, entry);
  }

  /**
   * The last entry that may be shown to who keeps its number as a cursor. Shown before the standby
   * has it, its number could be another entry's after a takeover, and that one would never be told.
   */
  long readable() {
    return readable;
  }

  /**
   * Waits on the caller's behalf.
   *
   * @throws UncertainWriteException where that takes longer
   */
  void awaitWithin(Duration longest) throws JournalUnavailableException {
    if (!isFollowed()) {
      return;
    }
    CompletableFuture<Void> confirmed = new CompletableFuture<>();
    ChangeFollower.Sent sent = lastSent;
    Thread.ofVirtual().start(() -> complete(confirmed, sent));
    try {
      confirmed.get(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException slow) {
      throw new UncertainWriteException(
          "it is kept here, and the standby has not confirmed it within %d ms"
              .formatted(longest.toMillis()),
          confirmed);
    } catch (ExecutionException lost) {
      throw new JournalUnavailableException("the standby has not confirmed it", lost);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new JournalUnavailableException("the gateway is stopping", stopped);
    }
  }

  private static void complete(CompletableFuture<Void> confirmed, ChangeFollower.Sent sent) {
    try {
      sent.await();
      confirmed.complete(null);
    } catch (JournalUnavailableException lost) {
      confirmed.completeExceptionally(lost);
    }
  }

  /** Nothing is written any more: what the other PC has can never be known again here. */
  void halt(String why) {
    halted = Optional.of(why);
  }

  void requireWritable() throws SQLException {
    if (halted.isPresent()) {
      throw new SQLException(halted.get());
    }
  }
}

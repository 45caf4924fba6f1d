package dev.lockstep.journal;

import static dev.lockstep.journal.JournalSamples.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.TransactionId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of write to each database, in any order, with restarts, cut links and base copies
 * between them: the replica holds the same rows.
 */
class ReplicatedWalkTest {
  private static final long SEED = Long.getLong("replica.seed", 20_261_130);
  private static final int STEPS = Integer.getInteger("replica.steps", 400);

  @TempDir Path directory;
  private final Random random = new Random(SEED);
  private final SettableClock clock = new SettableClock();
  private final List<String> ids = new ArrayList<>();
  private final List<String> done = new ArrayList<>();
  private Path active;
  private Path standby;
  private ReplicaLink link;
  private Replica replica;
  private FollowedGateway gateway;
  private String name = "line 1";

  @Test
  void replicaHoldsTheSameRowsAfterWritesOfEveryKind() throws Exception {
    active = FollowedGateway.folder(directory, "active");
    standby = FollowedGateway.folder(directory, "standby");
    replica = Replica.open(FollowedGateway.places(standby));
    link = new ReplicaLink(replica);
    open();
    for (int step = 0; step < STEPS; step++) {
      step();
      if (!link.isBroken() && random.nextInt(8) == 0) {
        compare(step);
      }
    }
    link.mend(FollowedGateway.sources(active));
    compare(STEPS);
    gateway.close();
    replica.close();
    assertThat(Set.copyOf(done)).as("kinds of writes").hasSize(KINDS);
    assertThat(link.copies()).as("base copies").isGreaterThan(1);
  }

  private void compare(int step) throws Exception {
    drain();
    assertThat(FollowedGateway.differences(active, standby))
        .as("-Dreplica.seed=%d, step %d after %s", SEED, step, done.getLast())
        .isEmpty();
  }

  /** What was appended lazily is on its way: behind it comes one that is waited for. */
  private void drain() throws Exception {
    gateway.journal.append(entry(JournalSamples.prepared("drain")));
    gateway.decisions.decide("drain", new Document("drain", true, "x"));
    gateway.audit.append(AuditRecord.ofGateway("drain", Map.of()));
  }

  private void open() throws Exception {
    gateway = FollowedGateway.open(active, name, clock, FollowedGateway.replication(clock, link));
    if (link.isBroken()) {
      link.mend(FollowedGateway.sources(active));
    }
  }

  private static final int KINDS = 17;

  private void step() throws Exception {
    clock.pass(Duration.ofMinutes(random.nextInt(300)));
    switch (random.nextInt(KINDS)) {
      case 0 -> did("new", () -> gateway.journal.append(entry(JournalSamples.prepared(fresh()))));
      case 1 ->
          did("next", () -> gateway.journal.append(entry(JournalSamples.committing(anyId()))));
      case 2 ->
          did(
              "lazily",
              () ->
                  gateway.journal.appendLazily(
                      entry(JournalSamples.ended(anyId(), Outcome.COMMITTED, true))));
      case 3 ->
          did(
              "heuristic",
              () ->
                  gateway.journal.append(
                      entry(JournalSamples.ended(anyId(), Outcome.HEURISTIC_MIXED, false))));
      case 4 -> did("prune", () -> gateway.journal.prune());
      case 5 -> did("damage", this::damage);
      case 6 ->
          did("decide", () -> gateway.decisions.decide(anyId(), document(random.nextBoolean())));
      case 7 -> did("end", () -> gateway.decisions.closeLazily(document(false)));
      case 8 -> did("prune decisions", () -> gateway.decisions.prune());
      case 9 ->
          did(
              "record",
              () ->
                  gateway.audit.append(
                      new AuditRecord("release", new Requester("otto", "10.0.0.9"), anyId())));
      case 10 ->
          did("follow", () -> gateway.audit.follow(List.of(timed()), random.nextInt(10_000)));
      case 11 -> did("prune audit", () -> gateway.audit.prune());
      case 12 -> did("move", this::move);
      case 13 -> did("note", this::note);
      case 14 ->
          did(
              "prune outbox",
              () -> gateway.outbox.prune(Math.max(0, gateway.outbox.lastNotice() - 2)));
      case 15 -> did("restart", this::restart);
      case 16 ->
          did(
              "cut",
              () -> {
                link.mend(FollowedGateway.sources(active));
                if (random.nextInt(3) == 0) {
                  link.cut();
                }
              });
      default -> throw new AssertionError();
    }
  }

  @FunctionalInterface
  private interface Act {
    void run() throws Exception;
  }

  private void did(String what, Act act) throws Exception {
    try {
      act.run();
    } catch (JournalUnavailableException gone) {
      act.run(); // its row was pruned behind the writer's back: the next try looks again
    }
    done.add(what);
  }

  private String fresh() {
    ids.add("t-" + ids.size());
    return ids.getLast();
  }

  private String anyId() {
    return ids.isEmpty() ? fresh() : ids.get(random.nextInt(ids.size()));
  }

  private Document document(boolean open) {
    return new Document("c-" + random.nextInt(30), open, "text ü " + random.nextInt());
  }

  private AuditEntry.Timed timed() {
    return new AuditEntry.Timed(clock.now().wall(), AuditRecord.ofGateway("told", Map.of()));
  }

  private void move() throws Exception {
    gateway.outbox.move(
        "kafka-" + random.nextInt(3),
        Map.of(
            "journal",
            new OutboxFile.Cursor(random.nextInt(100), 0),
            "audit-" + random.nextInt(4),
            new OutboxFile.Cursor(random.nextInt(100), 1)));
  }

  private void note() throws Exception {
    Instant at = Instant.ofEpochMilli(random.nextInt());
    gateway.outbox.note(
        List.of(new OutboxFile.Notice(0, at, "alarm", "x", "{}")),
        Set.of(new OutboxFile.Alarm("s-" + random.nextInt(5), "k")),
        Set.of(new OutboxFile.Alarm("s-" + random.nextInt(5), "k")));
  }

  /** A row that the disk spoiled, with octets that are no text; an operator puts it aside. */
  private void damage() throws Exception {
    drain();
    String id = fresh();
    gateway.journal.append(entry(JournalSamples.prepared(id)));
    AuditedJournal.tamper(
        active.resolve("journal.db"),
        "pragma busy_timeout = 5000",
        "update terms set body = cast(x'ff00fe41' as text) where position ="
            + " (select position from transactions where id = '"
            + id
            + "')");
    try {
      gateway.journal.find(new TransactionId(id));
      throw new AssertionError("the damage was not found");
    } catch (JournalUnavailableException found) {
      for (Damage each : gateway.journal.damages()) {
        gateway.journal.acknowledge(each.position(), "otto", "looked", clock.now().wall());
      }
    }
    ids.remove(id);
  }

  private void restart() throws Exception {
    boolean copied = random.nextInt(4) == 0;
    gateway.close();
    clock.restart();
    if (copied) {
      name = name.equals("line 1") ? "line 2" : "line 1"; // another gateway's file, for once
    }
    open();
    for (Damage each : gateway.journal.damages()) {
      gateway.journal.acknowledge(each.position(), "otto", "it is ours", clock.now().wall());
    }
    for (Damage each : gateway.decisions.damages()) {
      gateway.decisions.acknowledge(each.position(), "otto", "it is ours", clock.now().wall());
    }
    if (random.nextBoolean()) {
      link.mend(FollowedGateway.sources(active));
    }
  }
}

package dev.lockstep.journal;

import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.Task;
import dev.lockstep.transaction.TransactionId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A process of its own, whose system calls are recorded: it works with a journal and a decision
 * log, and writes into a file beside them what it asks for and what it was told. So the record has
 * both in one order: what the disk was asked to do, and what was promised meanwhile.
 */
public final class RecordedWork {
  static final String JOURNAL = "lockstep.db";
  static final String DECISIONS = "decisions.db";
  static final String TOLD = "told";

  /** Before the names of the standby's files. */
  static final String STANDBY = "standby-";

  /** How often a transaction is written, first to last. */
  static final int VERSIONS = 4;

  /** So few that power fails before, while and after the log is copied, whenever it fails. */
  private static final int CHECKPOINT_ROWS = 20;

  private static final String PRUNE = "delete from transactions where prunable = 2";

  private final Path directory;
  private final Random random;
  private final FileChannel told;
  private final String name;

  private RecordedWork(Path directory, long seed, FileChannel told) {
    this.directory = directory;
    this.random = new Random(seed);
    this.told = told;
    this.name = Long.toString(seed, Character.MAX_RADIX);
  }

  /**
   * Arguments: the directory, a seed, how many rounds, what of the end: {@code close} or {@code
   * halt}, and {@code followed} where a standby is given every change before it is told.
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    try (FileChannel told =
        FileChannel.open(
            directory.resolve(TOLD),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND)) {
      RecordedWork work = new RecordedWork(directory, Long.parseLong(arguments[1]), told);
      int rounds = Integer.parseInt(arguments[2]);
      if (arguments[4].equals("followed")) {
        work.workFollowed(rounds);
      } else {
        work.work(rounds, arguments[3].equals("halt"));
      }
    }
  }

  static JournalSettings settings(Path path) {
    return settings(path, JournalSettings.CHECKPOINT_ROWS);
  }

  private static JournalSettings settings(Path path, int checkpointRows) {
    return TunedSettings.at(path)
        .lazyMax(Duration.ofMillis(5))
        .reserveBytes(64 * 1024)
        .checkpointRows(checkpointRows)
        .settings();
  }

  private void work(int rounds, boolean halt) throws Exception {
    try (SqliteJournal journal =
            SqliteJournal.open(
                settings(directory.resolve(JOURNAL), CHECKPOINT_ROWS), SqliteJournalTest.CLOCK);
        SqliteDecisionLog<Document> decisions =
            SqliteDecisionLog.open(
                settings(directory.resolve(DECISIONS), CHECKPOINT_ROWS),
                Document.CODEC,
                SqliteJournalTest.CLOCK)) {
      for (int round = 0; round < rounds; round++) {
        round(journal, decisions, round);
      }
      if (halt) {
        Runtime.getRuntime().halt(0);
      }
    }
  }

  /** Both sides lie on one disk, so that one cut hits both at once. */
  private void workFollowed(int rounds) throws Exception {
    Replica replica = Replica.open(places(directory, STANDBY));
    ReplicaLink link = new ReplicaLink(replica);
    Replication replication = Replication.to(link, 1, name);
    SqliteJournal journal =
        SqliteJournal.open(
            settings(directory.resolve(JOURNAL), CHECKPOINT_ROWS),
            SqliteJournalTest.CLOCK,
            replication);
    SqliteDecisionLog<Document> decisions =
        SqliteDecisionLog.open(
            settings(directory.resolve(DECISIONS), CHECKPOINT_ROWS),
            Document.CODEC,
            SqliteJournalTest.CLOCK,
            replication);
    link.mend(sources(directory));
    for (int round = 0; round < rounds; round++) {
      for (int version = 0; version <= random.nextInt(VERSIONS); version++) {
        append(journal, "%s-%d".formatted(name, round), version);
      }
      decide(decisions, "%s-%d".formatted(name, round));
      if (random.nextInt(8) == 0) {
        link.copyAnew(sources(directory));
      }
    }
    Runtime.getRuntime().halt(0);
  }

  static Map<String, JournalSettings> places(Path directory, String side) {
    Map<String, JournalSettings> places = new LinkedHashMap<>();
    places.put("decisions", settings(directory.resolve(side + DECISIONS)));
    places.put("journal", settings(directory.resolve(side + JOURNAL)));
    return places;
  }

  static List<BaseCopy.Source> sources(Path directory) {
    return List.of(
        new BaseCopy.Source("decisions", directory.resolve(DECISIONS)),
        new BaseCopy.Source("journal", directory.resolve(JOURNAL)));
  }

  private void round(SqliteJournal journal, SqliteDecisionLog<Document> decisions, int round)
      throws Exception {
    String id = "%s-%d".formatted(name, round);
    int last = random.nextInt(VERSIONS);
    for (int version = 0; version <= last; version++) {
      if (random.nextInt(3) == 0) {
        lazily(journal, "%s-lazy-%d".formatted(id, version));
      }
      append(journal, id, version);
    }
    if (random.nextInt(3) == 0) {
      decide(decisions, id);
    }
    if (random.nextInt(6) == 0) {
      if (random.nextInt(3) == 0) {
        say("pruning %s".formatted(JOURNAL));
        onTheSide(JOURNAL, PRUNE);
      } else {
        onTheSide(JOURNAL, checkpoint());
      }
    }
    if (random.nextInt(9) == 0) {
      onTheSide(DECISIONS, checkpoint());
    }
  }

  private void append(SqliteJournal journal, String id, int version) throws Exception {
    say("asked %s %s %d".formatted(JOURNAL, id, version));
    try {
      journal.append(JournalSamples.entry(state(id, version)));
    } catch (JournalUnavailableException refused) {
      say("refused %s %s %d".formatted(JOURNAL, id, version));
      return;
    }
    say("told %s %s %d".formatted(JOURNAL, id, version));
  }

  private void lazily(SqliteJournal journal, String id) throws IOException {
    say("asked %s %s %d".formatted(JOURNAL, id, VERSIONS - 1));
    journal.appendLazily(JournalSamples.entry(state(id, VERSIONS - 1)));
  }

  private void decide(SqliteDecisionLog<Document> decisions, String id) throws Exception {
    for (int version = 0; version < 2; version++) {
      say("asked %s %s %d".formatted(DECISIONS, id, version));
      try {
        decisions.decide(id, document(id, version));
      } catch (JournalUnavailableException refused) {
        say("refused %s %s %d".formatted(DECISIONS, id, version));
        continue;
      }
      say("told %s %s %d".formatted(DECISIONS, id, version));
    }
  }

  /** Checkpoints come seldom by themselves, and a crash among their writes is what is wanted. */
  private String checkpoint() {
    return "pragma wal_checkpoint(%s)"
        .formatted(List.of("passive", "restart", "truncate").get(random.nextInt(3)));
  }

  /** Nothing that was told rests on it: where a call of its own fails, it has not been done. */
  private void onTheSide(String database, String statement) throws SQLException {
    String url = "jdbc:sqlite:%s?synchronous=FULL&foreign_keys=true&busy_timeout=5000";
    try (Connection connection =
            DriverManager.getConnection(url.formatted(directory.resolve(database)));
        Statement all = connection.createStatement()) {
      all.execute(statement);
    } catch (SQLException failed) {
      if (!String.valueOf(failed.getMessage()).startsWith("[SQLITE_IOERR")) {
        throw failed;
      }
    }
  }

  private void say(String line) throws IOException {
    told.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  /** What that transaction is written as, the n-th time; wide ones run over many pages. */
  static State state(String id, int version) {
    State.Prepared small = JournalSamples.prepared(id);
    Task task = small.branch().tasks().getFirst();
    int width = 1 + Math.floorMod(id.hashCode(), 12);
    Branch branch =
        new Branch(
            new TransactionId(id),
            noise(id, width * 60),
            IntStream.range(0, width).mapToObj(n -> new Task(n, 0, task.action())).toList(),
            small.branch().coordinator(),
            List.of(),
            false);
    return switch (version) {
      case 0 -> new State.Prepared(branch, small.vote(), List.of());
      case 1 ->
          new State.Committing(
              branch,
              small.vote(),
              decided(noise(id, width * 40)),
              branch.tasks().stream()
                  .<Progress>map(each -> new Progress.Intended(JournalSamples.at(1)))
                  .toList(),
              State.Committing.Standing.MOVING,
              JournalSamples.at(0));
      case 2 -> JournalSamples.ended(id, Outcome.COMMITTED, false);
      case 3 -> JournalSamples.ended(id, Outcome.COMMITTED, true);
      default -> throw new IllegalArgumentException("no version " + version);
    };
  }

  static Document document(String id, int version) {
    String padding = noise(id, Math.floorMod(id.hashCode(), 1500));
    return new Document(id, version == 0, version + padding);
  }

  private static Decided decided(String why) {
    Decided plain = Decided.byCoordinator(JournalSamples.at(1));
    return new Decided(plain.by(), plain.who(), why, plain.at(), plain.against(), plain.instant());
  }

  /** So long, and of that id alone. */
  private static String noise(String id, int length) {
    SplittableRandom letters = new SplittableRandom(id.hashCode());
    return letters
        .ints(length, '!', '~')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}

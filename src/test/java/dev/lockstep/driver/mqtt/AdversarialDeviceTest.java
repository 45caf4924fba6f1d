package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Golden;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the gateway says against what is true, for every misdeed of a device under every pattern and
 * every kind of repetition. The table is the review; a cell that is wrong fails by itself.
 */
@Tag("fault")
class AdversarialDeviceTest {
  private static final Path GOLDEN = Path.of("src/test/resources/mqtt-adversary-table.txt");
  private static final long ASKED = 42;

  /** The misdeeds of a device that gives no answers. */
  private static final Set<Misdeed> MUTE =
      EnumSet.of(
          Misdeed.NONE,
          Misdeed.APPLIED_AND_DOES_NOTHING,
          Misdeed.SILENT,
          Misdeed.DEAF,
          Misdeed.OTHER_VALUE);

  private static final String REQUEST =
      """
      prepare: { pattern: mqtt-request, topic: "lockstep/{device}/{verb}",
            responseTopic: "lockstep/{device}/answers/{gateway}", promise: DURABLE, within: 500ms }\
      """;

  /** A command of the profile, by what proves it and how it may be repeated. */
  private enum Command {
    WRITE_IDEMPOTENT("repeat: idempotent", true),
    WRITE_ONCE("repeat: once", true),
    REQUEST_SEEN_TESTABLE("repeat: testable, " + REQUEST, true),
    REQUEST_SEEN_IDEMPOTENT("repeat: idempotent, " + REQUEST, true),
    REQUEST_SEEN_ONCE("repeat: once, " + REQUEST, true),
    REQUEST_TESTABLE("repeat: testable, verify: acknowledged, " + REQUEST, false),
    REQUEST_ONCE("repeat: once, verify: acknowledged, " + REQUEST, false);

    private final String tags;
    private final boolean seen;

    Command(String tags, boolean seen) {
      this.tags = tags;
      this.seen = seen;
    }

    boolean asks() {
      return tags.contains("pattern");
    }

    String yaml() {
      String all = seen ? tags + ", verify: { readBack: { within: 5s } }" : tags;
      return """
        - name: %s
          readWrite: RW
          resourceOperations: [{ deviceResource: Speed }]
          tags: { lockstep: { %s } }
      """
          .formatted(name(), all);
    }
  }

  private record Cell(Command command, Misdeed misdeed) {
    String device() {
      return (command + "-" + misdeed).replace('_', '-').toLowerCase(Locale.ROOT);
    }

    /** Whether it denies work that it has begun. */
    boolean denies() {
      return command.asks()
          && misdeed.works
          && List.of("refused", "aborted", "unknown").contains(misdeed.record());
    }

    /** Whether its work can be observed. */
    boolean plain() {
      return misdeed == Misdeed.NONE || misdeed == Misdeed.ANSWERS_TWICE;
    }

    TransactionId id() {
      return new TransactionId(device());
    }
  }

  @TempDir Path directory;

  private static String profile() {
    StringBuilder yaml =
        new StringBuilder(
            """
            name: belt
            deviceResources:
              - name: Speed
                attributes: { setTopic: "plant/{device}/speed/set", stateTopic: "plant/{device}/speed", field: speed }
                properties: { valueType: Float64, readWrite: RW }
            deviceCommands:
            """);
    for (Command each : Command.values()) {
      yaml.append(each.yaml());
    }
    return yaml.toString();
  }

  private static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Command command : Command.values()) {
      for (Misdeed misdeed : Misdeed.values()) {
        if (command.asks() || MUTE.contains(misdeed)) {
          cells.add(new Cell(command, misdeed));
        }
      }
    }
    return cells;
  }

  @Test
  void nothingIsSaidOfAnyDeviceThatIsNotTrue() throws Exception {
    List<Cell> cells = cells();
    Map<String, Misdeed> misdeeds = new LinkedHashMap<>();
    cells.forEach(cell -> misdeeds.put(cell.device(), cell.misdeed()));
    try (TestBroker broker = TestBroker.started(directory);
        Adversary adversary = new Adversary(broker, misdeeds);
        MqttGateway gateway =
            MqttGateway.of(directory, profile(), broker.uri(), List.copyOf(misdeeds.keySet()))) {
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(gateway::allConnected);
      for (Cell cell : cells) {
        assertThat(
                gateway.prepare(
                    cell.id(), cell.device(), cell.command().name(), Map.of("Speed", ASKED)))
            .as(cell.device())
            .isInstanceOf(State.Prepared.class);
      }
      List<Thread> commits = new ArrayList<>();
      for (Cell cell : cells) {
        commits.add(Thread.startVirtualThread(() -> commit(gateway, cell)));
      }
      for (Thread each : commits) {
        each.join();
      }
      settle(gateway, cells);

      List<String> rows = new ArrayList<>();
      for (Cell cell : cells) {
        rows.add(row(cell, gateway.state(cell.id()), adversary.moves(cell.device())));
      }
      assertThat(rows).noneMatch(row -> row.contains("; WRONG"));
      Golden.check(GOLDEN, String.join("\n", rows) + "\n");
    }
  }

  private static void commit(MqttGateway gateway, Cell cell) {
    try {
      gateway.commit(cell.id());
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  /**
   * Lets the correct devices end; then passes every fence repeatedly, so that what is not proved
   * may be tried again.
   */
  private static void settle(MqttGateway gateway, List<Cell> cells) throws Exception {
    for (int look = 0; look < 300 && !ended(gateway, cells); look++) {
      gateway.clock.pause(Duration.ofMillis(100));
    }
    for (int round = 0; round < 4 || (round < 20 && !ended(gateway, cells)); round++) {
      gateway.clock.forward(Duration.ofSeconds(15));
      gateway.clock.pause(Duration.ofMillis(1500));
    }
  }

  private static boolean ended(MqttGateway gateway, List<Cell> cells) throws Exception {
    for (Cell cell : cells) {
      if (cell.plain() && !(gateway.state(cell.id()) instanceof State.Ended)) {
        return false;
      }
    }
    return true;
  }

  private static String row(Cell cell, State state, List<Long> moves) {
    // Whether it was tried again lately depends on when one looks; that it is not done does not,
    // nor that a device which denies what it did is asked and not told.
    boolean open = !(state instanceof State.Ended) && (moves.isEmpty() || cell.denies());
    String said = open ? "open" : said(state);
    return "%s %s: %s; truth: moved to %s; %s"
        .formatted(
            cell.command(), cell.misdeed(), said, moves, judgement(cell, said, moves.size()));
  }

  private static String said(State state) {
    if (state instanceof State.Ended ended) {
      return ended.outcome().map(Outcome::name).orElse("NONE");
    }
    return switch (MqttGateway.progress(state)) {
      case Progress.NotApplied not -> "not applied";
      case Progress.Unknown unknown -> "unknown";
      case Progress.Applied applied -> "applied";
      case Progress.Intended intended -> "unknown";
      case Progress.Waiting waiting -> "not applied";
    };
  }

  private static String judgement(Cell cell, String said, int moves) {
    boolean believed = cell.command().asks() && cell.misdeed().answers().size() == 1;
    if (moves > 1) {
      return "WRONG, moved twice";
    }
    if (said.equals("COMMITTED")) {
      return cell.misdeed().done()
          ? "right"
          : believed && !cell.command().seen ? "its word alone was to count" : "WRONG";
    }
    if (said.equals("not applied") && moves > 0) {
      return "WRONG";
    }
    return cell.denies() ? "it broke rule 5: it said that it had not begun" : "right";
  }
}

package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.faults.FaultyNetwork;
import dev.lockstep.faults.Framing;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * A gateway and an adversarial machine, and the table of what was said of each cell against what
 * was true then.
 */
final class AdversarialLine implements AutoCloseable {
  static final List<String> REPEATS = List.of("once", "testable", "idempotent");

  /** So often may what is not proved be tried. */
  private static final int ANSWERS_MAX = 4;

  final TestServer server;
  final FaultyNetwork network;
  final PressLine line;
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> cells = new TreeMap<>();
  private final AtomicInteger number = new AtomicInteger();

  /**
   * What is true of one command at its machine.
   *
   * @param done how often the whole of it was done
   * @param begun whether at least a part of it was
   * @param calls how often the machine was told
   */
  record Truth(IntSupplier done, IntSupplier begun, IntSupplier calls) {
    Truth(IntSupplier done) {
      this(done, done, done);
    }
  }

  AdversarialLine(Path pki, Path home) throws Exception {
    server = new TestServer(TestServer.Setup.OPEN);
    network = new FaultyNetwork(server.port(), Framing.OPC_UA);
    Path profile = home.resolve("press.yaml");
    Files.writeString(profile, AdversarialProfile.text(REPEATS));
    line =
        PressLine.hasty(
            home,
            OpcUaDriverFixture.insecure(network.port()),
            new OpcUaDriverFixture(pki),
            profile);
  }

  /** A number that no cell before used. */
  int fresh() {
    return 10 + number.get();
  }

  void call(String command, Deed.Way way, String what) throws Exception {
    Deed work = server.nodes().work();
    work.begin(way);
    boolean once = !command.endsWith("idempotent");
    Truth truth = new Truth(work::done, work::done, work::calls);
    run(command, Map.of("Ticket", 1L), truth, once, what);
  }

  /** A write that may be refused, and then tried again. */
  void write(String command, PressNodes.Behaviour behaviour, String what) throws Exception {
    write(command, behaviour, what, false);
  }

  /** A write, which what may be sent once is sent once. */
  void writeOnce(String command, PressNodes.Behaviour behaviour, String what) throws Exception {
    write(command, behaviour, what, command.endsWith("once"));
  }

  private void write(String command, PressNodes.Behaviour behaviour, String what, boolean once)
      throws Exception {
    server.nodes().set("Busy", true);
    server.nodes().behave("Recipe", behaviour);
    int asked = fresh();
    int before = server.nodes().writes("Recipe");
    IntSupplier done = () -> server.nodes().value("Recipe").equals(asked) ? 1 : 0;
    IntSupplier calls = () -> server.nodes().writes("Recipe") - before;
    run(command, Map.of("Recipe", (long) asked), new Truth(done, done, calls), once, what);
  }

  /** One cell: what was said at each step, against what the machine had done then. */
  void run(String command, Map<String, Long> arguments, Truth truth, boolean once, String what)
      throws Exception {
    String id = "t" + number.incrementAndGet();
    String cell = "%s, %s".formatted(command, what);
    AtomicInteger answers = new AtomicInteger();
    AtomicBoolean doubted = new AtomicBoolean();
    line.awaitConnected();
    line.promise(id, command, arguments);
    line.listen(
        state -> {
          judge(state, truth, cell);
          if (progress(state).stream().anyMatch(each -> each instanceof Progress.Unknown)) {
            doubted.set(true);
          }
          if (line.link().status().connected()) {
            answers.incrementAndGet();
          }
        });
    line.commit(id);
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(20))
        .until(() -> over(line.state(id)) || answers.get() > ANSWERS_MAX);
    State state = line.state(id);
    end(id);
    line.listen(none -> {});
    server.nodes().work().rest();
    judge(state, truth, cell);
    // What is proved not to have run may be told again, however often.
    boolean proved = !doubted.get() && truth.done().getAsInt() <= 1;
    if (once && !proved && truth.calls().getAsInt() > 1) {
      wrong.add("%s: told %d times".formatted(cell, truth.calls().getAsInt()));
    }
    cells.merge(row(command, state, truth), 1, Integer::sum);
  }

  private static String row(String command, State state, Truth truth) {
    String way = command.replaceAll("-.*", "");
    String outcome = state instanceof State.Ended ? "COMMITTED" : "open";
    String done =
        truth.done().getAsInt() > 0
            ? "done"
            : truth.begun().getAsInt() > 0 ? "half done" : "not done";
    return "%-9s %-9s %s".formatted(way, outcome, done);
  }

  private void judge(State state, Truth truth, String cell) {
    for (Progress each : progress(state)) {
      if (each instanceof Progress.Applied && truth.done().getAsInt() == 0) {
        wrong.add("%s: %s, and nothing, or not all, was done".formatted(cell, each));
      }
      if (each instanceof Progress.NotApplied && truth.begun().getAsInt() > 0) {
        wrong.add("%s: %s, and it was done, or a part of it".formatted(cell, each));
      }
    }
  }

  private static List<Progress> progress(State state) {
    return switch (state) {
      case State.Committing committing -> committing.progress();
      case State.Ended ended -> ended.progress();
      case State.Absent absent -> List.of();
      case State.Preparing preparing -> List.of();
      case State.Prepared prepared -> List.of();
      case State.RollingBack back -> back.progress();
    };
  }

  private static boolean over(State state) {
    return state instanceof State.Ended
        || (state instanceof State.Committing committing && PressLine.isStuck(committing));
  }

  private void end(String id) {
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(20))
        // "Say it again": that is what it is for.
        .ignoreException(OverloadedException.class)
        .until(
            () -> {
              if (!(line.state(id) instanceof State.Ended)) {
                line.resolve(id, Outcome.HEURISTIC_HAZARD);
              }
              return line.state(id) instanceof State.Ended;
            });
  }

  /** No cell is wrong. */
  void verify() {
    assertThat(wrong).isEmpty();
  }

  @Override
  public void close() throws IOException {
    cells.forEach((cell, count) -> System.out.printf("adversary: %5d %s%n", count, cell));
    line.close();
    network.close();
    server.close();
  }
}

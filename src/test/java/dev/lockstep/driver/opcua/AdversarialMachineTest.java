package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine that answers every status before and after its work, and every output, against every
 * way to verify and to repeat. What the gateway says of each must be true at that moment: nothing
 * is applied that was not done, nothing is not applied that was, and nothing that may be sent once
 * is done twice.
 *
 * <p>Left out is only what contradicts a promise that the machine itself makes: a code that
 * precedes the execution (OPC 10000-4, 5.12.2) after the work, Good without the work where the
 * profile takes the machine at its word, and outputs that lie where the profile says how to read
 * them.
 */
@Tag("fault")
class AdversarialMachineTest {
  private static final List<String> REPEATS = List.of("once", "testable", "idempotent");
  private static final List<Long> TELLING =
      List.of(
          StatusCodes.Bad_InvalidState,
          StatusCodes.Bad_DeviceFailure,
          StatusCodes.Bad_InvalidArgument,
          StatusCodes.Bad_OutOfRange,
          StatusCodes.Bad_ServerTooBusy,
          StatusCodes.Bad_Timeout,
          StatusCodes.Bad_UserAccessDenied,
          StatusCodes.Uncertain,
          StatusCodes.Good_CompletesAsynchronously,
          StatusCodes.Good_Clamped);

  @TempDir private Path pki;
  @TempDir private Path home;
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> cells = new TreeMap<>();
  private final AtomicInteger number = new AtomicInteger();
  private TestServer server;
  private Bench bench;
  private PressLine line;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(TestServer.Setup.OPEN);
    bench = new Bench(pki);
    Path profile = home.resolve("press.yaml");
    Files.writeString(profile, AdversarialProfile.text(REPEATS));
    line = PressLine.hasty(home, Bench.insecure(server.port()), bench, profile);
  }

  @AfterEach
  void stop() {
    cells.forEach((cell, count) -> System.out.printf("adversary: %5d %s%n", count, cell));
    line.close();
    server.close();
  }

  @Test
  void everyStatusAfterTheWorkOfWhatMayBeCalledOnceIsUnknownAndNeverCalledAgain() throws Exception {
    for (StatusCode status : statuses()) {
      if (StatusTable.ofMethod(status, false) != StatusTable.Meaning.REJECTED) {
        call("FireAck-once", Deed.after(status.value()), StatusTable.name(status) + " after");
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyStatusBeforeTheWorkIsNeverTakenForDone() throws Exception {
    for (StatusCode status : statuses()) {
      call("FireOut-once", Deed.before(status.value()), StatusTable.name(status) + " before");
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void tellingStatusesAndOutputsMeetEveryWayToVerifyAndToRepeat() throws Exception {
    for (String repeat : REPEATS) {
      for (String way : List.of("FireAck", "FireOut", "FireNot", "FireSeen", "FireBoth")) {
        String command = way + "-" + repeat;
        for (long status : TELLING) {
          String name = StatusTable.name(new StatusCode(status));
          if (status != StatusCodes.Bad_UserAccessDenied) {
            call(command, Deed.after(status), name + " after");
          }
          call(command, Deed.before(status), name + " before");
        }
        call(command, Deed.doing(true), "done");
        if (!way.equals("FireNot")) {
          call(command, Deed.doing(false), "done, and says failed");
        }
        if (!way.equals("FireAck")) {
          call(command, Deed.idling(false), "nothing, and says so");
        }
        if (way.equals("FireSeen") || way.equals("FireBoth")) {
          call(command, Deed.idling(true), "nothing, and says done");
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void writesMeetTellingStatusesToo() throws Exception {
    for (String repeat : REPEATS) {
      for (String way : List.of("Set", "SetSeen")) {
        for (long status : TELLING) {
          String name = StatusTable.name(new StatusCode(status));
          boolean refusal =
              StatusTable.ofWrite(new StatusCode(status)) == StatusTable.Meaning.REJECTED;
          if (!refusal) {
            write(way + "-" + repeat, PressNodes.taking(status), name + " after");
          }
          write(way + "-" + repeat, PressNodes.refusing(status), name + " before");
        }
        write(way + "-" + repeat, (context, value) -> {}, "nothing, and says Good");
        write(way + "-" + repeat, PressNodes.taking(StatusCodes.Good), "done");
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void aHandshakeIsAppliedOnceWhateverItsCommitIsAnsweredWith() throws Exception {
    for (long status : TELLING) {
      if (StatusTable.ofWrite(new StatusCode(status)) == StatusTable.Meaning.REJECTED) {
        continue;
      }
      server.nodes().behave("CommitId", server.nodes().committing(status));
      int before = server.nodes().applications();
      IntSupplier done = () -> server.nodes().applications() - before;
      String name = StatusTable.name(new StatusCode(status));
      run("Load", Map.of("Staged", (long) number.get() + 1), done, true, name + " after");
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void whatIsTrueBeforeGetsNoVoteAndNothingIsSent() throws Exception {
    server.nodes().work().begin(Deed.idling(true));
    server.nodes().set("Busy", true);
    for (String repeat : REPEATS) {
      String command = "FireSeen-" + repeat;
      Ballot ballot = line.prepare("before-" + repeat, command, Map.of("Ticket", 1L));
      assertThat(((Ballot.No) ballot).reasons())
          .extracting(Reason::code)
          .containsExactly(Reason.Code.ALREADY_TRUE);
    }
    assertThat(server.nodes().work().done()).isZero();
  }

  @Test
  void whatComesTrueBetweenVoteAndCommitIsHeldBackUntilItIsFalseAgain() throws Exception {
    server.nodes().work().begin(Deed.doing(true));
    line.promise("t", "FireSeen-once", Map.of("Ticket", 1L));
    server.nodes().set("Busy", true);
    line.commit("t");
    State.Committing held =
        line.awaitCommitting("t", state -> state.progress().getFirst() instanceof Progress.Waiting);
    assertThat(held.progress().getFirst().reasons())
        .extracting(Reason::code)
        .contains(Reason.Code.ALREADY_TRUE);
    assertThat(server.nodes().work().done()).isZero();
    server.nodes().set("Busy", false);
    line.awaitCommitted("t");
    assertThat(server.nodes().work().done()).isEqualTo(1);
  }

  @Test
  void anOutputThatTheMethodDoesNotHaveOrThatIsOfAnotherTypeGetsNoVote() throws Exception {
    for (String command : List.of("FireThird", "FireUnnamed", "FireMistyped")) {
      Ballot ballot = line.prepare(command, command, Map.of("Ticket", 1L));
      assertThat(((Ballot.No) ballot).reasons())
          .extracting(Reason::code)
          .containsExactly(Reason.Code.OUTPUTS_DIFFER);
    }
  }

  private void call(String command, Deed.Way way, String what) throws Exception {
    server.nodes().work().begin(way);
    boolean once = !command.endsWith("idempotent");
    IntSupplier done = server.nodes().work()::done;
    run(command, Map.of("Ticket", 1L), done, once, what);
  }

  private void write(String command, PressNodes.Behaviour behaviour, String what) throws Exception {
    server.nodes().set("Busy", true);
    server.nodes().behave("Recipe", behaviour);
    int asked = 10 + number.get();
    IntSupplier done = () -> server.nodes().value("Recipe").equals(asked) ? 1 : 0;
    run(command, Map.of("Recipe", (long) asked), done, false, what);
  }

  /** One cell: what was said at each step, against what the machine had done then. */
  private void run(
      String command, Map<String, Long> arguments, IntSupplier done, boolean once, String what)
      throws Exception {
    String id = "t" + number.incrementAndGet();
    String cell = "%s, %s".formatted(command, what);
    AtomicInteger answers = new AtomicInteger();
    line.promise(id, command, arguments);
    line.listen(
        state -> {
          judge(state, done.getAsInt(), cell);
          answers.incrementAndGet();
        });
    line.commit(id);
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(20))
        .until(() -> over(line.state(id)) || answers.get() > 4);
    State state = line.state(id);
    end(id);
    line.listen(none -> {});
    if (once && done.getAsInt() > 1) {
      wrong.add("%s: done %d times".formatted(cell, done.getAsInt()));
    }
    String way = command.replaceAll("-.*", "");
    String outcome = state instanceof State.Ended ? "COMMITTED" : "open";
    String truth = done.getAsInt() == 0 ? "not done" : "done";
    cells.merge("%-9s %-9s %s".formatted(way, outcome, truth), 1, Integer::sum);
  }

  private void judge(State state, int done, String cell) {
    List<Progress> progress =
        switch (state) {
          case State.Committing committing -> committing.progress();
          case State.Ended ended -> ended.progress();
          case State.Absent absent -> List.of();
          case State.Preparing preparing -> List.of();
          case State.Prepared prepared -> List.of();
          case State.RollingBack back -> back.progress();
        };
    for (Progress each : progress) {
      if (each instanceof Progress.Applied && done == 0) {
        wrong.add("%s: %s, and nothing was done".formatted(cell, each));
      }
      if (each instanceof Progress.NotApplied && done > 0) {
        wrong.add("%s: %s, and it was done".formatted(cell, each));
      }
    }
  }

  private static boolean over(State state) {
    return state instanceof State.Ended
        || (state instanceof State.Committing committing && PressLine.isStuck(committing));
  }

  private void end(String id) {
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              if (!(line.state(id) instanceof State.Ended)) {
                line.resolve(id, Outcome.HEURISTIC_HAZARD);
              }
              return line.state(id) instanceof State.Ended;
            });
  }

  private static List<StatusCode> statuses() throws IllegalAccessException {
    List<StatusCode> all = new ArrayList<>();
    for (Field field : StatusCodes.class.getFields()) {
      if (field.getType() == long.class) {
        all.add(new StatusCode(field.getLong(null)));
      }
    }
    assertThat(all).hasSizeGreaterThanOrEqualTo(270);
    return all;
  }
}

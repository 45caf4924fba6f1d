package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reason;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.ReloadViews;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Votes and commits at machines of their own, while what they are described by is replaced. */
class ReloadUnderLoadTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int COMMITS_EACH = 30;
  private static final int APPLIED_MIN = 12;
  private static final long BETWEEN_RELOADS_MILLIS = 150;

  /** Why a vote may be ROLLBACK here: the new link is not up yet, or the press is busy. */
  private static final Set<Reason.Code> UNDERSTOOD =
      EnumSet.of(Reason.Code.CONNECTING, Reason.Code.DISCONNECTED, Reason.Code.RESERVED);

  /** What comes of a reload. */
  private enum Result {
    RECONNECTED,
    APPLIED,
    FAULTY,
    HELD
  }

  @TempDir private Path folder;
  private ReloadedLine line;
  private final AtomicBoolean enough = new AtomicBoolean();

  @BeforeEach
  void start() throws Exception {
    line = new ReloadedLine(folder);
  }

  @AfterEach
  void stop() {
    line.close();
  }

  /** What one client saw. */
  private record Shift(int committed, List<String> refused) {}

  @Test
  void everyVoteOfCommitIsCommittedOnceAndNothingIsUnknown() throws Exception {
    List<String> devices = List.of("press-1", "press-2", "belt-1", "belt-2", "press-2", "belt-2");
    List<Shift> shifts = new ArrayList<>();
    Map<Result, Integer> reloads = new EnumMap<>(Result.class);
    try (ExecutorService clients = Executors.newFixedThreadPool(devices.size())) {
      List<Future<Shift>> working = new ArrayList<>();
      for (int client = 0; client < devices.size(); client++) {
        String name = "client-" + client;
        String device = devices.get(client);
        working.add(clients.submit(() -> worked(name, device)));
      }
      try {
        reload(reloads);
      } finally {
        enough.set(true);
      }
      for (Future<Shift> each : working) {
        shifts.add(each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
      }
    }
    System.out.printf(
        "reload under load: %s, %s%n", reloads, shifts.stream().map(Shift::committed).toList());
    assertThat(shifts).allSatisfy(shift -> assertThat(shift.refused()).isEmpty());
    int presses = shifts.get(0).committed() + shifts.get(1).committed() + shifts.get(4).committed();
    assertThat(moves()).as("no command came twice").isEqualTo(presses);
    assertThat(line.belt(1).logbook().deeds()).hasSize(shifts.get(2).committed());
    assertThat(line.belt(2).logbook().deeds())
        .hasSize(shifts.get(3).committed() + shifts.get(5).committed());
  }

  private int moves() {
    int moves = 0;
    for (int server = 1; server <= 3; server++) {
      moves += line.machine(server).logbook().deeds().size();
    }
    return moves;
  }

  /** Reloads until each of their results was seen, and enough of them have gone through. */
  private void reload(Map<Result, Integer> reloads) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (int round = 0; !seen(reloads); round++) {
      assertThat(System.nanoTime()).as("%s", reloads).isLessThan(end);
      reloads.merge(reloaded(round), 1, Integer::sum);
      TimeUnit.MILLISECONDS.sleep(BETWEEN_RELOADS_MILLIS);
    }
  }

  private static boolean seen(Map<Result, Integer> reloads) {
    int applied =
        reloads.getOrDefault(Result.APPLIED, 0) + reloads.getOrDefault(Result.RECONNECTED, 0);
    return reloads.keySet().equals(EnumSet.allOf(Result.class)) && applied >= APPLIED_MIN;
  }

  /** A press more or less, a fault, press 2 at another server, another range for belt 2. */
  private Result reloaded(int round) {
    String belt = line.profile("belt-2");
    String spare = line.profile("spare-9");
    switch (round % 5) {
      case 0 -> line.press("press-3", 3);
      case 1 -> line.profile("spare-9", spare.replace("Uint16", "Uint17"));
      case 2 -> line.unlist("press-3");
      case 3 -> line.press("press-2", round % 2 == 0 ? 2 : 3);
      default ->
          line.profile("belt-2", belt.replace("\"2.5\"", round % 2 == 0 ? "\"2.4\"" : "\"2.5\""));
    }
    try {
      ReloadViews.Result result = line.reload();
      return result.changed().reconnected().isEmpty() ? Result.APPLIED : Result.RECONNECTED;
    } catch (RequestRefusedException refused) {
      return refused.type() == ProblemType.DEVICE_IN_USE ? Result.HELD : Result.FAULTY;
    } finally {
      line.profile("spare-9", spare);
    }
  }

  /** Votes, thinks and commits, again and again; at last until all reloads are done. */
  private Shift worked(String name, String device) throws Exception {
    List<String> refused = new ArrayList<>();
    int committed = 0;
    for (int each = 0; !enough.get() || committed < COMMITS_EACH; each++) {
      String id = name + "." + each;
      State vote = line.prepare(id, device, 20 + each % 60);
      if (vote instanceof State.Prepared) {
        State.Ended ended = line.commit(id);
        committed++;
        if (!ended.outcome().stream().allMatch(Outcome.COMMITTED::equals)
            || !ended.progress().stream().allMatch(Progress.Applied.class::isInstance)) {
          refused.add(id + " ended " + ended);
        }
      } else if (!understood(vote)) {
        refused.add(id + " was refused: " + vote);
      }
      // Where two work, a reload needs a moment in which both think.
      TimeUnit.MILLISECONDS.sleep(device.endsWith("2") ? 100 : each % 7);
    }
    return new Shift(committed, refused);
  }

  private static boolean understood(State vote) {
    return vote.cast().orElse(null) instanceof Ballot.No no
        && no.reasons().stream().map(Reason::code).allMatch(UNDERSTOOD::contains);
  }
}

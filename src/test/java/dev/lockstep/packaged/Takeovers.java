package dev.lockstep.packaged;

import static dev.lockstep.packaged.PlantLine.loadRecipe;
import static dev.lockstep.packaged.PlantLine.setForce;
import static dev.lockstep.packaged.PlantLine.setSpeed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.Rest;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One takeover after another on a line, there and back, each fault again and again. What breaks a
 * promise is a violation, and the last round.
 */
final class Takeovers {
  private static final int COURSE_MILLIS = 150;

  private final StandbyPlant line;
  private final SplittableRandom random;
  private final List<LineFault> faults;
  private final List<LineFault> left = new ArrayList<>();
  private final Map<LineFault, Integer> counts = new EnumMap<>(LineFault.class);
  private final List<String> violations = new ArrayList<>();
  private GatewayProcess active;
  private GatewayProcess standby;
  private int done;

  Takeovers(StandbyPlant line, SplittableRandom random) {
    this(line, random, LineFault.possible(line));
  }

  Takeovers(StandbyPlant line, SplittableRandom random, List<LineFault> faults) {
    this.line = line;
    this.random = random;
    this.faults = List.copyOf(faults);
    this.active = line.one();
    this.standby = line.two();
  }

  /** Plays as long as more are wanted. */
  void play(BooleanSupplier more, Consumer<String> say) {
    while (violations.isEmpty() && more.getAsBoolean()) {
      if (left.isEmpty()) {
        left.addAll(faults);
        Collections.shuffle(left, new Random(random.nextLong()));
      }
      say.accept(round(left.removeLast()));
    }
  }

  int done() {
    return done;
  }

  int kills() {
    return counts.getOrDefault(LineFault.KILLED, 0);
  }

  List<String> violations() {
    return violations;
  }

  String summary() {
    return "%d takeovers with the lease kept by %s: %s"
        .formatted(done, line.kind().lease(), counts);
  }

  private String round(LineFault fault) {
    Round round = new Round("%s-%d".formatted(line.kind().name(), done), fault);
    long begun = System.nanoTime();
    String told = round.told();
    try {
      round.play();
    } catch (ConditionTimeoutException
        | IllegalStateException
        | CompletionException
        | UncheckedIOException broken) {
      violations.add(
          "%s: %s; see %s".formatted(told, broken.getMessage(), active.plan().directory()));
    }
    done++;
    counts.merge(fault, 1, Integer::sum);
    GatewayProcess before = active;
    active = standby;
    standby = before;
    return "%s (%d s)".formatted(told, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun));
  }

  /** A vote, a fault, a takeover, the commit, and all as before with the roles exchanged. */
  private final class Round {
    private final String id;
    private final LineFault fault;
    private final boolean within = random.nextBoolean();
    private final boolean plain = random.nextBoolean();
    private final boolean mendedEarly = random.nextBoolean();

    Round(String id, LineFault fault) {
      this.id = id;
      this.fault = fault;
    }

    String told() {
      return "%s: %s, %s %s%s%s"
          .formatted(
              id,
              active.name(),
              fault,
              within ? "in a commit" : "after a vote",
              plain ? " on a plain write" : "",
              fault.cuts() ? mendedEarly ? ", mended before" : ", mended after" : "");
    }

    void play() {
      line.awaitConnected(active);
      long press = press();
      long conveyor = conveyor();
      vote();
      if (within) {
        commitInBackground(active, id);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(COURSE_MILLIS)));
      }
      fault.strike(line, active, random);
      takeOver();
      standby.awaitReady();
      if (mendedEarly) {
        mend();
      }
      line.awaitConnected(standby);
      JsonNode kept = standby.rest().get("/api/v1/transactions/" + id).body();
      wanted(kept.has("state"), "the vote is lost: " + kept);
      Rest.Reply unused = StandbyPlant.commit(standby, id);
      awaitCommitted(standby);
      wake();
      mend();
      if (fault != LineFault.KILLED) {
        active.death().orTimeout(StandbyPlant.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
      }
      active.start();
      line.awaitInSync(/* active= */ standby, /* standby= */ active);
      wanted(press() == press + 1, "the press moved %d times".formatted(press() - press));
      wanted(
          conveyor() == conveyor + 1,
          "the conveyor moved %d times".formatted(conveyor() - conveyor));
    }

    private void vote() {
      // A record of the order at the machine tells a second one; a plain write moves it each time.
      Map<String, Object> press =
          plain
              ? setForce("press", 200 + 10 * (done % 100))
              : loadRecipe("press", 1 + done % 90, 100 + done % 90);
      List<Map<String, Object>> commands = List.of(press, setSpeed(0.2 + done % 20 / 10.0));
      Rest.Reply vote = StandbyPlant.prepare(active, id, commands);
      wanted("COMMIT".equals(vote.body().path("vote").asText()), "no vote: " + vote.body());
    }

    private void takeOver() {
      if (line.kind().byItself() && fault.endsTheLease()) {
        return;
      }
      if (line.kind().byItself() && fault.partsThem()) {
        goOn();
      }
      Rest.Reply word = line.say(standby, "take-over");
      if (word.status() == 409 && fault == LineFault.LOSSY) {
        // Left behind meanwhile: then it must not take over.
        mend();
        line.awaitInSync(active, standby);
        word = line.say(standby, "take-over");
      }
      wanted(word.status() == 200, "the word was not taken: " + word.body());
    }

    /** The active one leaves its standby behind, which then may not take over. */
    private void goOn() {
      Rest.Reply unused = StandbyPlant.commit(active, id);
      awaitCommitted(active);
      line.awaitStanding(active, shown -> !shown.path("inSync").asBoolean());
      String role = line.standing(standby).path("role").asText();
      wanted(!role.equals("ACTIVE"), "both are active");
      mend();
      line.awaitInSync(active, standby);
    }

    private void awaitCommitted(GatewayProcess pc) {
      JsonNode unused =
          StandbyPlant.awaitTransaction(
              pc, id, shown -> shown.path("outcome").asText().equals("COMMITTED"));
    }

    /** What it believed before it was stopped it tries now. */
    private void wake() {
      if (fault == LineFault.STOPPED) {
        active.resume();
        commitInBackground(active, id);
      }
    }

    private void mend() {
      line.hosts().ifPresent(LineHosts::mend);
    }
  }

  private long press() {
    return line.plant().shown().press().moves();
  }

  private long conveyor() {
    return line.plant().shown().conveyor().moves();
  }

  private static void wanted(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }

  private static void commitInBackground(GatewayProcess pc, String id) {
    Thread.startVirtualThread(
        () -> {
          try {
            Rest.Reply unused = StandbyPlant.commit(pc, id);
          } catch (UncheckedIOException gone) {
            // the process has ended meanwhile
          }
        });
  }
}

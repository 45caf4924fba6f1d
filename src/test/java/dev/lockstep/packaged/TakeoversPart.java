package dev.lockstep.packaged;

import static dev.lockstep.packaged.PlantLine.loadRecipe;
import static dev.lockstep.packaged.PlantLine.setSpeed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.chaos.ChaosPart;
import dev.lockstep.chaos.ChaosTally;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.Rest;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Takeovers between the two PCs of a line, in order, with the active one killed, or stopped and
 * woken again, before or within a commit. What was acknowledged is kept, and each machine moves
 * once.
 */
public final class TakeoversPart implements ChaosPart {
  private static final int TAKEOVERS = 100;
  private static final int COURSE_MILLIS = 150;

  /** What happens to the active PC. */
  private enum Fault {
    NONE,
    KILLED,
    STOPPED
  }

  @Override
  public String name() {
    return "takeovers";
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public ChaosTally play(Occasion occasion) {
    SplittableRandom random = new SplittableRandom(occasion.seed());
    try (StandbyPlant line = StandbyPlant.start("takeovers")) {
      Rounds rounds = new Rounds(line, random);
      long until = System.nanoTime() + occasion.time().toNanos();
      while (rounds.done < TAKEOVERS
          && System.nanoTime() - until < 0
          && rounds.violations.isEmpty()) {
        occasion.say().accept(rounds.play());
      }
      occasion
          .say()
          .accept("%d takeovers, %d of them with a kill".formatted(rounds.done, rounds.kills));
      return ChaosTally.kills(rounds.kills, rounds.violations);
    }
  }

  /** One takeover after another, there and back. */
  private static final class Rounds {
    private final StandbyPlant line;
    private final SplittableRandom random;
    private final List<String> violations = new ArrayList<>();
    private GatewayProcess active;
    private GatewayProcess standby;
    private int done;
    private int kills;

    Rounds(StandbyPlant line, SplittableRandom random) {
      this.line = line;
      this.random = random;
      this.active = line.one();
      this.standby = line.two();
    }

    String play() {
      Fault fault = List.of(Fault.values()).get(random.nextInt(Fault.values().length));
      boolean within = random.nextBoolean();
      String id = "takeover-" + done;
      String told =
          "%s: %s, %s %s"
              .formatted(id, active.name(), fault, within ? "in a commit" : "after a vote");
      try {
        round(id, fault, within);
      } catch (ConditionTimeoutException | IllegalStateException | UncheckedIOException broken) {
        violations.add(told + ": " + broken.getMessage());
      }
      done++;
      GatewayProcess before = active;
      active = standby;
      standby = before;
      return told;
    }

    private void round(String id, Fault fault, boolean within) {
      line.awaitConnected(active);
      long moves = moves();
      List<Map<String, Object>> commands =
          List.of(loadRecipe("press", 1 + done % 90, 400), setSpeed(0.2 + done % 20 / 10.0));
      Rest.Reply vote = StandbyPlant.prepare(active, id, commands);
      wanted("COMMIT".equals(vote.body().path("vote").asText()), "no vote: " + vote.body());
      if (within) {
        commitInBackground(active, id);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(COURSE_MILLIS)));
      }
      strike(fault);
      Rest.Reply word = line.say(standby, "take-over");
      wanted(word.status() == 200, "the word was not taken: " + word.body());
      standby.awaitReady();
      line.awaitConnected(standby);
      JsonNode kept = standby.rest().get("/api/v1/transactions/" + id).body();
      wanted(kept.has("state"), "the vote is lost: " + kept);
      Rest.Reply unused = StandbyPlant.commit(standby, id);
      StandbyPlant.awaitTransaction(
          standby, id, shown -> shown.path("outcome").asText().equals("COMMITTED"));
      if (fault == Fault.STOPPED) {
        active.resume();
        commitInBackground(active, id);
      }
      if (fault != Fault.KILLED) {
        active.death().orTimeout(StandbyPlant.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
      }
      wanted(moves() == moves + 1, "the press moved %d times".formatted(moves() - moves));
      active.start();
      line.awaitInSync(/* active= */ standby, /* standby= */ active);
    }

    private void strike(Fault fault) {
      switch (fault) {
        case NONE -> {}
        case KILLED -> {
          active.kill();
          kills++;
        }
        case STOPPED -> active.pause();
      }
    }

    private long moves() {
      return line.plant().shown().press().moves();
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
}

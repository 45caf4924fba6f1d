package dev.lockstep.packaged;

import dev.lockstep.chaos.ChaosPart;
import dev.lockstep.chaos.ChaosTally;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.Rest;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.core.ConditionTimeoutException;

/**
 * What a takeover loses in asynchronous mode, counted: transactions at a steady rate, the active PC
 * killed in the middle, and each answer that was given compared with what the other PC has. Every
 * second time the standby stands still for a moment before. A loss is no violation here; a hole in
 * the middle is one: what is lost must be the end.
 */
public final class LossesPart implements ChaosPart {
  private static final int LOAD_MILLIS = 5_000;
  private static final int STALL_MILLIS_LEAST = 200;
  private static final int STALL_MILLIS_MOST = 1_500;

  @Override
  public String name() {
    return "losses";
  }

  @Override
  public ChaosTally play(Occasion occasion) throws Exception {
    SplittableRandom random = new SplittableRandom(occasion.seed());
    LinePlan plan = LinePlan.of("losses").asynchronous(AnsweredLoad.PRESSES);
    try (StandbyPlant line = StandbyPlant.start(plan)) {
      long until = System.nanoTime() + occasion.time().toNanos();
      Kills kills = new Kills(line, random);
      while (kills.violations.isEmpty() && (kills.done < 2 || System.nanoTime() - until < 0)) {
        occasion.say().accept(kills.play());
      }
      occasion
          .say()
          .accept(
              "%d transactions a second, the standby well: %s"
                  .formatted(AnsweredLoad.RATE, kills.prompt.line()));
      occasion.say().accept("the standby stood still before: " + kills.stalled.line());
      return ChaosTally.kills(kills.done, kills.violations);
    }
  }

  /** One kill after another, there and back. */
  private static final class Kills {
    private final StandbyPlant line;
    private final SplittableRandom random;
    private final List<String> violations = new ArrayList<>();
    private final LossAccount prompt = new LossAccount();
    private final LossAccount stalled = new LossAccount();
    private GatewayProcess active;
    private GatewayProcess standby;
    private int done;

    Kills(StandbyPlant line, SplittableRandom random) {
      this.line = line;
      this.random = random;
      this.active = line.one();
      this.standby = line.two();
    }

    String play() throws InterruptedException {
      int stallMillis = done % 2 == 1 ? random.nextInt(STALL_MILLIS_LEAST, STALL_MILLIS_MOST) : 0;
      String told = "kill %d, of %s".formatted(done, active.name());
      if (stallMillis > 0) {
        told += ", the standby still for %d ms before".formatted(stallMillis);
      }
      try {
        LossAccount.Loss loss = kill(stallMillis);
        violations.addAll(loss.holes());
        told +=
            ": %d votes and %d outcomes lost, the oldest answered %d ms before"
                .formatted(loss.votes(), loss.outcomes(), loss.oldestMillis());
      } catch (ConditionTimeoutException | IllegalStateException | UncheckedIOException broken) {
        violations.add(told + ": " + broken.getMessage());
      }
      done++;
      GatewayProcess before = active;
      active = standby;
      standby = before;
      return told;
    }

    private LossAccount.Loss kill(int stallMillis) throws InterruptedException {
      try (AnsweredLoad load = AnsweredLoad.on(active, "loss-" + done)) {
        park(LOAD_MILLIS + random.nextInt(LOAD_MILLIS));
        if (stallMillis > 0) {
          standby.pause();
          park(stallMillis);
        }
        active.kill();
        long killedAt = System.nanoTime();
        List<List<AnsweredLoad.Answered>> told = load.end();
        if (stallMillis > 0) {
          standby.resume();
        }
        takeOver();
        LossAccount.Loss loss =
            (stallMillis > 0 ? stalled : prompt)
                .add(told, id -> standby.rest().get("/api/v1/transactions/" + id).body(), killedAt);
        active.start();
        line.awaitInSync(/* active= */ standby, /* standby= */ active);
        return loss;
      }
    }

    private void takeOver() {
      Rest.Reply word = line.say(standby, "take-over");
      if (word.status() != 200) {
        throw new IllegalStateException("the word was not taken: " + word.body());
      }
      standby.awaitReady();
    }

    private static void park(int millis) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
  }
}

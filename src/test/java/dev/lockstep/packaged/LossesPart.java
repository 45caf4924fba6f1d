package dev.lockstep.packaged;

import static dev.lockstep.packaged.PlantLine.setForce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.chaos.ChaosPart;
import dev.lockstep.chaos.ChaosTally;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.Rest;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.core.ConditionTimeoutException;

/**
 * What a takeover loses in asynchronous mode, counted: transactions at a steady rate, the active PC
 * killed in the middle, and each answer that was given compared with what the other PC has. Every
 * second time the standby stands still for a moment before. A loss is no violation here; a hole in
 * the middle is one: what is lost must be the end.
 */
public final class LossesPart implements ChaosPart {
  private static final int PRESSES = 8;
  private static final int RATE = 20;
  private static final int LOAD_MILLIS = 5_000;
  private static final int STALL_MILLIS_MAX = 1_500;

  @Override
  public String name() {
    return "losses";
  }

  @Override
  public ChaosTally play(Occasion occasion) throws Exception {
    SplittableRandom random = new SplittableRandom(occasion.seed());
    try (StandbyPlant line = StandbyPlant.start(LinePlan.of("losses").asynchronous(PRESSES))) {
      long until = System.nanoTime() + occasion.time().toNanos();
      Kills kills = new Kills(line, random);
      while (kills.violations.isEmpty() && (kills.done < 2 || System.nanoTime() - until < 0)) {
        occasion.say().accept(kills.play());
      }
      kills.summary().forEach(occasion.say());
      return ChaosTally.kills(kills.done, kills.violations);
    }
  }

  /** A transaction, and what the gateway has answered. */
  private static final class Answered {
    private final String id;
    private volatile long votedAt;
    private volatile long endedAt;

    Answered(String id) {
      this.id = id;
    }
  }

  /** Kills of one kind, and what they lost. */
  private static final class Account {
    private int kills;
    private int votes;
    private int outcomes;
    private int votesLost;
    private int outcomesLost;
    private int votesLostMost;
    private int outcomesLostMost;
    private long oldestMillis;

    String line(String kind) {
      return "%s: %d kills, %d votes and %d outcomes answered at %d transactions a second; lost %d votes and %d outcomes, at most %d and %d by one kill, the oldest %d ms before it"
          .formatted(
              kind,
              kills,
              votes,
              outcomes,
              RATE,
              votesLost,
              outcomesLost,
              votesLostMost,
              outcomesLostMost,
              oldestMillis);
    }
  }

  private static final class Kills {
    private final StandbyPlant line;
    private final SplittableRandom random;
    private final List<String> violations = new ArrayList<>();
    private final Account prompt = new Account();
    private final Account stalled = new Account();
    private GatewayProcess active;
    private GatewayProcess standby;
    private int done;

    Kills(StandbyPlant line, SplittableRandom random) {
      this.line = line;
      this.random = random;
      this.active = line.one();
      this.standby = line.two();
    }

    List<String> summary() {
      return List.of(
          prompt.line("the standby well"), stalled.line("the standby stood still before"));
    }

    String play() throws Exception {
      boolean stall = done % 2 == 1;
      Account account = stall ? stalled : prompt;
      String told = "kill %d of %s".formatted(done, active.name());
      try {
        told = told + ": " + kill(stall, account);
      } catch (ConditionTimeoutException | IllegalStateException | UncheckedIOException broken) {
        violations.add(told + ": " + broken.getMessage());
      }
      done++;
      return told;
    }

    private String kill(boolean stall, Account account) throws Exception {
      List<List<Answered>> all = new ArrayList<>();
      AtomicBoolean over = new AtomicBoolean();
      long killedAt;
      int stalledMillis = stall ? 200 + random.nextInt(STALL_MILLIS_MAX - 200) : 0;
      try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> ends = new ArrayList<>();
        GatewayProcess at = active;
        for (int press = 1; press <= PRESSES; press++) {
          List<Answered> answered = new ArrayList<>();
          all.add(answered);
          int number = press;
          ends.add(clients.submit(() -> load(at, number, answered, over)));
        }
        LockSupport.parkNanos(
            TimeUnit.MILLISECONDS.toNanos(LOAD_MILLIS + random.nextInt(LOAD_MILLIS)));
        if (stall) {
          standby.pause();
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(stalledMillis));
        }
        active.kill();
        killedAt = System.nanoTime();
        over.set(true);
        for (Future<?> end : ends) {
          end.get();
        }
      }
      if (stall) {
        standby.resume();
      }
      return "%s%s"
          .formatted(
              stall ? "the standby stood still for %d ms, ".formatted(stalledMillis) : "",
              takeOver(all, killedAt, account));
    }

    /** One client with a press of its own, a transaction after the other. */
    private void load(GatewayProcess at, int press, List<Answered> answered, AtomicBoolean over) {
      long pause = TimeUnit.SECONDS.toNanos(1) * PRESSES / RATE;
      long next = System.nanoTime() + pause * press / PRESSES;
      for (int each = 0; !over.get(); each++) {
        LockSupport.parkNanos(next - System.nanoTime());
        next += pause;
        Answered transaction = new Answered("loss-%d-%d-%d".formatted(done, press, each));
        answered.add(transaction);
        try {
          Rest.Reply vote =
              StandbyPlant.prepare(
                  at, transaction.id, List.of(setForce("memory-" + press, 100 + each % 500)));
          if (!vote.body().path("vote").asText().equals("COMMIT")) {
            continue;
          }
          transaction.votedAt = System.nanoTime();
          Rest.Reply outcome = StandbyPlant.commit(at, transaction.id);
          if (outcome.body().path("outcome").asText().equals("COMMITTED")) {
            transaction.endedAt = System.nanoTime();
          }
        } catch (UncheckedIOException killed) {
          return;
        }
      }
    }

    private String takeOver(List<List<Answered>> all, long killedAt, Account account) {
      Rest.Reply word = line.say(standby, "take-over");
      if (word.status() != 200) {
        throw new IllegalStateException("the word was not taken: " + word.body());
      }
      standby.awaitReady();
      int votesLost = 0;
      int outcomesLost = 0;
      long oldest = killedAt;
      for (List<Answered> ofPress : all) {
        boolean lost = false;
        for (Answered each : ofPress) {
          JsonNode kept = standby.rest().get("/api/v1/transactions/" + each.id).body();
          boolean voteLost = each.votedAt != 0 && !kept.has("state");
          boolean outcomeLost =
              each.endedAt != 0 && !kept.path("outcome").asText().equals("COMMITTED");
          if (lost && each.votedAt != 0 && !voteLost) {
            violations.add(each.id + " is there, and one before it is lost");
          }
          lost |= voteLost;
          votesLost += voteLost ? 1 : 0;
          outcomesLost += outcomeLost ? 1 : 0;
          account.votes += each.votedAt != 0 ? 1 : 0;
          account.outcomes += each.endedAt != 0 ? 1 : 0;
          if (voteLost) {
            oldest = Math.min(oldest, each.votedAt);
          }
          if (outcomeLost) {
            oldest = Math.min(oldest, each.endedAt);
          }
        }
      }
      long millis = TimeUnit.NANOSECONDS.toMillis(killedAt - oldest);
      account.kills++;
      account.votesLost += votesLost;
      account.outcomesLost += outcomesLost;
      account.votesLostMost = Math.max(account.votesLostMost, votesLost);
      account.outcomesLostMost = Math.max(account.outcomesLostMost, outcomesLost);
      account.oldestMillis = Math.max(account.oldestMillis, millis);
      active.start();
      line.awaitInSync(standby, active);
      GatewayProcess before = active;
      active = standby;
      standby = before;
      return "%d votes and %d outcomes lost, the oldest %d ms before"
          .formatted(votesLost, outcomesLost, millis);
    }
  }
}

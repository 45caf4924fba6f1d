package dev.lockstep.packaged;

import dev.lockstep.chaos.ChaosTally;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator.SplittableGenerator;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Killed between the vote and the last move, and started again when the decision has become stale:
 * nothing may move until an operator says so, and then what was left moves exactly once.
 */
final class KillsUntilStale implements Killing {
  private static final Duration STALE_AFTER = Duration.ofSeconds(3);
  private static final Duration MARGIN = Duration.ofMillis(500);

  /** How long the machines are watched while nobody has released anything. */
  private static final Duration WATCHED = Duration.ofSeconds(2);

  private static final List<List<String>> MACHINES =
      List.of(
          List.of("press", "oven"),
          List.of("oven", "stamp"),
          List.of("conveyor", "press"),
          List.of("stamp", "conveyor"));

  private final SplittableGenerator random;
  private int tales;

  /** When it dies. */
  private enum Moment {
    /** The vote is said; the decision falls while it is dead. */
    AFTER_VOTE,
    /** A machine has moved, and has not answered yet. */
    IN_FIRST_MOVE
  }

  KillsUntilStale(SplittableGenerator random) {
    this.random = random;
  }

  @Override
  public String name() {
    return "stale";
  }

  @Override
  public ChaosTally play(Enough enough) throws Exception {
    try (PackagedGateway line = PackagedGateway.start(name(), Optional.of(STALE_AFTER));
        ExecutorService coordinator = Executors.newVirtualThreadPerTaskExecutor()) {
      PackageFindings findings = new PackageFindings(line);
      PackagedWishes wishes = new PackagedWishes(line);
      int kills = 0;
      for (; !enough.reached(kills); kills++) {
        line.awaitConnected();
        List<String> machines = MACHINES.get(random.nextInt(MACHINES.size()));
        String id = "s-" + ++tales;
        var occurrence = new PackagedWishes.Occurrence(id, random);
        Tale tale = new Tale(id, Tale.Course.COMMIT, wishes.of(machines, true, occurrence));
        Playing playing = new Playing(line, tale, random.split()).withoutOperator();
        enough.say().accept(round(new Round(line, tale, playing, coordinator), findings));
      }
      findings.checkAllAgain();
      return ChaosTally.kills(kills, findings.violations());
    }
  }

  /** One transaction, and who plays it. */
  private record Round(
      PackagedGateway line, Tale tale, Playing playing, ExecutorService coordinator) {}

  private String round(Round round, PackageFindings findings) throws Exception {
    PackagedGateway line = round.line();
    Tale tale = round.tale();
    Moment moment = Moment.values()[random.nextInt(Moment.values().length)];
    round.playing().prepare();
    CompletableFuture<Void> delivered = die(round, moment);
    long died = System.nanoTime();
    int before = tale.deeds();
    LockSupport.parkNanos(STALE_AFTER.plus(MARGIN).toNanos());
    line.start();
    String standing = awaitStanding(round);
    LockSupport.parkNanos(WATCHED.toNanos());
    if (tale.promised() && tale.deeds() > before) {
      findings.add("moved though stale, and nobody had released it: " + tale);
    }
    round.playing().operatorComes();
    delivered.get(PackagedGateway.PATIENCE.toSeconds() * 3, TimeUnit.SECONDS);
    findings.check(tale);
    Duration dead = Duration.ofNanos(System.nanoTime() - died);
    return "kill %s, %d of it done, restarted when stale: %s, ended %.1f s later: %s"
        .formatted(moment, before, standing, dead.toMillis() / 1000.0, tale);
  }

  /** Dead afterwards; whoever tells the decision goes on telling it. */
  private CompletableFuture<Void> die(Round round, Moment moment) {
    PackagedGateway line = round.line();
    CompletableFuture<Void> gone = new CompletableFuture<>();
    if (moment == Moment.AFTER_VOTE) {
      line.gateway().kill();
      gone.complete(null);
    } else {
      round
          .tale()
          .tracks()
          .getFirst()
          .logbook()
          .onNext(
              () -> {
                line.gateway().kill();
                gone.complete(null);
              });
    }
    round.tale().decide(round.tale().promised() ? Tale.Decision.COMMIT : Tale.Decision.ABORT);
    var delivered = CompletableFuture.runAsync(round.playing()::deliver, round.coordinator());
    CompletableFuture.anyOf(gone, delivered).orTimeout(30, TimeUnit.SECONDS).join();
    line.gateway().kill();
    return delivered;
  }

  /** Withheld, stuck or over: where it comes to rest without a person. */
  private static String awaitStanding(Round round) {
    try {
      return Awaitility.await()
          .atMost(PackagedGateway.PATIENCE.dividedBy(2))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> standing(round), standing -> !standing.isEmpty());
    } catch (ConditionTimeoutException late) {
      return "neither withheld nor over"; // what comes of it is checked in the end
    }
  }

  private static String standing(Round round) {
    var shown = round.line().transaction(round.tale().id()).body();
    String standing = shown.path("standing").asText();
    if (standing.equals("WITHHELD") || standing.equals("STUCK")) {
      return standing;
    }
    return shown.path("state").asText().equals("ENDED") ? "ENDED" : "";
  }
}

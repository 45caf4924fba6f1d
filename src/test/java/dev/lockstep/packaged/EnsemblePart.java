package dev.lockstep.packaged;

import static org.awaitility.Awaitility.await;

import dev.lockstep.chaos.ChaosPart;
import dev.lockstep.chaos.ChaosTally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Coordinations over two packaged gateways by two packaged coordinators on a real ensemble, while
 * any of them, and the servers, are killed, frozen, cut off, restarted or out of disk; never two
 * servers for good. No two parties may come to different ends, and nothing may be left open.
 */
public final class EnsemblePart implements ChaosPart {
  private static final int TRANSACTIONS = 300;
  private static final Duration HOLD_MAX = Duration.ofSeconds(9);
  private static final Duration WATCHED_MAX = Duration.ofSeconds(30);
  private static final int BEGUN_WITHIN_MILLIS = 400;
  private static final int STRUCK_WITHIN_MILLIS = 800;

  /**
   * Different ones in each transaction of a round, so that none refuses another. No stamp: it is
   * driven once, so that a kill in the middle of it rightly waits for a person.
   */
  private static final List<String> MACHINES = List.of("press", "conveyor", "oven");

  private final int transactions;
  private final List<EnsembleFault> faults;

  /** 300 transactions, and every fault again and again. */
  public EnsemblePart() {
    this(TRANSACTIONS, List.of(EnsembleFault.values()));
  }

  /**
   * Ends early.
   *
   * @param transactions after so many
   * @param faults in this order, again from the first after the last
   */
  EnsemblePart(int transactions, List<EnsembleFault> faults) {
    this.transactions = transactions;
    this.faults = List.copyOf(faults);
  }

  @Override
  public String name() {
    return "ensemble";
  }

  @Override
  public int weight() {
    return 4;
  }

  @Override
  public ChaosTally play(Occasion occasion) throws Exception {
    SplittableRandom random = new SplittableRandom(occasion.seed());
    try (ReplicatedPlant plant = ReplicatedPlant.start();
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      if (plant.network().isEmpty()) {
        occasion.say().accept("servers are not cut from servers: no network namespaces here");
      }
      // From here on: a slow machine takes minutes until all of it stands.
      long until = System.nanoTime() + occasion.time().toNanos();
      Rounds rounds = new Rounds(plant, clients, random);
      List<EnsembleFault> left = new ArrayList<>();
      while (rounds.checked() < transactions
          && (rounds.checked() == 0 || System.nanoTime() - until < 0)) {
        if (left.isEmpty()) {
          left.addAll(faults);
          Collections.shuffle(left, new Random(random.nextLong()));
        }
        occasion.say().accept(rounds.play(left.removeLast()));
      }
      rounds.checkAllAgain();
      occasion.say().accept(rounds.summary());
      return ChaosTally.kills(rounds.kills, rounds.violations());
    }
  }

  /** What was played, and what came of it. */
  private static final class Rounds {
    private final ReplicatedPlant plant;
    private final ExecutorService clients;
    private final SplittableRandom random;
    private final List<PackagedWishes> wishes;
    private final List<PackageFindings> findings;
    private int transactions;
    private int committed;
    private int kills;
    private Duration longest = Duration.ZERO;

    Rounds(ReplicatedPlant plant, ExecutorService clients, SplittableRandom random) {
      this.plant = plant;
      this.clients = clients;
      this.random = random;
      wishes = plant.lines().stream().map(line -> new PackagedWishes(line.gateway())).toList();
      findings = plant.lines().stream().map(line -> new PackageFindings(line.gateway())).toList();
    }

    int checked() {
      return transactions;
    }

    String play(EnsembleFault fault) throws Exception {
      List<CoordinatedTales> told = draw();
      List<Future<?>> ends = new ArrayList<>();
      for (CoordinatedTales tales : told) {
        long after = TimeUnit.MILLISECONDS.toNanos(random.nextInt(BEGUN_WITHIN_MILLIS));
        ends.add(
            clients.submit(
                () -> {
                  LockSupport.parkNanos(after);
                  tales.play();
                }));
      }
      park(random.nextInt(STRUCK_WITHIN_MILLIS));
      Optional<EnsembleFault.Strike> strike = fault.strike(plant, random);
      long struck = System.nanoTime();
      String waited = strike.isPresent() ? hold(fault, told, struck) : "not possible here";
      strike.ifPresent(done -> done.heal().run());
      for (Future<?> end : ends) {
        end.get(PackagedGateway.PATIENCE.toSeconds() * 3, TimeUnit.SECONDS);
      }
      kills += fault.kills();
      awaitNone(told, CoordinatedTales::openAtAGateway, "left open at a gateway");
      told.forEach(this::check);
      return "%s %s, %s: %s"
          .formatted(
              fault,
              strike.map(EnsembleFault.Strike::whom).orElse(""),
              waited,
              told.stream()
                  .map(each -> each.id() + " " + each.outcome().orElse("left open"))
                  .toList());
    }

    private List<CoordinatedTales> draw() {
      List<String> ofLineB = new ArrayList<>(MACHINES);
      Collections.shuffle(ofLineB, new Random(random.nextLong()));
      List<CoordinatedTales> drawn = new ArrayList<>();
      for (int machine = 0; machine < MACHINES.size(); machine++) {
        String id = "e-" + ++transactions;
        drawn.add(
            new CoordinatedTales(
                plant,
                List.of(tale(0, id, MACHINES.get(machine)), tale(1, id, ofLineB.get(machine))),
                random.split()));
      }
      return drawn;
    }

    private Tale tale(int line, String id, String machine) {
      var occurrence = new PackagedWishes.Occurrence(id, random);
      return new Tale(
          id, Tale.Course.COORDINATE, wishes.get(line).of(List.of(machine), false, occurrence));
    }

    /** Until all that was under way has ended without the dead, or for as long as is drawn. */
    private String hold(EnsembleFault fault, List<CoordinatedTales> told, long struck) {
      if (!fault.waitPromised()) {
        int millis = 500 + random.nextInt((int) HOLD_MAX.toMillis());
        park(millis);
        return "for %.1f s".formatted(millis / 1000.0);
      }
      List<CoordinatedTales> caught = told.stream().filter(CoordinatedTales::underWay).toList();
      awaitNone(caught, CoordinatedTales::underWay, "not ended after " + fault);
      Duration waited = Duration.ofNanos(System.nanoTime() - struck);
      longest = waited.compareTo(longest) > 0 ? waited : longest;
      return "%d under way ended after %.1f s".formatted(caught.size(), waited.toMillis() / 1000.0);
    }

    /** A violation of each of which this is still true after {@link #WATCHED_MAX}. */
    private static void awaitNone(
        List<CoordinatedTales> told, Predicate<CoordinatedTales> wrong, String broken) {
      try {
        await()
            .atMost(WATCHED_MAX)
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(50))
            .until(() -> told.stream().noneMatch(wrong));
      } catch (ConditionTimeoutException stuck) {
        told.stream()
            .filter(wrong)
            .flatMap(each -> each.tales().stream())
            .forEach(tale -> tale.broke("%s within %s".formatted(broken, WATCHED_MAX)));
      }
    }

    private void check(CoordinatedTales told) {
      for (int line = 0; line < findings.size(); line++) {
        findings.get(line).check(told.tales().get(line));
      }
      committed += told.outcome().equals(Optional.of("COMMITTED")) ? 1 : 0;
    }

    void checkAllAgain() {
      findings.forEach(PackageFindings::checkAllAgain);
    }

    List<String> violations() {
      List<String> all = new ArrayList<>();
      findings.forEach(each -> all.addAll(each.violations()));
      if (committed == 0) {
        all.add("nothing was committed: so nothing was shown");
      }
      return all;
    }

    String summary() {
      return "%d transactions, %d committed; longest wait after a SIGKILL %.1f s (promised: %d s)"
          .formatted(
              transactions,
              committed,
              longest.toMillis() / 1000.0,
              ReplicatedPlant.WAIT_MAX.toSeconds());
    }

    private static void park(int millis) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
  }
}

package dev.lockstep.packaged;

import static org.awaitility.Awaitility.await;

import dev.lockstep.chaos.ChaosTally;
import dev.lockstep.narayana.Narayana;
import dev.lockstep.packaged.SharedTransaction.Half;
import dev.lockstep.plant.Logbook;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A real Narayana decides between two gateways, two transactions at a time; it, one of them, or all
 * die while it does. In the end both lines have done the same, each at most once, and what the
 * client was told.
 */
final class KillsUnderNarayana implements Killing {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final double NOBODY_DIES = 0.5;
  private static final double CALLED_OFF = 0.15;
  private static final double BEFORE_THE_END = 0.1;
  private static final double COMES_BACK_AT_ONCE = 0.5;
  private static final int COURSE_MILLIS = 150;
  private static final int LATE_MILLIS = 2_000;
  private static final List<List<String>> MACHINES =
      List.of(List.of("press", "conveyor"), List.of("conveyor", "press"));

  private final RandomGenerator random;
  private final Set<String> violations = new LinkedHashSet<>();
  private final List<SharedTransaction> played = new ArrayList<>();
  private int kills;

  /** Who dies. */
  private enum Victim {
    LINE_A,
    LINE_B,
    COORDINATOR
  }

  KillsUnderNarayana(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public String name() {
    return "narayana";
  }

  /** Who is there. */
  private record Hall(Narayana coordinator, PlantLine lineA, PlantLine lineB) {
    List<PlantLine> lines() {
      return List.of(lineA, lineB);
    }
  }

  @Override
  public ChaosTally play(Enough enough) {
    Narayana narayana =
        new Narayana(
            Distribution.home().resolveSibling("narayana"), Distribution.folder("kills-tm"));
    Map<String, String> settings = NarayanaLines.settings(narayana);
    try (Narayana coordinator = narayana.start();
        PlantLine lineA = PlantLine.start("kills-narayana-a", settings);
        PlantLine lineB = PlantLine.start("kills-narayana-b", settings)) {
      Hall hall = new Hall(coordinator, lineA, lineB);
      while (!enough.reached(kills)) {
        enough.say().accept(round(hall));
      }
      // Nothing may have moved late, or have come to another end.
      played.forEach(each -> violations.addAll(each.violations()));
      enough.say().accept(sum());
    }
    return ChaosTally.kills(kills, List.copyOf(violations));
  }

  private String sum() {
    return "narayana: %d transactions, %d kills, %d times a person had to decide, %d violations"
        .formatted(
            played.size(),
            kills,
            played.stream().mapToInt(SharedTransaction::persons).sum(),
            violations.size());
  }

  private String round(Hall hall) {
    hall.lines().forEach(PlantLine::awaitConnected);
    List<SharedTransaction> transactions = new ArrayList<>();
    for (List<String> machines : MACHINES) {
      transactions.add(begin(hall, machines));
    }
    EnumSet<Victim> victims = victims();
    boolean early = random.nextDouble() < BEFORE_THE_END;
    if (early) {
      kill(hall, victims);
    }
    transactions.forEach(SharedTransaction::end);
    if (!early) {
      pause(COURSE_MILLIS);
      kill(hall, victims);
    }
    if (!victims.isEmpty() && random.nextDouble() > COMES_BACK_AT_ONCE) {
      pause(LATE_MILLIS);
    }
    restart(hall, victims);
    transactions.forEach(this::settle);
    return "killed %s%s: %s".formatted(victims, early ? " early" : "", transactions);
  }

  private SharedTransaction begin(Hall hall, List<String> machines) {
    Narayana.Transaction tx = hall.coordinator().begin(Optional.empty());
    List<Half> halves = new ArrayList<>();
    for (PlantLine line : hall.lines()) {
      halves.add(enlist(line, tx, machines.get(halves.size())));
    }
    SharedTransaction begun = new SharedTransaction(tx, halves, random.nextDouble() > CALLED_OFF);
    played.add(begun);
    return begun;
  }

  private Half enlist(PlantLine line, Narayana.Transaction tx, String machine) {
    boolean press = machine.equals("press");
    Map<String, Object> command =
        press
            ? PlantLine.loadRecipe(machine, random.nextInt(1, 100), random.nextInt(50, 2001))
            : PlantLine.setSpeed(random.nextInt(1, 20) / 8.0);
    String id = NarayanaLines.enlist(line.gateway().rest(), tx, command);
    Logbook logbook = press ? line.plant().press().logbook() : line.plant().conveyor().logbook();
    return new Half(line, id, new Wish.Track(logbook, id, 1));
  }

  private EnumSet<Victim> victims() {
    EnumSet<Victim> victims = EnumSet.noneOf(Victim.class);
    if (random.nextDouble() > NOBODY_DIES) {
      while (victims.isEmpty()) {
        for (Victim each : Victim.values()) {
          if (random.nextBoolean()) {
            victims.add(each);
          }
        }
      }
    }
    return victims;
  }

  private void pause(int mostMillis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(mostMillis)));
  }

  private void kill(Hall hall, EnumSet<Victim> victims) {
    for (Victim victim : victims) {
      switch (victim) {
        case LINE_A -> hall.lineA().gateway().kill();
        case LINE_B -> hall.lineB().gateway().kill();
        case COORDINATOR -> hall.coordinator().kill();
      }
      kills++;
    }
  }

  private static void restart(Hall hall, EnumSet<Victim> victims) {
    for (Victim victim : victims) {
      switch (victim) {
        case LINE_A -> hall.lineA().gateway().start();
        case LINE_B -> hall.lineB().gateway().start();
        case COORDINATOR -> hall.coordinator().start();
      }
    }
    hall.lines().forEach(line -> line.gateway().awaitReady());
  }

  private void settle(SharedTransaction transaction) {
    try {
      await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(100))
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(transaction::closed);
    } catch (ConditionTimeoutException open) {
      violations.add("not over within %s: %s".formatted(PATIENCE, transaction));
    }
    violations.addAll(transaction.violations());
  }
}
